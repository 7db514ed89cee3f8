import Inference

/// The values β at which a quadratic matrix form M(β) = M_yy − βM_yx + β²M_xx is positive semidefinite.
///
/// γ′V⁻¹γ ≤ c holds where cV − γγ′ is positive semidefinite (Schur's complement), so that inverting a Wald test that is
/// quadratic in β asks for the sign of λ_min(M). The line is covered by M(β) on [−1, 1] and u²M(1/u) on [−1, 1], the
/// unit being such that both have like coefficients. There λ_min changes by at most ‖M_yx‖ + 2‖M_xx‖ (or M_yy) for each
/// unit of β (or u): an interval in whose middle λ_min is farther from zero than that allows holds no change of sign.
/// The others are halved down to 2⁻²¹, and the changes that are left bisected to the last bit. A set narrower than
/// that is not seen.
struct DefiniteForm {
    private let yy: Matrix
    private let xx: Matrix
    private let yx: Matrix

    /// A form, measured against a positive definite matrix; nil when that is singular.
    init?(_ yy: Matrix, _ xx: Matrix, _ yx: Matrix, scale: Matrix) {
        guard let eigen = try? SymmetricEigen(scale.symmetrised), let low = eigen.values.first,
            let high = eigen.values.last, low > 1e-13 * high
        else { return nil }
        let root = eigen.reconstruct { 1 / $0.squareRoot() }
        let whitened = { (matrix: Matrix) in (root * matrix * root).symmetrised }
        self.yy = whitened(yy)
        self.xx = whitened(xx)
        self.yx = whitened(yx)
    }

    /// The intervals of β, multiplied by a unit, where the form is positive semidefinite.
    func intervals(unit: Double) -> [Interval] {
        let near = Chart(constant: yy, linear: yx, square: xx)
        let far = Chart(constant: xx, linear: yx, square: yy)
        let inner = near.intervals(-1, 1)
        let left = far.intervals(-1, 0).reversed().map {
            Interval($0.high == 0 ? -.infinity : 1 / $0.high, 1 / $0.low)
        }
        let right = far.intervals(0, 1).reversed().map {
            Interval(1 / $0.high, $0.low == 0 ? .infinity : 1 / $0.low)
        }
        var result: [Interval] = []
        for next in left + inner + right {
            if let last = result.last, last.high == next.low {
                result[result.count - 1] = Interval(last.low, next.high)
            } else {
                result.append(next)
            }
        }
        return result.map { Interval(unit * $0.low, unit * $0.high) }
    }
}

/// A quadratic form of one coordinate.
private struct Chart {
    let constant: Matrix
    let linear: Matrix
    let square: Matrix

    private func value(_ b: Double) -> Double {
        let matrix = constant - b * linear + (b * b) * square
        if matrix.rowCount == 1 { return matrix[0, 0] }
        return (try? SymmetricEigen(matrix))?.values.first ?? -1
    }

    /// The intervals between two coordinates where the form is positive semidefinite.
    func intervals(_ low: Double, _ high: Double) -> [Interval] {
        let norm = { (matrix: Matrix) in matrix.values.map { $0 * $0 }.reduce(0, +).squareRoot() }
        var roots: [Double] = []
        search(low, high, value(low), value(high), norm(linear) + 2 * norm(square), &roots)
        let bounds = [low] + roots + [high]
        return zip(bounds, bounds.dropFirst()).filter { value(($0 + $1) / 2) >= 0 }.map { Interval($0, $1) }
    }

    /// Appends the coordinates where the sign changes, in order; the value changes by at most `slope` a unit.
    private func search(
        _ low: Double, _ high: Double, _ atLow: Double, _ atHigh: Double, _ slope: Double,
        _ roots: inout [Double]
    ) {
        let middle = (low + high) / 2
        let atMiddle = value(middle)
        if abs(atMiddle) > slope * (high - low) / 2 { return }
        guard high - low > 4.8e-7 else {
            if (atLow >= 0) != (atHigh >= 0) { roots.append(bisect(low, high, rising: atHigh >= 0)) }
            return
        }
        search(low, middle, atLow, atMiddle, slope, &roots)
        search(middle, high, atMiddle, atHigh, slope, &roots)
    }

    private func bisect(_ low: Double, _ high: Double, rising: Bool) -> Double {
        var (low, high) = (low, high)
        while true {
            let middle = (low + high) / 2
            guard middle > low, middle < high else { return middle }
            if (value(middle) >= 0) == rising { high = middle } else { low = middle }
        }
    }
}
