import Groundwork

/// A column while the objects that hold its values arrive.
struct JSONColumn {
    let nameBytes: [UInt8]
    private(set) var isText = false
    private var numbers: [Double] = []
    private var codes: [Int32] = []
    private let levels = CSVLevels()
    /// Whether every number is true or false.
    private var isLogical = true

    init(_ name: [UInt8]) { nameBytes = name }

    /// Fills the rows before `row` that have no value; false when the row has one already.
    mutating func count(_ row: Int) -> Bool {
        if isText {
            while codes.count < row { codes.append(-1) }
            return codes.count == row
        }
        while numbers.count < row { numbers.append(.nan) }
        return numbers.count == row
    }

    /// Adds a missing value.
    mutating func addMissing() { if isText { codes.append(-1) } else { numbers.append(.nan) } }

    /// Adds a number, written with these digits, which are needed where it stays text.
    ///
    /// - Parameter isName: whether a double would not give back its digits.
    mutating func add(_ number: Double, _ digits: [UInt8], isName: Bool) {
        if isName, !isText { becomeText() }
        guard isText else {
            numbers.append(number)
            isLogical = false
            return
        }
        add(digits.isEmpty ? Array(number.shortestDecimal.utf8) : digits)
    }

    /// Adds true or false.
    mutating func add(truth: Bool) {
        if isText { add(Array((truth ? "true" : "false").utf8)) } else { numbers.append(truth ? 1 : 0) }
    }

    /// Adds a text.
    mutating func add(_ text: [UInt8]) {
        if !isText { becomeText() }
        codes.append(place(text))
    }

    private func place(_ text: [UInt8]) -> Int32 {
        text.withUnsafeBytes { bytes in
            // An empty array may have no address, and the text of no bytes needs none.
            guard let first = bytes.bindMemory(to: CChar.self).baseAddress else { return -1 }
            return levels.place(of: first, length: bytes.count)
        }
    }

    private mutating func becomeText() {
        isText = true
        codes.reserveCapacity(numbers.count)
        for number in numbers {
            let word = isLogical ? (number == 0 ? "false" : "true") : number.shortestDecimal
            codes.append(number.isNaN ? -1 : place(Array(word.utf8)))
        }
        numbers = []
    }

    /// The column with its rows filled up.
    func finished(_ rowCount: Int) -> Column {
        var column = self
        _ = column.count(rowCount)
        let name = String(decoding: nameBytes, as: UTF8.self)
        guard isText else { return Column(name, .numbers(column.numbers)) }
        return Column(name, JSONColumn.days(CSVLevels.values(column.codes, levels)))
    }

    /// Dates as pandas writes them, `2020-03-02T00:00:00.000`, as days: `2020-03-02`; other texts as they are.
    private static func days(_ values: Column.Values) -> Column.Values {
        switch values {
        case .categories(let categories):
            let days = categories.levels.map(day)
            guard !days.isEmpty, days.allSatisfy({ $0 != nil }) else { return values }
            return .categories(Categories(codes: categories.codes, levels: days.compactMap { $0 }))
        case .text(let texts):
            guard texts.allSatisfy({ $0.map { day($0) != nil } ?? true }) else { return values }
            return .text(texts.map { $0.flatMap(day) })
        case .numbers: return values
        }
    }

    /// The day of midnight, `2020-03-02T00:00:00` with or without zeros of seconds and Z; nil for anything else.
    private static func day(_ text: String) -> String? {
        let parts = text.split(separator: "T", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 10, CalendarDate(String(parts[0])) != nil else {
            return nil
        }
        let clock = parts[1].hasSuffix("Z") ? parts[1].dropLast() : parts[1]
        guard clock.hasPrefix("00:00:00"), clock.dropFirst(8).allSatisfy({ $0 == "." || $0 == "0" }) else {
            return nil
        }
        return String(parts[0])
    }
}
