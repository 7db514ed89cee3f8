/// A CSV parser written for clarity, one character at a time: what the reader is checked against.
enum NaiveCSV {
    struct Field: Hashable {
        var text = ""
        var quoted = false
    }

    /// The rows of well-formed CSV without its header, and the header.
    static func rows(_ text: String, delimiter: Unicode.Scalar = ",") -> (names: [String], rows: [[Field]]) {
        var rows: [[Field]] = [[Field()]]
        var inside = false
        var scalars = Array(text.unicodeScalars)
        while let last = scalars.last, last == "\n" || last == "\r" { scalars.removeLast() }
        var index = 0
        func field() -> Field { rows[rows.count - 1][rows[rows.count - 1].count - 1] }
        func change(_ body: (inout Field) -> Void) {
            body(&rows[rows.count - 1][rows[rows.count - 1].count - 1])
        }
        while index < scalars.count {
            let scalar = scalars[index]
            let next = index + 1 < scalars.count ? scalars[index + 1] : nil
            index += 1
            if inside {
                if scalar != "\"" {
                    change { $0.text.unicodeScalars.append(scalar) }
                } else if next == "\"" {
                    change { $0.text += "\"" }
                    index += 1
                } else {
                    inside = false
                }
            } else if scalar == "\"" {
                inside = true
                change { $0.quoted = true }
            } else if scalar == delimiter {
                rows[rows.count - 1].append(Field())
            } else if scalar == "\n" || (scalar == "\r" && next == "\n") {
                if scalar == "\r" { index += 1 }
                rows.append([Field()])
            } else {
                change { $0.text.unicodeScalars.append(scalar) }
            }
        }
        return (rows[0].map(\.text), Array(rows.dropFirst()))
    }

    /// The labels that a column must have: nil is missing; numbers as Doubles print.
    static func labels(_ fields: [Field]) -> (isNumber: Bool, labels: [String?]) {
        let texts = fields.map { field -> String? in
            let text = field.quoted ? field.text : trimmed(field.text)
            return ["", "NA", "NaN", "."].contains(text) ? nil : text
        }
        let numbers = texts.compactMap { $0 }.map { number(trimmed($0)) }
        guard numbers.allSatisfy({ $0 != nil }) else { return (false, texts) }
        return (true, texts.map { $0.flatMap { number(trimmed($0)) }.map { "\($0)" } })
    }

    static func trimmed(_ text: String) -> String {
        var scalars = text.unicodeScalars[...]
        while let first = scalars.first, first == " " || first == "\t" { scalars.removeFirst() }
        while let last = scalars.last, last == " " || last == "\t" { scalars.removeLast() }
        return String(scalars)
    }

    /// A number whose every digit a Double keeps, or nil.
    static func number(_ text: String) -> Double? {
        let digits = text.drop { $0 == "-" || $0 == "+" }
        guard digits.first.map({ $0.isNumber || $0 == "." }) == true, !text.contains("x") else { return nil }
        guard let value = Double(text) else { return nil }
        if digits.allSatisfy(\.isNumber) {
            if digits.count > 1, digits.first == "0" { return nil }
            guard let whole = Int(text), whole.magnitude <= 1 << 53 else { return nil }
        }
        return value
    }
}

/// A small generator with a seed (Steele, Lea & Flood 2014), so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
