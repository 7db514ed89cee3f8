import Distributions
import Regression

extension SeriesPower {
    /// How the series is analysed where φ is known.
    public enum Weighting: String, Sendable, Hashable, Codable, CaseIterable {
        /// Generalised least squares.
        case gls
        /// Least squares with the standard error that φ implies.
        case ols
    }

    /// What a plan gives.
    public struct ClosedForm: Sendable, Hashable, Codable {
        /// Δ_h.
        public let effect: Double
        /// Its standard error.
        public let standardError: Double
        /// n − k.
        public let degreesOfFreedom: Double
        /// The probability that a two-sided t test finds it.
        public let power: Double
    }

    /// The power of a t test with n − k degrees of freedom and known φ.
    ///
    ///     gls: se² = σ²c′(X′R⁻¹X)⁻¹c      ols: se² = σ²c′(X′X)⁻¹X′RX(X′X)⁻¹c      R_ij = φ^|i−j|
    ///
    /// Exact for `gls`, and for `ols` with φ = 0; otherwise the reference distribution of `ols` is approximate. An analysis that has to
    /// estimate φ has less: see ``simulated(_:draws:seed:)``. O(n·k²).
    ///
    /// - Throws: `CausalError.Code.badArgument` for settings outside their ranges; `CausalError.Code.tooFewRows` and
    ///   `CausalError.Code.notIdentified` where the periods do not carry the model.
    public func closedForm(_ weighting: Weighting = .gls) throws(CausalError) -> ClosedForm {
        try validate()
        let (values, contrast) = try columns()
        let df = Double(periods - contrast.count)
        guard df > 0 else {
            throw CausalError(
                .tooFewRows, "\(periods) periods cannot carry \(contrast.count) parameters and an error",
                remedy: "Plan more periods, or a simpler season.")
        }
        let whole = [Array(repeating: 1, count: periods)] + values
        guard let unit = variance(whole, contrast, weighting), unit > 0, unit.isFinite else {
            throw CausalError(
                .notIdentified, "the periods planned do not identify the change",
                remedy: "Plan more periods before and after, or let only the level change.")
        }
        let standardError = standardDeviation * unit.squareRoot()
        let t = StudentT(df: df).upperQuantile(alpha / 2)
        return ClosedForm(
            effect: effect, standardError: standardError, degreesOfFreedom: df,
            power: NoncentralTest.power(abs(effect) / standardError, critical: t, df: df))
    }

    /// c′Vc in units of σ².
    private func variance(_ columns: [[Double]], _ contrast: [Double], _ weighting: Weighting) -> Double? {
        let phi = autocorrelation
        let used = weighting == .gls ? columns.map { whitened($0, phi) } : columns
        let x = Matrix(periods, columns.count, columnMajor: used.flatMap { $0 })
        let scale = (0..<columns.count).map { max(Kernels.dot(used[$0], used[$0]).squareRoot(), 1e-300) }
        var gram = x.transposedTimes(x)
        for i in scale.indices { for j in scale.indices { gram[i, j] /= scale[i] * scale[j] } }
        guard let factor = Cholesky(gram.symmetrised), factor.conditionNumber(norm: 1) < 1e12 else {
            return nil
        }
        let solved = zip(factor.solve(zip(contrast, scale).map(/)), scale).map(/)
        guard weighting == .ols else {
            return (1 - phi * phi) * zip(solved, contrast).reduce(0) { $0 + $1.0 * $1.1 }
        }
        let weights = x * solved
        return Kernels.dot(weights, correlated(weights, phi))
    }

    /// √(1 − φ²)·x₁, then x_t − φx_{t−1}.
    private func whitened(_ x: [Double], _ phi: Double) -> [Double] {
        x.indices.map { $0 == 0 ? (1 - phi * phi).squareRoot() * x[0] : x[$0] - phi * x[$0 - 1] }
    }

    /// Rx by a pass in each direction.
    private func correlated(_ x: [Double], _ phi: Double) -> [Double] {
        var (ahead, back) = (x, x)
        for t in x.indices.dropFirst() { ahead[t] += phi * ahead[t - 1] }
        for t in x.indices.dropLast().reversed() { back[t] += phi * back[t + 1] }
        return x.indices.map { ahead[$0] + back[$0] - x[$0] }
    }
}
