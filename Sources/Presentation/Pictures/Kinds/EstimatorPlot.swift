import Inference

extension Picture {
    /// One effect by several estimators, labelled `estimator`: each with its interval, one under the other.
    ///
    /// - Throws: `CausalError.Code.noPicture` when no row was estimated.
    public static func estimators(_ estimates: Estimates) throws(CausalError) -> Picture {
        let rows = estimates.rows.map { $0.renamed($0.words("estimator") ?? $0.term, labels: $0.labels) }
        let named = Estimates(
            command: estimates.command, rows: rows, covariance: estimates.covariance, model: estimates.model)
        return try .coefficients(named, label: estimates.effectLabel)
    }
}
