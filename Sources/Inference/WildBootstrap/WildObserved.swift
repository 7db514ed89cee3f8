import Groundwork
import LinearAlgebra

/// The statistic of the sample: CR1 errors of Rβ̂, without any mending of eigenvalues.
struct WildObserved {
    /// R V R′: restrictions × restrictions.
    let variance: Matrix
    /// √ of its diagonal.
    let errors: [Double]
    /// t, or W/q.
    let statistic: Double

    /// - Throws: `CausalError.Code.notIdentified` when the variance is not positive (definite).
    init(
        _ fit: some LinearFit, _ restriction: WildRestriction, _ clusters: WildClusters,
        _ columns: WildColumns
    ) throws(CausalError) {
        let q = restriction.count
        var sum = Matrix(q, q)
        for part in clusters.parts {
            let scores =
                clusters.isBootstrap(part)
                ? columns.scores * WildObserved.joined(restriction.directions)
                : Kernels.groupedScores(
                    columns: columns.directions, intercept: false, residuals: fit.residuals,
                    weights: fit.weights, groups: part.factor.codes, groupCount: part.factor.levelCount)
            sum = sum + part.sign * scores.gram
        }
        variance = clusters.scale * sum
        errors = variance.diagonal.map { $0 > 0 ? $0.squareRoot() : 0 }
        guard !errors.contains(0), errors.allSatisfy(\.isFinite),
            let wald = variance.inverseQuadraticForm(restriction.distance)
        else { throw WildObserved.nothingToTest(q) }
        statistic = q == 1 ? restriction.distance[0] / errors[0] : wald / Double(q)
    }

    private static func joined(_ columns: [[Double]]) -> Matrix {
        Matrix(columns.first?.count ?? 0, columns.count, columnMajor: columns.flatMap { $0 })
    }

    private static func nothingToTest(_ q: Int) -> CausalError {
        CausalError(
            .notIdentified,
            q == 1
                ? "the clustered variance of the hypothesis is not positive, so that there is no t statistic"
                : "the clustered covariance of the \(q) restrictions is not positive definite",
            remedy: "Test fewer restrictions at once, or cluster by one variable or by more clusters.")
    }
}
