import Groundwork

/// A slope that differs by the levels of a factor: `unit[x]`.
public struct VaryingSlope: Sendable {
    /// The factor by whose levels the slope differs.
    public let factor: Factor
    /// The variable as the formula writes it.
    public let variable: String
    /// The variable in every row used; finite.
    public let values: [Double]

    /// Makes a slope.
    public init(factor: Factor, variable: String, values: [Double]) {
        self.factor = factor
        self.variable = variable
        self.values = values
    }

    /// `unit[x]`
    public var name: String { "\(factor.name)[\(variable)]" }
}

extension [VaryingSlope] {
    /// The rows at these positions; a factor that is one of `old` becomes its counterpart in `new`, not coded again.
    func keeping(_ positions: [Int32], old: [Factor], new: [Factor]) -> [VaryingSlope] {
        var pairs = Swift.zip(old, new).map { (old: $0, new: $1) }
        return map { slope in
            // Equal codes of one storage are recognised without being compared.
            let known = pairs.first { $0.old.name == slope.factor.name && $0.old.codes == slope.factor.codes }
            let factor = known?.new ?? slope.factor.keeping(positions)
            if known == nil { pairs.append((slope.factor, factor)) }
            return VaryingSlope(
                factor: factor, variable: slope.variable,
                values: Parallel.gather(slope.values, at: positions))
        }
    }
}

extension Expansion {
    /// The absorbed factors and slopes of a formula; a factor that both name is coded once.
    mutating func absorbed(
        _ formula: Formula
    ) throws(CausalError) -> (factors: [Factor], slopes: [VaryingSlope]) {
        var factors: [Factor] = []
        for names in formula.absorbed { factors.append(try sample.factor(interacting: names)) }
        var coded = Dictionary(uniqueKeysWithValues: zip(formula.absorbed, factors))
        var slopes: [VaryingSlope] = []
        for slope in formula.slopes {
            let known = coded[slope.factor]
            let factor = if let known { known } else { try sample.factor(interacting: slope.factor) }
            coded[slope.factor] = factor
            let variable = slope.variable.description
            slopes.append(
                VaryingSlope(factor: factor, variable: variable, values: try values(slope.variable)))
        }
        return (factors, slopes)
    }
}
