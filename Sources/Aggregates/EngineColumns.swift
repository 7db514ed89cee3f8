import Regression

extension Column {
    /// Numbers as databases write them: also `12345678901234568000`, which a table keeps as text, `inf` and `nan`.
    func engineNumbers() throws(CausalError) -> [Double] {
        if let numbers { return numbers }
        var numbers: [Double] = []
        for row in 0..<count {
            let text = label(row)
            guard let number = text.map(Double.init) ?? .nan else {
                throw CausalError(
                    .notNumeric, "the database's answer has no number", column: name, row: row + 1,
                    value: text)
            }
            numbers.append(number)
        }
        return numbers
    }

    /// The value of a row as a key; empty text where it is missing.
    func key(_ row: Int) -> CrossProducts.Key {
        if isMissing(row) { return .text("") }
        return numbers.map { .number($0[row]) } ?? .text(label(row) ?? "")
    }

    /// A column of keys: numbers where all that are not missing are.
    init(_ name: String, keys: [CrossProducts.Key]) {
        var numbers: [Double] = []
        for key in keys {
            switch key {
            case .number(let value): numbers.append(value)
            case .text(""): numbers.append(.nan)
            case .text:
                self.init(name, keys.map { $0 == .text("") ? nil : Optional($0.description) })
                return
            }
        }
        self.init(name, numbers)
    }
}

extension DataTable {
    /// A column of counts: whole numbers of at most 2⁵³ in all; what is missing is none.
    ///
    /// - Throws: `CausalError.Code.badValue` for others.
    func engineCounts(_ name: String) throws(CausalError) -> [Int] {
        var (counts, total): ([Int], Int) = ([], 0)
        for (row, number) in try column(name).engineNumbers().enumerated() {
            let count = number.isNaN ? 0 : Int(exactly: number)
            guard let count, count >= 0, count <= 1 << 53 else {
                throw CausalError(
                    .badValue, "the database's answer has no count", column: name, row: row + 1,
                    value: number.shortestDecimal)
            }
            total += count
            guard total <= 1 << 53 else {
                throw CausalError(.badValue, "the database's answer counts more than 2^53 rows", column: name)
            }
            counts.append(count)
        }
        return counts
    }
}
