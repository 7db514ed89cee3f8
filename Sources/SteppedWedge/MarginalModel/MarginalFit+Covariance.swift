import Regression

extension MarginalFit {
    /// The covariance of the coefficients; see ``MarginalInference``.
    ///
    /// - Throws: `CausalError.Code.notIdentified` for `kc` and `md` where a coefficient rests on one cluster alone.
    public func covariance(_ inference: MarginalInference) throws(CausalError) -> Matrix {
        let total = EstimatingEquations.total(scores, terms.count)
        guard let bread = Cholesky(total)?.inverse() else {
            throw CausalError(.notIdentified, "the information of the coefficients is singular")
        }
        let model = dispersion * bread
        if let sandwich = try sandwich(inference, bread) { return sandwich.covariance }
        if inference == .model { return model }
        if inference == .morelBokossaNeerchal { return additive(bread, model) }
        let q = inference.needsLeverage ? try MarginalFit.leverage(scores, total, design.patterns) : []
        var meat = Matrix(terms.count, terms.count)
        for (i, cluster) in scores.enumerated() {
            switch inference {
            case .kauermannCarroll: meat = meat + Matrix.outer(total * q[i], cluster.score)
            case .manclDeRouen:
                let adjusted = total * q[i]
                meat = meat + Matrix.outer(adjusted, adjusted)
            case .fayGraubard:
                let scaled = diagonallyScaled(cluster, bread)
                meat = meat + Matrix.outer(scaled, scaled)
            default: meat = meat + Matrix.outer(cluster.score, cluster.score)
            }
        }
        return (bread * meat.symmetrised * bread).symmetrised
    }

    /// CR2 and CR3 with their degrees of freedom; nil for other inferences.
    func sandwich(_ inference: MarginalInference) throws(CausalError) -> WhitenedSandwich? {
        guard let bread = Cholesky(EstimatingEquations.total(scores, terms.count))?.inverse() else {
            throw CausalError(.notIdentified, "the information of the coefficients is singular")
        }
        return try sandwich(inference, bread)
    }

    private func sandwich(
        _ inference: MarginalInference, _ bread: Matrix
    ) throws(CausalError) -> WhitenedSandwich? {
        guard inference == .cr2 || inference == .cr3 else { return nil }
        return try WhitenedSandwich(
            scores, bread: bread, isLeftOut: inference == .cr3, labels: design.patterns.clusterLabels)
    }

    /// F_iU_i. It depends on the origin of the columns: F is that of columns as they are, not about their means.
    private func diagonallyScaled(_ cluster: ClusterScore, _ bread: Matrix) -> [Double] {
        let (centres, anchors) = (design.patterns.centres, design.patterns.anchors)
        var back = Matrix.identity(terms.count)
        var forth = back
        for anchor in anchors {
            for j in centres.indices where centres[j] != 0 {
                back[j, anchor] = centres[j]
                forth[j, anchor] = -centres[j]
            }
        }
        let shares = (back * cluster.information * bread * forth).diagonal
        return forth * zip(back * cluster.score, shares).map { $0 / (1 - min(0.75, $1)).squareRoot() }
    }

    /// c·robust + δψ·model
    private func additive(_ bread: Matrix, _ model: Matrix) -> Matrix {
        let (n, k, p) = (Double(design.patterns.rowCount), Double(clusterCount), Double(terms.count))
        let meat = scores.reduce(Matrix(terms.count, terms.count)) { $0 + Matrix.outer($1.score, $1.score) }
        let c = (n - 1) / max(1, n - p) * k / (k - 1)
        let delta = k > 3 * p ? p / (k - p) : 0.5
        let trace = (bread * meat).diagonal.reduce(0, +) / dispersion
        return (c * (bread * meat * bread) + delta * max(1, trace / min(p, k)) * model).symmetrised
    }

    /// q_i = (M − I_i)⁻¹U_i, so that D′V⁻¹(I − H)⁻¹r = Mq.
    static func leverage(
        _ scores: [ClusterScore], _ total: Matrix, _ data: WedgePatterns
    ) throws(CausalError) -> [[Double]] {
        let scale = total.diagonal.map { 1 / $0.squareRoot() }
        var q: [[Double]] = []
        for (i, cluster) in scores.enumerated() {
            let rest = Matrix.diagonal(scale) * (total - cluster.information) * Matrix.diagonal(scale)
            guard let factor = Cholesky(rest.symmetrised), (factor.factor.diagonal.min() ?? 1) > 1e-6 else {
                throw CausalError(
                    .notIdentified, "a coefficient rests on one cluster alone, so that its leverage is 1",
                    value: data.clusterLabels[i],
                    remedy: "Take --inference robust, fg or mbn, or a straight line in time (--time linear).")
            }
            q.append(zip(scale, factor.solve(zip(scale, cluster.score).map(*))).map(*))
        }
        return q
    }
}
