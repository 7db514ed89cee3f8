import Design
import Distributions
import Groundwork
import LinearAlgebra
import Regression

/// Equations fitted again to clusters drawn with replacement, from the clusters' cross-products alone.
struct ResampledEquations {
    /// The greatest number of cross-products that are held.
    static let most = 25_000_000

    private let equations: JointEquations
    /// Each equation's response and regressors among the columns; the constant is column 0.
    private let layout: [(response: Int, regressors: [Int], terms: [Int])]
    /// The lower triangle of each cluster's cross-products, cluster after cluster.
    private let products: [Double]
    private let width: Int
    private let clusterCount: Int

    init(_ equations: JointEquations) throws(CausalError) {
        let fits = equations.fits
        guard fits.allSatisfy({ $0.absorbed.isEmpty && $0.slopes.isEmpty && $0.hasIntercept }) else {
            throw CausalError(
                .badArgument, "the bootstrap fits equations without absorbed factors again",
                remedy: "Use the Monte-Carlo interval, which takes the covariance as it is.")
        }
        let (names, columns) = try ResampledEquations.columns(equations)
        let places = Dictionary(uniqueKeysWithValues: zip(names, 1...))
        layout = equations.names.indices.map { index in
            let fit = fits[index]
            let regressors = fit.estimated.map {
                fit.terms[$0] == "(Intercept)" ? 0 : places[fit.terms[$0]] ?? 0
            }
            return (
                places[equations.names[index]] ?? 0, regressors,
                fit.estimated.map { equations.range(index).lowerBound + $0 }
            )
        }
        let sample = fits[0].sample
        let groups = equations.clusters.isEmpty ? nil : try sample.factor(interacting: equations.clusters)
        clusterCount = groups?.levelCount ?? sample.count
        width = columns.count + 1
        let size = width * (width + 1) / 2
        guard clusterCount * size <= ResampledEquations.most else {
            throw CausalError(
                .badArgument, "\(clusterCount) clusters (rows) are too many for the bootstrap",
                remedy: "Use the Monte-Carlo interval; with so many the two agree.")
        }
        self.equations = equations
        products = ResampledEquations.products(columns, groups?.codes, clusterCount)
    }

    /// The regressors and responses of all equations, each once.
    private static func columns(
        _ equations: JointEquations
    ) throws(CausalError) -> (names: [String], columns: [[Double]]) {
        var (names, columns): ([String], [[Double]]) = ([], [])
        for fit in equations.fits {
            for (place, position) in fit.estimated.filter({ fit.terms[$0] != "(Intercept)" }).enumerated()
            where !names.contains(fit.terms[position]) {
                names.append(fit.terms[position])
                columns.append(fit.designColumns[place])
            }
        }
        for (name, fit) in zip(equations.names, equations.fits) where !names.contains(name) {
            names.append(name)
            columns.append(try fit.sample.numbers(name))
        }
        return (names, columns)
    }

    /// Cross-products about the columns' means, so that no digits are lost.
    private static func products(_ columns: [[Double]], _ codes: [Int32]?, _ count: Int) -> [Double] {
        let rows = columns.first?.count ?? 0
        let means = columns.map { $0.reduce(0, +) / Double(max(1, rows)) }
        let width = columns.count + 1
        let size = width * (width + 1) / 2
        var products = [Double](repeating: 0, count: count * size)
        var values = [Double](repeating: 1, count: width)
        for row in 0..<rows {
            for j in columns.indices { values[j + 1] = columns[j][row] - means[j] }
            var place = (codes.map { Int($0[row]) } ?? row) * size
            for i in 0..<width {
                for j in 0...i {
                    products[place] += values[i] * values[j]
                    place += 1
                }
            }
        }
        return products
    }

    /// Coefficients of all equations, a list a draw; draws in which an equation is singular are left out.
    func draws(_ count: Int, _ seed: UInt64) throws(CausalError) -> [[Double]] {
        guard clusterCount > 1 else {
            throw CausalError(.tooFewRows, "there is one cluster; nothing can be drawn again")
        }
        let generator = Generator(seed: seed)
        let found = Parallel.map(count) { draw -> [Double]? in
            var random = generator.stream(draw)
            var counts = [Double](repeating: 0, count: clusterCount)
            for _ in 0..<clusterCount { counts[random.integer(below: clusterCount)] += 1 }
            return refit(counts)
        }.compactMap { $0 }
        guard found.count * 10 >= count * 9 else {
            throw CausalError(
                .notIdentified, "more than a tenth of the bootstrap's draws identify no effect",
                remedy: "There are too few clusters; use the Monte-Carlo interval.")
        }
        return found
    }

    private func refit(_ counts: [Double]) -> [Double]? {
        let size = width * (width + 1) / 2
        var sums = [Double](repeating: 0, count: size)
        for cluster in 0..<clusterCount where counts[cluster] > 0 {
            let start = cluster * size
            for place in 0..<size { sums[place] += counts[cluster] * products[start + place] }
        }
        var whole = Matrix(width, width)
        var place = 0
        for i in 0..<width {
            for j in 0...i {
                whole[i, j] = sums[place]
                whole[j, i] = sums[place]
                place += 1
            }
        }
        var result = equations.coefficients
        for equation in layout {
            guard let factor = Cholesky(whole.submatrix(equation.regressors)) else { return nil }
            let right = equation.regressors.map { whole[$0, equation.response] }
            for (term, value) in zip(equation.terms, factor.solve(right)) { result[term] = value }
        }
        return result
    }
}
