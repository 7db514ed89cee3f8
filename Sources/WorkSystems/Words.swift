import Regression

/// Numbers in sentences.
enum Words {
    /// A unit of time for a number of them: `hours`, `units of time`.
    static func plural(_ unit: String) -> String {
        if unit == "unit of time" { return "units of time" }
        let isPlain = unit.last.map { $0.isASCII && $0.isLetter && $0 != "s" } ?? false
        return isPlain ? unit + "s" : unit
    }

    /// Four significant digits.
    static func number(_ value: Double) -> String {
        guard value != 0, value.isFinite else { return value == 0 ? "0" : "\(value)" }
        var places = 3
        var magnitude = value.magnitude
        while magnitude < 1, places < 15 { (magnitude, places) = (magnitude * 10, places + 1) }
        while magnitude >= 10, places > 0 { (magnitude, places) = (magnitude / 10, places - 1) }
        return value.rounded(toPlaces: places).shortestDecimal
    }
}

extension Double {
    /// Rounded to some decimal places; as it is where that has no meaning.
    func rounded(toPlaces places: Int) -> Double {
        var scale = 1.0
        for _ in 0..<max(0, places) { scale *= 10 }
        let scaled = (self * scale).rounded() / scale
        return scaled.isFinite ? scaled : self
    }
}
