import Groundwork
import Tables

/// Categories of the rows: a code 0 ..< levelCount for each row, every level met at least once.
///
/// Levels of numbers are sorted by value, those of text by their bytes, those of combinations by their
/// parts. Combinations are compared as tuples, never as joined text. Coding takes time linear in the rows
/// (plus sorting the levels) and gives the same codes on any number of threads.
public struct Factor: Sendable {
    /// What the factor is called: the column, or the columns joined by `^`.
    public let name: String
    /// Each row's level.
    public let codes: [Int32]
    /// The number of levels.
    public let levelCount: Int
    let levels: Levels

    init(name: String, codes: [Int32], levels: Levels) {
        self.name = name
        self.codes = codes
        self.levelCount = levels.count
        self.levels = levels
    }

    /// The number of rows.
    public var count: Int { codes.count }

    /// A level as text: the number as it would be typed, the text, or the parts of a combination joined by `, `.
    public func label(_ level: Int) -> String { levels.label(level) }

    /// The levels' values, when the column is numeric.
    public var numericLevels: [Double]? {
        if case .numbers(let values) = levels { values } else { nil }
    }

    /// How many rows each level has.
    public var levelCounts: [Int] {
        var counts = [Int](repeating: 0, count: levelCount)
        for code in codes { counts[Int(code)] += 1 }
        return counts
    }

    /// The rows at these positions, coded anew without the levels that are gone.
    public func keeping(_ positions: [Int32]) -> Factor {
        let coded = DenseCodes.direct(positions.count, range: levelCount) { Int(codes[Int(positions[$0])]) }
        return Factor(name: name, codes: coded.codes, levels: levels.picking(coded.keys))
    }

    /// The combinations with another factor of the same rows that occur, as a factor.
    public func crossed(with other: Factor) -> Factor { Factor(crossing: self, with: other) }

    /// The first row of each level.
    public var firstRows: [Int32] {
        var rows = [Int32](repeating: -1, count: levelCount)
        for (row, code) in codes.enumerated() where rows[Int(code)] < 0 { rows[Int(code)] = Int32(row) }
        return rows
    }

    /// Whether every level lies within one level of the other factor (of the same rows).
    ///
    /// Factors of different length are never nested.
    public func isNested(in other: Factor) -> Bool {
        guard count == other.count else { return false }
        var owner = [Int32](repeating: -1, count: levelCount)
        for row in codes.indices {
            let level = Int(codes[row])
            if owner[level] < 0 { owner[level] = other.codes[row] }
            if owner[level] != other.codes[row] { return false }
        }
        return true
    }
}

/// What a factor's codes stand for.
indirect enum Levels: Sendable {
    /// Ascending numbers.
    case numbers([Double])
    /// Texts in the order of their bytes, or in that of the codes whose labels they are.
    case texts([String])
    /// Combinations: the parts' levels, and for each part the code of every combination.
    case tuples([Levels], [[Int32]])

    /// The number of levels.
    var count: Int {
        switch self {
        case .numbers(let values): values.count
        case .texts(let texts): texts.count
        case .tuples(_, let codes): codes.first?.count ?? 0
        }
    }

    /// One level as text.
    func label(_ level: Int) -> String {
        switch self {
        case .numbers(let values): values[level].shortestDecimal
        case .texts(let texts): texts[level]
        case .tuples(let parts, let codes):
            zip(parts, codes).map { $0.label(Int($1[level])) }.joined(separator: ", ")
        }
    }

    /// Some of the levels, in this order.
    func picking(_ kept: [Int]) -> Levels {
        if kept.count == count { return self }
        switch self {
        case .numbers(let values): return .numbers(kept.map { values[$0] })
        case .texts(let texts): return .texts(kept.map { texts[$0] })
        case .tuples(let parts, let codes):
            return .tuples(parts, codes.map { codes in kept.map { codes[$0] } })
        }
    }
}
