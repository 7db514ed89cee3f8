import Distributions
import Groundwork

/// A mixture of normal distributions whose quantities are independent within each class, in units of the data's own means
/// and standard deviations.
struct NormalMixture: Sendable {
    var shares: [Double]
    /// Classes × quantities, class after class.
    var means: [Double]
    /// The same; all classes alike where variances are equal.
    var variances: [Double]
    /// The logarithm of the likelihood of the parameters before the last step; −∞ for a mixture that lost a class.
    var logLikelihood = -Double.infinity
    /// Whether the last step gained nothing worth having.
    var isConverged = false

    /// The least variance of a class, in units of the whole variance: below it a class is a few equal answers.
    static let leastVariance = 1e-3

    var width: Int { means.count / max(1, shares.count) }

    /// Classes that begin at people drawn at random, with the whole variance.
    init(_ data: MixtureData, classes: Int, random: inout Generator) {
        var places: [Int] = []
        while places.count < classes {
            let place = random.integer(below: data.count)
            if !places.contains(place) { places.append(place) }
        }
        shares = [Double](repeating: 1 / Double(classes), count: classes)
        means = places.flatMap { data.values[($0 * data.width)..<(($0 + 1) * data.width)] }
        variances = [Double](repeating: 1, count: classes * data.width)
    }

    /// Runs expectation and maximisation until the gain is below 1e-11 of the likelihood, or so many steps are done.
    mutating func run(_ data: MixtureData, _ kind: LatentProfiles.Variances, steps: Int) {
        var before = -Double.infinity
        for _ in 0..<steps {
            guard step(data, kind) else {
                logLikelihood = -.infinity
                return
            }
            if logLikelihood - before <= 1e-11 * max(1, logLikelihood.magnitude) {
                isConverged = true
                return
            }
            before = logLikelihood
        }
    }

    /// One step of expectation and maximisation; false when a class has lost its people.
    private mutating func step(_ data: MixtureData, _ kind: LatentProfiles.Variances) -> Bool {
        let (k, d) = (shares.count, width)
        var sums = [Double](repeating: 0, count: k)
        var first = [Double](repeating: 0, count: k * d)
        var second = first
        var total = 0.0
        let density = densities
        var weights = sums
        for row in 0..<data.count {
            total += density.responsibilities(data, row, &weights)
            for c in 0..<k where weights[c] > 0 {
                sums[c] += weights[c]
                for v in 0..<d {
                    let x = data.values[row * d + v]
                    first[c * d + v] += weights[c] * x
                    second[c * d + v] += weights[c] * x * x
                }
            }
        }
        logLikelihood = total
        guard total.isFinite, sums.allSatisfy({ $0 > 1 }) else { return false }
        maximise(sums, first, second, kind, count: Double(data.count))
        return true
    }

    private mutating func maximise(
        _ sums: [Double], _ first: [Double], _ second: [Double], _ kind: LatentProfiles.Variances,
        count: Double
    ) {
        let d = width
        shares = sums.map { $0 / count }
        for place in means.indices { means[place] = first[place] / sums[place / d] }
        let scatter = means.indices.map { second[$0] - sums[$0 / d] * means[$0] * means[$0] }
        for place in means.indices {
            let own =
                kind == .varying
                ? scatter[place] / sums[place / d]
                : stride(from: place % d, to: scatter.count, by: d).reduce(0) { $0 + scatter[$1] } / count
            variances[place] = max(own, Self.leastVariance)
        }
    }

    /// The logarithms that a row's densities need.
    var densities: ClassDensities {
        let d = width
        return ClassDensities(
            constants: shares.indices.map { c in
                RealFunctions.logarithm(shares[c])
                    - 0.5
                    * (0..<d).reduce(0) { $0 + RealFunctions.logarithm(2 * .pi * variances[c * d + $1]) }
            }, means: means, precisions: variances.map { 1 / $0 })
    }
}

/// The densities of a mixture's classes.
struct ClassDensities: Sendable {
    let constants: [Double]
    let means: [Double]
    let precisions: [Double]

    /// Puts each class's probability for a row into `weights`; the logarithm of the row's density.
    func responsibilities(_ data: MixtureData, _ row: Int, _ weights: inout [Double]) -> Double {
        let d = data.width
        var top = -Double.infinity
        for c in constants.indices {
            var value = 0.0
            for v in 0..<d {
                let gap = data.values[row * d + v] - means[c * d + v]
                value += gap * gap * precisions[c * d + v]
            }
            weights[c] = constants[c] - 0.5 * value
            top = max(top, weights[c])
        }
        var sum = 0.0
        for c in weights.indices {
            weights[c] = RealFunctions.exponential(weights[c] - top)
            sum += weights[c]
        }
        for c in weights.indices { weights[c] /= sum }
        return top + RealFunctions.logarithm(sum)
    }
}

/// Scores in units of their own standard deviations, person after person.
struct MixtureData: Sendable {
    let count: Int
    let width: Int
    let values: [Double]
    let centres: [Double]
    let scales: [Double]

    /// - Throws: `CausalError.Code.notIdentified` for a score that never varies.
    init(_ columns: [[Double]], names: [String]) throws(CausalError) {
        count = columns.first?.count ?? 0
        width = columns.count
        var (centres, scales): ([Double], [Double]) = ([], [])
        for (name, column) in zip(names, columns) {
            let mean = column.reduce(0, +) / Double(column.count)
            let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(column.count)
            guard variance > 0, variance.isFinite else {
                throw CausalError(
                    .notIdentified, "the score '\(name)' never varies, so that it tells no classes apart",
                    value: name)
            }
            centres.append(mean)
            scales.append(variance.squareRoot())
        }
        var values = [Double](repeating: 0, count: count * width)
        for (v, column) in columns.enumerated() {
            for row in column.indices { values[row * width + v] = (column[row] - centres[v]) / scales[v] }
        }
        (self.values, self.centres, self.scales) = (values, centres, scales)
    }
}
