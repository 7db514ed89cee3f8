import Distributions
import Groundwork
import LinearAlgebra

/// The draws of a multiplier bootstrap and what is read off them.
struct MultiplierDraws {
    /// Draws × terms.
    let values: Matrix
    /// The interquartile range of each term's draws over 1.349.
    let errors: [Double]

    init(_ values: Matrix) {
        self.values = values
        let width = 2 * StudentT(df: .infinity).upperQuantile(0.25)
        errors = (0..<values.columnCount).map { column in
            let sorted = values.column(column).sorted()
            return (sorted.orderStatistic(0.75) - sorted.orderStatistic(0.25)) / width
        }
    }

    /// The critical value of the simultaneous band: not below the pointwise one; nil for an empty family.
    func critical(_ family: [Int], _ errors: [Double], level: Double) -> Double? {
        let used = family.filter { errors[$0].isFinite && errors[$0] > 0 }
        guard !used.isEmpty else { return nil }
        let largest = (0..<values.rowCount).map { draw in
            used.reduce(0.0) { max($0, (values[draw, $1] / errors[$1]).magnitude) }
        }
        return max(
            largest.sorted().orderStatistic(level), StudentT(df: .infinity).upperQuantile((1 - level) / 2))
    }
}

extension [Double] {
    /// The smallest value whose share of values at or below it reaches p (R's quantile of type 1); of a sorted
    /// array.
    fileprivate func orderStatistic(_ p: Double) -> Double {
        self[Swift.min(count - 1, Swift.max(0, Int((Double(count) * p - 1e-9).rounded(.up)) - 1))]
    }
}

extension MultiplierBootstrap {
    /// The choices as facts of a model.
    var facts: [JSONValue.Member] {
        [
            .init("draws", .integer(draws)), .init("seed", .seed(seed)),
            .init("weights.bootstrap", .string(weights.rawValue)),
        ]
    }

    /// Draws Σ_g v_gψ_g/n, and Σ_g ψ_gψ_g′/n² on the way.
    ///
    /// Blocks of groups take a stream of random numbers each. With v = low + (high − low)·b, b being 0 or 1, a draw is
    /// low·Σψ + (high − low)·Σ_{b=1} ψ. Eight groups at a time, the sums of all 256 subsets of their influences are
    /// tabulated, and a draw adds the one that its eight bits name (the method of four Russians): one addition in
    /// place of eight multiplications.
    func run(_ blocks: InfluenceBlocks) throws(CausalError) -> (draws: MultiplierDraws, gram: Matrix) {
        guard (2...1_000_000).contains(draws) else {
            throw CausalError(
                .badArgument, "a bootstrap takes between 2 and 1,000,000 draws", value: "\(draws)",
                remedy: "999 is usual.")
        }
        guard draws * blocks.termCount <= 1 << 26 else {
            throw CausalError(
                .badArgument, "\(draws) draws of \(blocks.termCount) effects are more than memory holds",
                value: "\(draws)",
                remedy: "Take fewer draws, or fewer effects: an average in place of every one.")
        }
        let root = Generator(seed: seed)
        let points = weights.points
        let terms = blocks.termCount
        let runs = blocks.runs
        let parts = Parallel.map(runs.count) { run in
            var sums = SubsetSums(draws: draws, terms: terms)
            var gram = Matrix(terms, terms)
            for position in runs[run] {
                let block = blocks.block(position)
                gram.add(block.values.gram, at: block.columns)
                sums.add(block, root.stream(position), probability: points.probability)
            }
            return (sums: sums, gram: gram)
        }
        var values = Matrix(draws, terms)
        for part in parts {
            for term in 0..<terms {
                let constant = points.low * part.sums.total[term]
                for draw in 0..<draws {
                    values[draw, term] +=
                        constant + (points.high - points.low) * part.sums.chosen[draw, term]
                }
            }
        }
        return (MultiplierDraws(values), parts.reduce(Matrix(terms, terms)) { $0 + $1.gram })
    }
}
