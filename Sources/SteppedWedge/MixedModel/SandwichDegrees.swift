import Regression

/// Satterthwaite's degrees of freedom of a sandwich, from the clusters' parts p_ij = δ_ij d_i − u_i′u_j:
///
///     (Σ p_ii)²/Σ p_ij²
///
/// Source: Bell & McCaffrey (2002), Survey Methodology 28; Pustejovsky & Tipton (2018), equation 11.
struct SandwichDegrees {
    private var total: Matrix
    private var trace = 0.0
    private var squares = 0.0

    init(width: Int) { total = Matrix(width, width) }

    /// Adds a cluster's d and u.
    mutating func add(_ diagonal: Double, _ vector: [Double]) {
        let length = vector.reduce(0) { $0 + $1 * $1 }
        trace += diagonal - length
        squares += diagonal * diagonal - 2 * diagonal * length
        total = total + .outer(vector, vector)
    }

    /// The degrees of freedom; nil where they are no positive number.
    var value: Double? {
        let df = trace * trace / (squares + total.values.reduce(0) { $0 + $1 * $1 })
        return df.isFinite && df > 0 ? df : nil
    }
}
