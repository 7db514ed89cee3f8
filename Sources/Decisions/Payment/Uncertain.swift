import Inference

/// An amount with its standard error; 0 when it is taken as known.
public struct Uncertain: Sendable, Hashable, Codable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
    /// The amount.
    public var amount: Double
    /// Its standard error.
    public var standardError: Double

    /// Makes an amount.
    public init(_ amount: Double, standardError: Double = 0) {
        self.amount = amount
        self.standardError = standardError
    }

    /// Takes an estimate with its standard error, 0 where it has none.
    public init(_ estimate: Estimate) {
        self.init(
            estimate.estimate,
            standardError: estimate.standardError.isFinite ? estimate.standardError : 0)
    }

    /// Makes an amount that is known.
    public init(floatLiteral value: Double) { self.init(value) }

    /// Makes an amount that is known.
    public init(integerLiteral value: Int) { self.init(Double(value)) }
}
