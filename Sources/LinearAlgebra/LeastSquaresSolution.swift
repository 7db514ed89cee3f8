/// What weighted least squares gives, before any covariance is chosen.
public struct LeastSquaresSolution: Sendable, Hashable {
    /// How the normal equations were solved.
    public enum Method: String, Sendable, Hashable, Codable {
        /// From the Cholesky factor of the scaled, centred cross-products.
        case cholesky
        /// From a blocked QR factor of the columns, refined in doubled precision.
        case qr
    }

    /// The coefficients, the intercept first when there is one; NaN for a dropped column.
    public let coefficients: [Double]
    /// The positions in ``coefficients`` that were estimated, ascending.
    public let kept: [Int]
    /// The positions in ``coefficients`` that were dropped as collinear with earlier ones, ascending.
    public let dropped: [Int]
    /// The weighted means of the kept columns where there is an intercept (without its own), and zeros without.
    public let means: [Double]
    /// (X′WX)⁻¹ of the kept positions, `kept.count` × `kept.count`, in the units of the data.
    public let inverseCrossProduct: Matrix
    /// How the equations were solved.
    public let method: Method
    /// The condition number of the design after centring (with an intercept) and scaling each column to
    /// length 1: an estimate in the 1-norm, within a factor of √k of the usual one.
    public let conditionNumber: Double
}
