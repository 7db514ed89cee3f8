import Regression

/// How estimators vary together, and whether they agree.
///
/// Correlations are those of the stacked influence functions, Σ_g ψ_gψ_g′ by cluster (see `JointFits`); each estimator keeps
/// its own standard error. Of two estimators δ₁ and δ₂ the difference has the variance s₁² + s₂² − 2ρs₁s₂: a large one says
/// that they estimate different things, as two-way fixed effects do where effects differ, in the manner of Hausman (1978)
/// but without taking one of them as efficient.
struct ComparisonCovariance {
    /// The rows, and after them what windowed rows are tested against.
    private let answers: [ComparedEffect]
    private let rowCount: Int
    private let window: Int
    private let whole: Matrix

    init(_ rows: [ComparedEffect], _ reference: ComparedEffect?, _ run: ComparisonRun) throws(CausalError) {
        let answers = rows + (reference.map { [$0] } ?? [])
        self.answers = answers
        rowCount = rows.count
        window = run.window.upperBound
        var covariance = Matrix(answers.count, answers.count, repeating: .nan)
        for (i, answer) in answers.enumerated() where answer.row.isTestable {
            covariance[i, i] = answer.row.standardError * answer.row.standardError
        }
        let known = answers.indices.filter { answers[$0].fit != nil && answers[$0].row.isTestable }
        if known.count > 1 {
            let gram = try ComparisonCovariance.gram(known.map { answers[$0] }, run)
            for (a, i) in known.enumerated() {
                for (b, j) in known.enumerated() where i != j {
                    let correlation = gram[a, b] / (gram[a, a] * gram[b, b]).squareRoot()
                    covariance[i, j] =
                        correlation * answers[i].row.standardError * answers[j].row.standardError
                }
            }
        }
        whole = covariance
    }

    /// Rows × rows; NaN for estimators whose error comes from draws.
    var covariance: Matrix { whole.submatrix(Array(0..<rowCount)) }

    /// The cross-products of the effects' influence by cluster, clusters in blocks that memory holds.
    private static func gram(_ answers: [ComparedEffect], _ run: ComparisonRun) throws(CausalError) -> Matrix
    {
        let joint = try JointFits(
            answers.enumerated().compactMap { place, answer in answer.fit.map { ("\(place)", $0) } })
        let columns =
            run.clusters.isEmpty ? run.comparison.policy.panel.unit.map { [$0] } ?? [] : run.clusters
        let groups = try joint.influenceGroups(columns)
        let places = answers.enumerated().map { place, answer in
            joint.terms.firstIndex(of: "\(place):\(answer.term)") ?? 0
        }
        let size = max(1, run.comparison.mostValues / max(1, joint.terms.count))
        guard groups.levelCount > size else {
            return try joint.influence(summedBy: groups).gram.submatrix(places)
        }
        var total = Matrix(places.count, places.count)
        for start in stride(from: 0, to: groups.levelCount, by: size) {
            let block = start..<min(start + size, groups.levelCount)
            total = total + (try gram(joint, groups, block, places))
        }
        return total
    }

    /// The same of some clusters, all others taken together and left out.
    private static func gram(
        _ joint: JointFits, _ groups: Factor, _ block: Range<Int>, _ places: [Int]
    ) throws(CausalError) -> Matrix {
        let coded = Factor(
            name: groups.name,
            numbers: groups.codes.map { block.contains(Int($0)) ? Double(Int($0) - block.lowerBound) : -1 })
        let shares = try joint.influence(summedBy: coded)
        let others = coded.numericLevels?.first == -1 ? 1 : 0
        var chosen = Matrix(shares.rowCount - others, places.count)
        for (column, place) in places.enumerated() {
            for row in 0..<chosen.rowCount { chosen[row, column] = shares[row + others, place] }
        }
        return chosen.gram
    }

    /// The tests that rows equal the first of those whose covariance is known, windowed ones the reference.
    var agreements: [Diagnostic] {
        let known = (0..<rowCount).filter { i in
            answers.indices.contains { $0 != i && whole[i, $0].isFinite }
        }
        let first = known.first { !answers[$0].estimator.isWindowed }
        let reference = answers.count > rowCount && answers[rowCount].row.isTestable ? rowCount : nil
        return known.compactMap { row in
            let other = answers[row].estimator.isWindowed ? reference : first
            return other.flatMap { $0 == row ? nil : test($0, row) }
        }
    }

    private func test(_ i: Int, _ j: Int) -> Diagnostic {
        let (a, b) = (answers[i], answers[j])
        let difference = b.row.estimate - a.row.estimate
        let variance = whole[i, i] + whole[j, j] - 2 * whole[i, j]
        let scale = max(a.row.standardError, b.row.standardError)
        // Beyond these digits two estimates differ by rounding alone.
        let isSame =
            difference.magnitude
            <= max(1e-9 * scale, 1e-11 * max(a.row.estimate.magnitude, b.row.estimate.magnitude))
        let error = variance > 1e-12 * scale * scale && !isSame ? variance.squareRoot() : .nan
        let row = Estimate(
            term: "difference", estimate: difference, standardError: error, degreesOfFreedom: nil)
        var members: [JSONValue.Member] = [
            .init("first", .string(a.estimator.rawValue)), .init("second", .string(b.estimator.rawValue)),
            .init("difference", .number(difference)),
            .init("std.error", row.isTestable ? .number(error) : .null),
            .init("statistic", row.isTestable ? .number(row.statistic * row.statistic) : .null),
            .init("df", .integer(1)), .init("p.value", row.isTestable ? .number(row.pValue) : .null),
        ]
        if i >= rowCount { members.append(.init("events", .array([.integer(0), .integer(window)]))) }
        if !row.isTestable {
            let reason =
                isSame
                ? "the two are the same estimate"
                : "every unit moves the two alike, so that errors tell nothing of their difference"
            members.append(.init("reason", .string(reason)))
        }
        return Diagnostic("agreement", members)
    }
}
