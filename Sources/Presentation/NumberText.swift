import Inference

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Numbers as people read them.
enum NumberText {
    /// A number with some significant digits, e.g. `-0.039951`; empty for a missing one, `∞` for an infinite.
    static func significant(_ value: Double, _ digits: Int = 5) -> String {
        guard value.isFinite else { return value.isNaN ? "" : value > 0 ? "∞" : "-∞" }
        guard value != 0 else { return "0" }
        let magnitude = value.magnitude
        if magnitude >= 1e9 || magnitude < 1e-5 { return formatted("%.\(digits - 1)e", value) }
        var exponent = 0
        var scale = 1.0
        while magnitude >= scale * 10 {
            scale *= 10
            exponent += 1
        }
        while magnitude < scale {
            scale /= 10
            exponent -= 1
        }
        return formatted("%.\(max(0, digits - 1 - exponent))f", value)
    }

    /// A number with a fixed number of decimals.
    static func decimals(_ value: Double, _ count: Int) -> String {
        guard value.isFinite else { return significant(value) }
        return value.magnitude < 1e9 ? formatted("%.\(count)f", value) : significant(value)
    }

    /// A p-value to three decimals; `<0.001` below.
    static func pValue(_ value: Double) -> String {
        guard value.isFinite else { return "" }
        return value < 0.001 ? "<0.001" : decimals(value, 3)
    }

    /// `p < 0.001` or `p = 0.040`, as sentences tell it.
    static func pSentence(_ value: Double) -> String { value < 0.001 ? "p < 0.001" : "p = " + pValue(value) }

    /// A share in per cent, to four digits: `95 %`, `2.5 %`.
    static func percent(_ share: Double) -> String { significant(share * 100, 4).trimmingZeros + " %" }

    /// A count that a result holds, as text; nothing where it is no whole number.
    static func count(_ value: JSONValue?) -> String { value?.integer.map { count($0) } ?? "" }

    /// A whole number with a thin grouping of its digits, e.g. `1,234,567`.
    static func count(_ value: Int) -> String {
        var digits = String(value.magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (value < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
    }

    private static func formatted(_ format: String, _ value: Double) -> String {
        withVaList([value]) { arguments in
            // 400 bytes hold any Double in the formats used here; vsnprintf never writes past its size.
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
                guard let start = buffer.baseAddress else { return "" }
                vsnprintf(start, 400, format, arguments)
                return String(cString: start)
            }
        }
    }
}
