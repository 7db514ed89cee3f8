import Regression

/// A number that is known exactly, with a standard error, or within a range.
public struct UncertainQuantity: Sendable, Hashable, Codable {
    /// The value: exact, the mean, or the middle of the range.
    public let value: Double
    /// Its standard deviation: 0, the standard error, or width/√12.
    public let standardError: Double
    /// The range; nil for the others.
    public let low: Double?
    /// The upper end.
    public let high: Double?

    /// A number known exactly.
    public init(_ value: Double) { self.init(value, standardError: 0) }

    /// An estimate with its standard error, normally distributed.
    public init(_ value: Double, standardError: Double) {
        self.value = value
        self.standardError = standardError
        low = nil
        high = nil
    }

    /// A number anywhere in a range, uniformly distributed.
    public init(from low: Double, to high: Double) {
        value = low + (high - low) / 2
        standardError = (high - low) / 12.0.squareRoot()
        self.low = low
        self.high = high
    }

    /// Reads `20`, `20±2`, `20+-2` (a standard error) or `18:22` (a range); nil for other text.
    public init?(_ text: String) {
        let plain = text.replacingPlusMinus
        if let split = plain.firstIndex(of: "±") {
            guard let value = Double(plain[..<split].trimmed),
                let error = Double(plain[plain.index(after: split)...].trimmed), value.isFinite, error >= 0,
                error.isFinite
            else { return nil }
            self.init(value, standardError: error)
        } else if let split = plain.firstIndex(of: ":") {
            guard let low = Double(plain[..<split].trimmed),
                let high = Double(plain[plain.index(after: split)...].trimmed), low.isFinite, high.isFinite,
                low <= high
            else { return nil }
            self.init(from: low, to: high)
        } else {
            guard let value = Double(plain.trimmed), value.isFinite else { return nil }
            self.init(value)
        }
    }

    /// Whether it is known exactly.
    public var isExact: Bool { standardError == 0 }

    /// A draw; normal ones are drawn anew while below `least`, as often as a hundred times.
    func draw(_ random: inout Generator, least: Double, most: Double = .infinity) -> Double {
        if isExact { return value }
        if let low, let high { return min(most, max(least, low + (high - low) * random.uniform())) }
        for _ in 0..<100 {
            let draw = value + standardError * random.normal()
            if draw >= least, draw <= most { return draw }
        }
        return value
    }

    /// As it is written.
    public var text: String {
        if let low, let high { return "\(low.shortestDecimal):\(high.shortestDecimal)" }
        return isExact ? value.shortestDecimal : "\(value.shortestDecimal)±\(standardError.shortestDecimal)"
    }
}

extension StringProtocol {
    /// Without blanks at the ends.
    fileprivate var trimmed: String {
        var text = Substring(self)
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}

extension String {
    /// With `±` for the first `+-` or `+/-`.
    fileprivate var replacingPlusMinus: String {
        for sign in ["+/-", "+-"] {
            var place = startIndex
            while place < endIndex {
                if self[place...].hasPrefix(sign) {
                    return self[..<place] + "±" + self[index(place, offsetBy: sign.count)...]
                }
                place = index(after: place)
            }
        }
        return self
    }
}
