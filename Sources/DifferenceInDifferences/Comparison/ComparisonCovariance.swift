import Regression

/// How estimators vary together, and whether they agree.
///
/// Correlations are those of the stacked influence functions, Σ_g ψ_gψ_g′ by cluster (see `JointFits`); each estimator keeps
/// its own standard error. Of two estimators δ₁ and δ₂ the difference has the variance s₁² + s₂² − 2ρs₁s₂: a large one says
/// that they estimate different things, as two-way fixed effects do where effects differ, in the manner of Hausman (1978)
/// but without taking one of them as efficient.
struct ComparisonCovariance {
    private let answers: [ComparedEffect]
    /// Rows × rows; NaN for estimators whose error comes from draws.
    let covariance: Matrix
    let notes: [String]

    /// The greatest number of clusters for which influence is stacked.
    static let mostClusters = 200_000

    init(_ answers: [ComparedEffect], _ run: ComparisonRun) throws(CausalError) {
        self.answers = answers
        var covariance = Matrix(answers.count, answers.count, repeating: .nan)
        for (i, answer) in answers.enumerated() where answer.row.isTestable {
            covariance[i, i] = answer.row.standardError * answer.row.standardError
        }
        let known = answers.indices.filter { answers[$0].fit != nil && answers[$0].row.isTestable }
        let gram = try ComparisonCovariance.gram(known.map { answers[$0] }, run)
        notes =
            gram == nil && known.count > 1
            ? [
                "With more than \(ComparisonCovariance.mostClusters) clusters estimators are not tested against each other."
            ]
            : []
        if let gram {
            for (a, i) in known.enumerated() {
                for (b, j) in known.enumerated() where i != j {
                    let correlation = gram[a, b] / (gram[a, a] * gram[b, b]).squareRoot()
                    covariance[i, j] =
                        correlation * answers[i].row.standardError * answers[j].row.standardError
                }
            }
        }
        self.covariance = covariance
    }

    /// The cross-products of the effects' influence by cluster; nil with too many clusters or fewer than two fits.
    private static func gram(
        _ answers: [ComparedEffect], _ run: ComparisonRun
    ) throws(CausalError) -> Matrix? {
        guard answers.count > 1 else { return nil }
        let joint = try JointFits(
            answers.compactMap { answer in answer.fit.map { (answer.estimator.rawValue, $0) } })
        let columns =
            run.clusters.isEmpty ? run.comparison.policy.panel.unit.map { [$0] } ?? [] : run.clusters
        let groups = try joint.influenceGroups(columns)
        guard groups.levelCount <= mostClusters else { return nil }
        let shares = try joint.influence(summedBy: groups)
        let places = answers.map { joint.terms.firstIndex(of: "\($0.estimator.rawValue):\($0.term)") ?? 0 }
        return shares.gram.submatrix(places)
    }

    /// The test that each row equals the first of those whose covariance is known.
    var agreements: [Diagnostic] {
        let known = answers.indices.filter { i in
            answers.indices.contains { $0 != i && covariance[i, $0].isFinite }
        }
        guard let first = known.first else { return [] }
        return known.dropFirst().map { test(first, $0) }
    }

    private func test(_ i: Int, _ j: Int) -> Diagnostic {
        let (a, b) = (answers[i], answers[j])
        let difference = b.row.estimate - a.row.estimate
        let variance = covariance[i, i] + covariance[j, j] - 2 * covariance[i, j]
        let scale = max(a.row.standardError, b.row.standardError)
        let isSame = difference.magnitude <= 1e-9 * scale
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
        if !row.isTestable { members.append(.init("reason", "the two are the same estimate")) }
        return Diagnostic("agreement", members)
    }
}
