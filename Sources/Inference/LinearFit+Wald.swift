import Groundwork
import LinearAlgebra

extension LinearFit {
    /// Tests restrictions written in the coefficients' names, e.g. `"x1 = 0, x2 = x3"`, under a covariance.
    ///
    /// The same as ``Estimates/wald(_:)``, and more under ``ClusterCorrection/cr2``, where the reference
    /// distribution depends on the design: the test is then Hotelling's T² with η degrees of freedom,
    ///
    ///     F = (η − q + 1)/(ηq) · W ~ F(q, η − q + 1),
    ///     η = q(q + 1) / Σ_st Var(V°_st),   V° = Ω^{−1/2} RVR′ Ω^{−1/2},   Ω = E RVR′,
    ///
    /// moments taken when errors are independent with one variance (Pustejovsky & Tipton 2018; the HTZ
    /// test of `clubSandwich`).
    ///
    /// - Throws: as ``Estimates/wald(_:)`` and ``estimates(_:level:)``; `CausalError.Code.notIdentified` when
    ///   η ≤ q − 1, so that the clusters hold too little information for so many restrictions at once.
    public func wald(_ hypothesis: String, _ covariance: LinearCovariance) throws(CausalError) -> WaldTest {
        try wald(Hypothesis(hypothesis, terms: terms), covariance)
    }

    /// Tests that the coefficients at some positions in ``Fit/terms`` are all zero; see ``wald(_:_:)``.
    public func wald(
        termsAreZero positions: [Int], _ covariance: LinearCovariance
    ) throws(CausalError) -> WaldTest {
        try wald(Hypothesis(zero: positions, of: terms.count), covariance)
    }

    private func wald(
        _ hypothesis: Hypothesis, _ covariance: LinearCovariance
    ) throws(CausalError) -> WaldTest {
        let result = try self.covariance(covariance)
        return try wald(hypothesis, estimates(result, level: 0.95), result)
    }

    /// Tests a hypothesis with a covariance that was computed before.
    func wald(
        _ hypothesis: Hypothesis, _ answer: Estimates, _ result: CovarianceResult
    ) throws(CausalError) -> WaldTest {
        guard let adjusted = result.adjusted, adjusted.isSatterthwaite else {
            return try answer.wald(hypothesis)
        }
        let distance = try answer.waldDistance(hypothesis)
        let q = hypothesis.values.count
        let eta = try adjusted.degreesOfFreedom(hypothesis.matrix.columns(at: estimated))
        let left = eta - Double(q) + 1
        guard left > 0, eta.isFinite else {
            throw CausalError(
                .notIdentified,
                "\(q) restrictions cannot be tested at once: the clusters hold \(eta) degrees of freedom for them, and "
                    + "more than \(q - 1) are needed",
                remedy: "Test fewer restrictions at once, or use the wild cluster bootstrap.")
        }
        return WaldTest(
            statistic: left / (eta * Double(q)) * distance, restrictions: q, denominatorDegreesOfFreedom: left
        )
    }
}

extension Matrix {
    /// Some columns.
    func columns(at positions: [Int]) -> Matrix {
        Matrix(rowCount, positions.count, columnMajor: positions.flatMap { column($0) })
    }
}
