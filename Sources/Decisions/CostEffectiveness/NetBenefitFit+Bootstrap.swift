import Groundwork
import Inference
import Regression

/// Differences in effect and cost in samples drawn again from the data.
public struct BootstrapDifferences: Sendable, Hashable {
    /// The difference in effect in each sample.
    public let effects: [Double]
    /// The difference in cost in each sample.
    public let costs: [Double]
    /// How many samples were drawn; those in which treatment was not identified are left out of the lists.
    public let draws: Int
    /// The seed.
    public let seed: UInt64
    /// The level of intervals.
    public let level: Double
}

extension NetBenefitFit {
    /// Draws rows, or whole clusters, with replacement and fits again.
    ///
    /// Absorbed factors stay swept out as in the whole sample. With few clusters the spread is too small (Flynn & Peters
    /// 2005).
    ///
    /// - Parameters:
    ///   - draws: 2 to 100,000.
    ///   - seed: sample d depends on the seed and d alone.
    ///   - clusters: columns whose combinations are drawn whole; empty for rows.
    ///   - level: of the intervals.
    /// - Throws: `CausalError.Code.badArgument`; `CausalError.Code.unknownColumn`; `CausalError.Code.notIdentified` when
    ///   treatment is identified in no sample.
    public func bootstrap(
        draws: Int = 2000, seed: UInt64 = 42, clusters: [String] = [], level: Double = 0.95
    ) throws(CausalError) -> BootstrapDifferences {
        try Estimates.check(level: level)
        guard (2...100_000).contains(draws) else {
            throw CausalError(.badArgument, "a bootstrap has 2 to 100000 draws", value: "\(draws)")
        }
        let groups = clusters.isEmpty ? nil : try effect.sample.factor(interacting: clusters)
        let sampler = try BootstrapSampler(self, groups)
        let root = Generator(seed: seed)
        let found = Parallel.map(draws) { draw in
            var random = root.stream(draw)
            return sampler.differences(&random)
        }
        let known = found.compactMap { $0 }
        guard known.count >= 2 else {
            throw CausalError(
                .notIdentified, "treatment is not identified in the samples drawn", value: model.treatment,
                remedy: "Draw rows, or clusters of which several are treated and several are not.")
        }
        return BootstrapDifferences(
            effects: known.map(\.0), costs: known.map(\.1), draws: draws, seed: seed, level: level)
    }
}

/// Cross-products of a sample drawn again.
private struct BootstrapSampler: Sendable {
    private let columns: [[Double]]
    private let responses: [[Double]]
    private let weights: [Double]?
    private let groups: Factor?
    private let position: Int

    init(_ fit: NetBenefitFit, _ groups: Factor?) throws(CausalError) {
        let effect = fit.effect
        let ones = effect.hasIntercept ? [[Double](repeating: 1, count: effect.rowCount)] : []
        columns = ones + effect.designColumns
        weights = effect.weights
        self.groups = groups
        let term = effect.terms.firstIndex(of: fit.model.treatment) ?? 0
        position = effect.estimated.firstIndex(of: term) ?? 0
        // The response as swept: X·b + û, whatever was absorbed.
        responses = [fit.effect, fit.cost].map { one in
            let slopes = one.estimated.map { one.coefficients[$0] }
            let all = ones + one.designColumns
            return one.residuals.indices.map { row in
                zip(all, slopes).reduce(one.residuals[row]) { $0 + $1.0[row] * $1.1 }
            }
        }
    }

    func differences(_ random: inout Generator) -> (Double, Double)? {
        let units = groups?.levelCount ?? columns[0].count
        var counts = [Double](repeating: 0, count: units)
        for _ in 0..<units { counts[random.integer(below: units)] += 1 }
        let k = columns.count
        var cross = Matrix(k, k)
        var right = Matrix(k, 2)
        for row in columns[0].indices {
            let count = counts[groups.map { Int($0.codes[row]) } ?? row]
            guard count > 0 else { continue }
            let weight = count * (weights?[row] ?? 1)
            for j in 0..<k {
                let scaled = weight * columns[j][row]
                for i in j..<k { cross[i, j] += scaled * columns[i][row] }
                right[j, 0] += scaled * responses[0][row]
                right[j, 1] += scaled * responses[1][row]
            }
        }
        guard let factor = Cholesky(cross),
            (0..<k).allSatisfy({ factor.factor[$0, $0] > 1e-7 * cross[$0, $0].squareRoot() })
        else { return nil }
        let solution = factor.solve(right)
        let pair = (solution[position, 0], solution[position, 1])
        return pair.0.isFinite && pair.1.isFinite ? pair : nil
    }
}
