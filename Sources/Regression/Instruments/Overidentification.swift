import Inference

extension TwoStageFit {
    /// Sargan's (1958) test under iid errors, Hansen's (1982) J otherwise; nil when the model is just identified.
    ///
    /// With the slopes δ of the two-stage residuals on the instruments, their covariance V without small-sample
    /// factor, and the first-stage slopes Π,
    ///
    ///     J = min_b (δ − Πb)′V⁻¹(δ − Πb) = δ′V⁻¹δ − δ′V⁻¹Π(Π′V⁻¹Π)⁻¹Π′V⁻¹δ ~ χ²(L − m):
    ///
    /// the objective of two-step GMM with the exogenous columns partialled out, which leaves it as it is. Under iid it
    /// is nR² of the residuals on the instruments. Numbers are those of `ivreg2` and of linearmodels' IVGMM.
    func overidentification(
        _ columns: PartialledColumns, _ covariance: LinearCovariance
    ) throws(CausalError) -> WaldTest? {
        let excess = instruments.count - endogenous.count
        guard excess > 0, !isPerfect else { return nil }
        let error = Remainders.unit(residuals, weights).column
        let slopes = try slopeCovariance(
            columns.instruments, errors: [error], covariance, corrected: false)
        let products = Kernels.crossProducts(columns: columns.instruments + [error], weights: weights)
        let delta = columns.instruments.indices.map { products[$0, columns.instruments.count] }
        guard let distance = TwoStageFit.residualDistance(delta, columns.slopes, slopes.matrix) else {
            return nil
        }
        return WaldTest(statistic: distance, restrictions: excess, denominatorDegreesOfFreedom: nil)
    }

    /// δ′V⁻¹δ − δ′V⁻¹Π(Π′V⁻¹Π)⁻¹Π′V⁻¹δ: the squared length of what L⁻¹Π leaves of L⁻¹δ, V = LL′.
    private static func residualDistance(_ delta: [Double], _ slopes: Matrix, _ covariance: Matrix) -> Double?
    {
        guard covariance.inverseQuadraticForm(delta) != nil,
            let root = try? SymmetricEigen(covariance.symmetrised)
        else { return nil }
        let inverseRoot = root.reconstruct { 1 / $0.squareRoot() }
        let whitened = inverseRoot * slopes
        let lengths = whitened.gram.diagonal.map { $0.squareRoot() }
        guard !lengths.contains(where: { !($0 > 0) }) else { return nil }
        let scaled = whitened * .diagonal(lengths.map { 1 / $0 })
        let target = inverseRoot * delta
        guard let factor = Cholesky(scaled.gram) else { return nil }
        let fitted = scaled * factor.solve(scaled.transposed * target)
        return zip(target, fitted).map { ($0 - $1) * ($0 - $1) }.reduce(0, +)
    }
}
