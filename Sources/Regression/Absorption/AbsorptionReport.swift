/// What it took to sweep factors out of columns.
public struct AbsorptionReport: Sendable, Hashable {
    /// The largest number of conjugate-gradient steps that a column took; 0 when the answer needs none.
    public let iterations: Int
    /// The largest relative residual of the normal equations, measured anew on a swept column:
    /// (x̃′P x̃ / x′P x)^½, P = Σ_q D_q(D_q′WD_q)⁻¹D_q′W, x about its mean.
    public let relativeResidual: Double
    /// How the equations were solved.
    public let method: AbsorptionMethod

    /// The worse of two.
    func joined(_ other: AbsorptionReport) -> AbsorptionReport {
        AbsorptionReport(
            iterations: max(iterations, other.iterations),
            relativeResidual: max(relativeResidual, other.relativeResidual), method: max(method, other.method)
        )
    }
}

/// How absorbed factors were swept out, the simplest first.
public enum AbsorptionMethod: String, Sendable, Hashable, Comparable {
    /// Exactly, without steps: the means of one factor's levels, and the other levels' equations factored.
    case direct
    /// By conjugate gradients with the diagonal as preconditioner.
    case diagonal
    /// By conjugate gradients with an approximate Cholesky factor as preconditioner.
    case approximateCholesky = "approximate-cholesky"

    private var rank: Int { self == .direct ? 0 : self == .diagonal ? 1 : 2 }

    /// Whether the first is the simpler way.
    public static func < (first: AbsorptionMethod, second: AbsorptionMethod) -> Bool {
        first.rank < second.rank
    }
}
