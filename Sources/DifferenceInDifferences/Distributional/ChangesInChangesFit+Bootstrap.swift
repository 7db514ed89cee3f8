import Distributions
import Regression

extension ChangesInChangesFit {
    /// The effects with standard errors of units, or whole clusters, drawn with replacement.
    ///
    /// Errors are standard deviations over draws; draws in which one of the four cells is empty are left out. Simultaneous
    /// bands of the quantiles use the quantile of the largest |draw − estimate|/error.
    ///
    /// - Parameters:
    ///   - draws: how many, from 2 on.
    ///   - seed: the seed; draw b uses the generator's stream b, so that threads do not matter.
    ///   - cluster: a column of clusters; nil draws units, or rows of repeated cross-sections.
    ///   - level: the confidence level.
    /// - Throws: `CausalError.Code.badArgument` for a level outside (0, 1) or fewer than 2 draws;
    ///   `CausalError.Code.tooFewRows` when fewer than half of the draws hold all four cells or there is one cluster.
    public func estimates(
        bootstrap draws: Int, seed: UInt64 = 42, by cluster: String? = nil, level: Double = 0.95
    ) throws(CausalError) -> Estimates {
        try Estimates.check(level: level)
        guard draws >= 2, draws <= 10_000_000 else {
            throw CausalError(.badArgument, "a bootstrap has 2 or more draws", value: "\(draws)")
        }
        let groups = try influenceGroups(cluster.map { [$0] } ?? [])
        guard groups.levelCount > 1 else {
            throw CausalError(
                .tooFewRows, "one cluster says nothing of how clusters differ", column: groups.name)
        }
        let replicates = replicates(draws, seed, groups)
        guard replicates.count >= max(2, draws / 2) else {
            throw CausalError(
                .tooFewRows, "only \(replicates.count) of \(draws) draws hold both groups in both periods",
                remedy: "There are too few clusters of one kind for a bootstrap.")
        }
        let covariance = covariance(replicates)
        let errors = terms.indices.map { covariance[$0, $0].squareRoot() }
        let critical = critical(replicates, errors, level)
        let rows = terms.indices.map { position in
            let estimate = coefficients[position]
            let half = family.contains(position) ? critical * errors[position] : .nan
            return Estimate(
                term: terms[position], labels: labels[position], estimate: estimate,
                standardError: errors[position] > 0 ? errors[position] : .nan, degreesOfFreedom: nil,
                level: level,
                simultaneous: half.isFinite ? Interval(estimate - half, estimate + half) : nil)
        }
        return Estimates(
            command: command, rows: rows, covariance: covariance,
            model: facts + [
                .init("vcov", "bootstrap"),
                .init("clusters", .object([.init(groups.name, .integer(groups.levelCount))])),
                .init("draws", .integer(draws)),
                .init("seed", .seed(seed)),
                .init("critical.value", critical.isFinite ? .number(critical) : .null),
            ],
            notes: notes
                + (replicates.count < draws
                    ? ["\(draws - replicates.count) draws held no rows of some group and period."] : []))
    }

    /// The effects of each draw.
    private func replicates(_ draws: Int, _ seed: UInt64, _ groups: Factor) -> [[Double]] {
        var members = Array(repeating: [Int](), count: groups.levelCount)
        for (row, code) in groups.codes.enumerated() { members[Int(code)].append(row) }
        let (effects, data, rows) = (effects, data, members)
        let root = Generator(seed: seed)
        return Parallel.map(draws) { draw -> [Double]? in
            var random = root.stream(draw)
            var drawn: [Int] = []
            for _ in rows.indices { drawn += rows[random.integer(below: rows.count)] }
            return data.resampled(drawn).map(effects.values)
        }.compactMap { $0 }
    }

    private func covariance(_ replicates: [[Double]]) -> Matrix {
        let count = Double(replicates.count)
        let means = terms.indices.map { term in replicates.reduce(0) { $0 + $1[term] } / count }
        var result = Matrix(terms.count, terms.count)
        for i in terms.indices {
            for j in 0...i {
                let sum = replicates.reduce(0) { $0 + ($1[i] - means[i]) * ($1[j] - means[j]) }
                result[i, j] = sum / (count - 1)
                result[j, i] = result[i, j]
            }
        }
        return result
    }

    private func critical(_ replicates: [[Double]], _ errors: [Double], _ level: Double) -> Double {
        let used = family.filter { errors[$0] > 0 }
        guard !used.isEmpty else { return .nan }
        let largest = replicates.map { draw in
            used.map { (draw[$0] - coefficients[$0]).magnitude / errors[$0] }.max() ?? 0
        }
        return OutcomeSample(largest).inverse(level)
    }
}
