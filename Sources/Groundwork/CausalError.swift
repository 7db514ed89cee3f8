/// What went wrong, where, and what to do about it.
///
/// Every failure of the library is thrown as this one type. Match on ``code``; read ``message`` and
/// ``remedy`` to a person. New codes may be added in a minor release, so a `switch` over them needs a
/// default.
///
/// ```swift
/// do {
///     _ = try DataTable(csv: "clinics.csv")
/// } catch let error where error.code == .raggedRow {
///     print("row", error.row ?? 0)
/// }
/// ```
public struct CausalError: Error, Sendable, Hashable {
    /// The kind of failure, stable across releases.
    public let code: Code
    /// One sentence that says what is wrong, with the names and values involved.
    public let message: String
    /// The file in which it was found.
    public var file: String?
    /// The column (variable) in which it was found.
    public var column: String?
    /// The row of data, counted from 1 after the header.
    public var row: Int?
    /// The offending value, as it was written.
    public var value: String?
    /// What to do about it.
    public var remedy: String?

    /// Makes an error; every place is optional.
    public init(
        _ code: Code, _ message: String, file: String? = nil, column: String? = nil, row: Int? = nil,
        value: String? = nil, remedy: String? = nil
    ) {
        self.code = code
        self.message = message
        self.file = file
        self.column = column
        self.row = row
        self.value = value
        self.remedy = remedy
    }
}

extension CausalError: CustomStringConvertible {
    /// `file: message (column …, row …, value …). Remedy.` with the parts that are known.
    public var description: String {
        var text = file.map { "\($0): " } ?? ""
        text += message
        var places: [String] = []
        if let column { places.append("column \(CausalError.shortened(column))") }
        if let row { places.append("row \(row)") }
        if let value { places.append("value '\(CausalError.shortened(value))'") }
        if !places.isEmpty { text += " (" + places.joined(separator: ", ") + ")" }
        if let last = text.last, !".?!".contains(last) { text += "." }
        if let remedy { text += " " + remedy }
        return text
    }

    /// A value as a person can read it in one line: control characters shown, at most 60 characters.
    static func shortened(_ value: String) -> String {
        let visible = value.prefix(60).unicodeScalars.map { scalar in
            scalar.value < 32 || scalar.value == 127 ? scalar.escaped(asASCII: true) : String(scalar)
        }
        return visible.joined() + (value.count > 60 ? "…" : "")
    }
}
