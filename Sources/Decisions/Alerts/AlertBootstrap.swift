import Design
import Distributions
import Groundwork
import Inference

/// Intervals of profiles by drawing rows, or clusters, with replacement.
public struct AlertBootstrap: Sendable, Hashable {
    /// How many times data were drawn.
    public let draws: Int
    /// The seed.
    public let seed: UInt64
    /// The standard deviation of each threshold's net benefit over draws; NaN where it has none.
    public let netBenefitError: [Double]
    /// Each threshold's intervals: the share (1 − level)/2 of draws lies beyond each end.
    public let netBenefit: [Interval]
    /// The same for harm averted; the whole line where there is no number.
    public let harmAverted: [Interval]
    /// The same for time.
    public let time: [Interval]
    /// The same for burden.
    public let burden: [Interval]
    /// The interval of the threshold of the greatest value.
    public let optimum: Interval
    /// The share of draws in which each threshold has the greatest value.
    public let probabilityOptimal: [Double]
}

extension AlertFit {
    /// Draws rows, or clusters where the question names them, with replacement, as many as there are.
    ///
    /// Draw i takes the stream i of the seed, so that the answer does not depend on threads.
    ///
    /// - Parameters:
    ///   - draws: how many times.
    ///   - seed: the seed.
    ///   - level: the share of draws within an interval.
    /// - Throws: `CausalError.Code.badArgument` for fewer than 10 draws, or more than 20 million draws times thresholds.
    public func bootstrap(
        draws: Int = 500, seed: UInt64 = 42, level: Double = 0.95
    ) throws(CausalError) -> AlertBootstrap {
        guard draws >= 10, draws <= 20_000_000 / thresholds.count else {
            throw CausalError(
                .badArgument, "draws are at least 10, and draws times thresholds at most 20 million",
                value: "\(draws)")
        }
        let source = Generator(seed: seed)
        let members = clusters.map(Members.init)
        let drawn = Parallel.map(draws) { draw in
            var random = source.stream(draw)
            let sums = members.map { self.clusterSums($0, &random) } ?? self.rowSums(&random)
            return profiles(AlertCounts(cells: sums))
        }
        func interval(_ k: Int, _ part: (AlertProfile) -> Double) -> Interval {
            let values = drawn.map { part($0[k]) }.filter(\.isFinite).sorted()
            guard !values.isEmpty else { return .unbounded }
            return Interval(
                Numbers.quantile((1 - level) / 2, sorted: values),
                Numbers.quantile((1 + level) / 2, sorted: values))
        }
        let best = drawn.map(optimum)
        let bestThresholds = best.map { thresholds[$0] }.sorted()
        let places = thresholds.indices
        return AlertBootstrap(
            draws: draws, seed: seed,
            netBenefitError: places.map { k in drawn.map { $0[k].netBenefit }.deviation },
            netBenefit: places.map { interval($0, \.netBenefit) },
            harmAverted: places.map { interval($0, \.harmAverted) },
            time: places.map { interval($0, \.time) },
            burden: places.map { interval($0, \.burden) },
            optimum: Interval(
                Numbers.quantile((1 - level) / 2, sorted: bestThresholds),
                Numbers.quantile((1 + level) / 2, sorted: bestThresholds)),
            probabilityOptimal: places.map { k in Double(best.count { $0 == k }) / Double(draws) })
    }

    private func rowSums(_ random: inout Generator) -> [Double] {
        var sums = [Double](repeating: 0, count: 2 * thresholds.count + 2)
        for _ in cells.indices { sums[Int(cells[random.integer(below: cells.count)])] += 1 }
        return sums
    }

    private func clusterSums(_ members: Members, _ random: inout Generator) -> [Double] {
        var sums = [Double](repeating: 0, count: 2 * thresholds.count + 2)
        let count = members.starts.count - 1
        for _ in 0..<count {
            let cluster = random.integer(below: count)
            for place in members.starts[cluster]..<members.starts[cluster + 1] {
                sums[Int(cells[Int(members.rows[place])])] += 1
            }
        }
        return sums
    }

    /// The rows of each cluster.
    private struct Members: Sendable {
        let starts: [Int]
        let rows: [Int32]

        init(_ factor: Factor) {
            var starts = [0]
            for count in factor.levelCounts { starts.append((starts.last ?? 0) + count) }
            var next = starts
            var rows = [Int32](repeating: 0, count: factor.codes.count)
            for (row, code) in factor.codes.enumerated() {
                rows[next[Int(code)]] = Int32(row)
                next[Int(code)] += 1
            }
            (self.starts, self.rows) = (starts, rows)
        }
    }
}

extension [Double] {
    /// √(Σ(x − x̄)²/(n − 1)); NaN when a number is missing or there is but one.
    var deviation: Double {
        guard count > 1 else { return .nan }
        let mean = reduce(0, +) / Double(count)
        return (reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)).squareRoot()
    }
}
