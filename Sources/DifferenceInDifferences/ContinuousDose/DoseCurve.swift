/// The form of the curve that relates an effect to its dose.
public enum DoseCurve: Sendable, Hashable, Codable {
    /// A B-spline of a degree, 3 being cubic, with interior knots at evenly spaced quantiles of the doses; without knots a
    /// polynomial.
    case spline(degree: Int = 3, knots: Int = 0)
    /// Every dose that occurs has an effect of its own (Callaway, Goodman-Bacon & Sant'Anna 2024, equation 4.1); slopes are
    /// differences from the next lower dose, of the lowest one from no dose, over the distance.
    case levels
}

/// The functions of the dose that a curve is a combination of.
enum DoseBasis: Sendable {
    case spline(BSplineBasis)
    /// Levels, and the dose of the controls: 0, or the lowest one where everybody is treated.
    case levels([Double], from: Double)

    /// How many functions there are.
    var count: Int {
        switch self {
        case .spline(let basis): basis.count
        case .levels(let doses, _): doses.count
        }
    }

    /// The functions at a dose: a one and the splines but the first, or the indicators of levels.
    func fill(_ values: inout [Double], at dose: Double) {
        switch self {
        case .spline(let basis):
            basis.fill(&values, at: dose)
            values[0] = 1
        case .levels(let doses, _):
            for j in doses.indices { values[j] = doses[j] == dose ? 1 : 0 }
        }
    }

    /// What turns coefficients into the curve's slope at a dose.
    func fillSlopes(_ values: inout [Double], at dose: Double) {
        switch self {
        case .spline(let basis):
            basis.fillDerivatives(&values, at: dose)
            values[0] = 0
        case .levels(let doses, let none):
            for j in doses.indices { values[j] = 0 }
            guard let position = doses.firstIndex(of: dose) else { return }
            let before = position == 0 ? none : doses[position - 1]
            values[position] = 1 / (dose - before)
            if position > 0 { values[position - 1] = -1 / (dose - before) }
        }
    }

    /// Whether the curve says anything of a dose.
    func reaches(_ dose: Double) -> Bool {
        switch self {
        case .spline(let basis): basis.domain.contains(dose)
        case .levels(let doses, _): doses.contains(dose)
        }
    }

    /// The dose that the slope at a dose is a difference from; nil for derivatives.
    func neighbour(of dose: Double) -> Double? {
        guard case .levels(let doses, let none) = self, let position = doses.firstIndex(of: dose) else {
            return nil
        }
        return position == 0 ? none : doses[position - 1]
    }
}
