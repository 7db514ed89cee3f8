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
        return isText
            ? Column(name, CSVLevels.values(column.codes, levels)) : Column(name, .numbers(column.numbers))
    }
}
