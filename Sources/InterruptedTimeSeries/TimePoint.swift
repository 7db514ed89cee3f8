import Regression

/// A time as a person names it: a number, or text as the column of times has it (`2005-01`).
public struct TimePoint: Sendable, Hashable, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringLiteral, CustomStringConvertible
{
    /// As it is written.
    public let description: String

    /// A time as text; a number's text is a number.
    public init(_ text: String) { description = text }
    /// A time that is a number.
    public init(_ number: Double) { description = number.shortestDecimal }
    /// A time that is a whole number.
    public init(integerLiteral value: Int) { self.init(Double(value)) }
    /// A time that is a number.
    public init(floatLiteral value: Double) { self.init(value) }
    /// A time as text.
    public init(stringLiteral value: String) { self.init(value) }
}
