import CNumberText
import Groundwork

/// Reads objects, one a line or in one array, into columns.
///
/// Each member is a column; members that an object lacks, and nulls, are missing. Values are numbers, texts, and true and
/// false (1 and 0); a column that holds texts keeps its numbers as texts. Bytes are looked at one by one, and behind the
/// last one stand zeros, at which every loop stops.
struct JSONLinesReader {
    let source: ByteSource
    let file: String
    private let missing: Set<String>
    var position: Int
    private var columns: [JSONColumn] = []
    private var places: [[UInt8]: Int] = [:]
    private var rowCount = 0

    init(_ source: ByteSource, _ options: CSVOptions, file: String) {
        self.source = source
        self.file = file
        missing = Set(options.missing)
        position = source.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// The columns, in order of first appearance.
    ///
    /// - Throws: `CausalError.Code.badValue` with the row for text that is not JSON, and for values that are arrays or
    ///   objects; `CausalError.Code.invalidEncoding`, `CausalError.Code.emptyFile`, `CausalError.Code.badHeader`.
    mutating func read() throws(CausalError) -> [Column] {
        let fault = causal_utf8_fault(source.first, source.end)
        guard fault == CAUSAL_FAULT_NONE else {
            throw CausalError(
                .invalidEncoding,
                fault == CAUSAL_FAULT_NUL ? "the file holds a NUL byte" : "the file is not UTF-8",
                file: file, remedy: "Save it as UTF-8, or name its kind with --input-format.")
        }
        skipBlanks()
        let isArray = take(UInt8(ascii: "["))
        try objects(isArray: isArray)
        guard position >= source.count else { throw failure("text follows the end of the array") }
        guard rowCount > 0, !columns.isEmpty else {
            throw CausalError(.emptyFile, "the file holds no objects with values", file: file)
        }
        let rows = rowCount
        return columns.map { $0.finished(rows) }
    }

    private mutating func objects(isArray: Bool) throws(CausalError) {
        while true {
            skipBlanks()
            if isArray, rowCount == 0 || source[position] == UInt8(ascii: "]"), take(UInt8(ascii: "]")) {
                break
            }
            if !isArray, position >= source.count { break }
            if isArray, rowCount > 0 {
                guard take(UInt8(ascii: ",")) else {
                    throw failure("a comma or ] is missing behind an object")
                }
                skipBlanks()
            }
            try object()
        }
        skipBlanks()
    }

    private mutating func object() throws(CausalError) {
        guard rowCount < Int(Int32.max), (rowCount + 1) * columns.count * 8 <= Memory.physical else {
            throw ByteSource.tooLarge(file)
        }
        guard take(UInt8(ascii: "{")) else { throw failure("an object begins with {") }
        skipBlanks()
        var next = 0
        if !take(UInt8(ascii: "}")) {
            while true {
                let place = try member(next)
                next = place + 1
                skipBlanks()
                if take(UInt8(ascii: "}")) { break }
                guard take(UInt8(ascii: ",")) else {
                    throw failure("a comma or } is missing behind a value", place)
                }
                skipBlanks()
            }
        }
        rowCount += 1
    }

    /// Reads a name and its value; returns the column's place, which is looked for at `expected` first.
    private mutating func member(_ expected: Int) throws(CausalError) -> Int {
        guard source[position] == UInt8(ascii: "\"") else {
            throw failure("a member's name stands between quotes")
        }
        let name = try text()
        let place = try place(of: name, expected)
        skipBlanks()
        guard take(UInt8(ascii: ":")) else { throw failure("a colon is missing behind a name", place) }
        skipBlanks()
        guard columns[place].count(rowCount) else { throw failure("a name stands twice in an object", place) }
        try value(place)
        return place
    }

    private mutating func place(of name: [UInt8], _ expected: Int) throws(CausalError) -> Int {
        if columns.indices.contains(expected), columns[expected].nameBytes == name { return expected }
        if let known = places[name] { return known }
        guard !name.isEmpty else {
            throw CausalError(.badHeader, "a member has no name", file: file, row: rowCount + 1)
        }
        places[name] = columns.count
        columns.append(JSONColumn(name))
        return columns.count - 1
    }

    private mutating func value(_ place: Int) throws(CausalError) {
        switch source[position] {
        case UInt8(ascii: "\""):
            let text = try text()
            let isMissing = missing.contains(String(decoding: text, as: UTF8.self))
            if isMissing { columns[place].addMissing() } else { columns[place].add(text) }
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            throw failure("a value is an array or an object, and a column holds numbers or texts", place)
        default:
            let start = position
            while JSONLinesReader.isPlain(source[position]) { position += 1 }
            guard position > start, try word(place, start) else {
                position = start
                throw failure("this is no value", place)
            }
        }
    }

    /// A number, true, false or null between `start` and the position; false for anything else.
    private mutating func word(_ place: Int, _ start: Int) throws(CausalError) -> Bool {
        let first = source.first + start
        let length = position - start
        func isWord(_ word: StaticString) -> Bool {
            word.utf8CodeUnitCount == length
                && (0..<length).allSatisfy { source[start + $0] == word.utf8Start[$0] }
        }
        if isWord("null") || isWord("NaN") {
            columns[place].addMissing()
        } else if isWord("true") || isWord("false") {
            columns[place].add(truth: length == 4)
        } else if isWord("Infinity") || isWord("-Infinity") {
            columns[place].add(length == 8 ? .infinity : -.infinity, [], isName: false)
        } else {
            let head = source[start]
            var number = 0.0
            guard head == UInt8(ascii: "-") || (48...57).contains(head) else { return false }
            let seen = causal_number(first, first + length, &number)
            guard seen & UInt32(CAUSAL_SEEN_TEXT) == 0,
                seen & UInt32(CAUSAL_SEEN_NUMBER | CAUSAL_SEEN_ID) != 0
            else {
                return false
            }
            let isName = seen & UInt32(CAUSAL_SEEN_ID) != 0
            let digits = isName || columns[place].isText ? (0..<length).map { source[start + $0] } : []
            columns[place].add(number, digits, isName: isName)
        }
        return true
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".")
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard source[position] == byte else { return false }
        position += 1
        return true
    }

    mutating func skipBlanks() {
        while source[position] == 32 || (9...10).contains(source[position]) || source[position] == 13 {
            position += 1
        }
    }

    func failure(_ message: String, _ place: Int? = nil) -> CausalError {
        let end = min(source.count, position + 40)
        let rest = (min(position, end)..<end).map { source[$0] }.prefix { $0 != 10 && $0 != 13 }
        return CausalError(
            .badValue, "this is not JSON lines: \(message)", file: file,
            column: place.map { String(decoding: columns[$0].nameBytes, as: UTF8.self) }, row: rowCount + 1,
            value: String(decoding: rest, as: UTF8.self),
            remedy: "Write one object in each line, e.g. {\"unit\": 1, \"score\": 4.5}.")
    }
}
