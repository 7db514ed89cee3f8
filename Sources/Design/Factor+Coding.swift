import Groundwork
import Tables

extension Factor {
    /// Codes numbers, none of which may be missing.
    ///
    /// Whole numbers in a range not much larger than the rows are coded by a table; others by hashing
    /// their bits (−0 and 0 are one level).
    public init(name: String, numbers: [Double]) {
        if let (least, range) = WholeRange.of(numbers) {
            let coded = numbers.withUnsafeBufferPointer { buffer in
                // Reads only, at rows below the array's count; `WholeRange` has checked every value.
                nonisolated(unsafe) let numbers = buffer
                return DenseCodes.direct(numbers.count, range: range) { Int(numbers[$0] - least) }
            }
            self.init(name: name, codes: coded.codes, levels: .numbers(coded.keys.map { least + Double($0) }))
            return
        }
        let coded = DenseCodes.hashed(numbers.map { Int(truncatingIfNeeded: ($0 + 0).bitPattern) })
        let values = coded.keys.map { Double(bitPattern: UInt64(bitPattern: Int64($0))) }
        let order = values.indices.sorted { values[$0] < values[$1] }
        self.init(
            name: name, codes: coded.renumbered(Factor.ranks(order)),
            levels: .numbers(order.map { values[$0] }))
    }

    /// Codes categories at these rows (all when nil), none of which may be missing.
    init(name: String, categories: Categories, rows: [Int32]?) {
        let order = TextOrder.ranks(categories.levels)
        let source = categories.codes
        let coded: DenseCodes
        if let rows {
            coded = .direct(rows.count, range: order.texts.count) {
                Int(order.ranks[Int(source[Int(rows[$0])])])
            }
        } else {
            coded = .direct(source.count, range: order.texts.count) { Int(order.ranks[Int(source[$0])]) }
        }
        self.init(name: name, codes: coded.codes, levels: .texts(coded.keys.map { order.texts[$0] }))
    }

    /// Crosses two factors of the same rows; a level is a pair that occurs.
    init(crossing first: Factor, with second: Factor) {
        let width = second.levelCount
        let range = first.levelCount.multipliedReportingOverflow(by: width)
        let a = first.codes
        let b = second.codes
        var codes: [Int32]
        var keys: [Int]
        if !range.overflow, range.partialValue <= DenseCodes.directLimit(a.count) {
            let coded = DenseCodes.direct(a.count, range: range.partialValue) {
                Int(a[$0]) * width + Int(b[$0])
            }
            (codes, keys) = (coded.codes, coded.keys)
        } else {
            let coded = DenseCodes.hashed(a.indices.map { Int(a[$0]) * width + Int(b[$0]) })
            let order = coded.keys.indices.sorted { coded.keys[$0] < coded.keys[$1] }
            (codes, keys) = (coded.renumbered(Factor.ranks(order)), order.map { coded.keys[$0] })
        }
        let firstCodes = keys.map { Int32($0 / width) }
        let secondCodes = keys.map { Int32($0 % width) }
        let levels: Levels
        if case .tuples(let parts, let columns) = first.levels {
            let picked = columns.map { column in firstCodes.map { column[Int($0)] } }
            levels = .tuples(parts + [second.levels], picked + [secondCodes])
        } else {
            levels = .tuples([first.levels, second.levels], [firstCodes, secondCodes])
        }
        self.init(name: first.name + "^" + second.name, codes: codes, levels: levels)
    }

    /// The position of every element in an order.
    static func ranks(_ order: [Int]) -> [Int32] {
        var ranks = [Int32](repeating: 0, count: order.count)
        for (rank, element) in order.enumerated() { ranks[element] = Int32(rank) }
        return ranks
    }
}

/// The range of whole numbers, when a table over it can code them.
enum WholeRange {
    /// The least number and the count of numbers from it to the greatest; nil when a number is not whole,
    /// or the range is much larger than the rows.
    static func of(_ numbers: [Double]) -> (least: Double, range: Int)? {
        guard !numbers.isEmpty else { return nil }
        let size = 1 << 17
        let pieces = Parallel.map(Parallel.blockCount(numbers.count, size)) { piece in
            numbers.withUnsafeBufferPointer { buffer in
                limits(UnsafeBufferPointer(rebasing: buffer[Parallel.blockRange(piece, numbers.count, size)]))
            }
        }
        var least = Double.infinity
        var greatest = -Double.infinity
        for piece in pieces {
            guard let piece else { return nil }
            least = min(least, piece.lowerBound)
            greatest = max(greatest, piece.upperBound)
        }
        guard greatest - least < Double(DenseCodes.directLimit(numbers.count)) else { return nil }
        return (least, Int(greatest - least) + 1)
    }

    /// The least and greatest of the numbers; nil when one is not whole or of more than 15 digits.
    private static func limits(_ numbers: UnsafeBufferPointer<Double>) -> ClosedRange<Double>? {
        // Adding and taking away 1.5·2^52 rounds to a whole number when the magnitude is below 2^51.
        let magic = 6_755_399_441_055_744.0
        var least = Double.infinity
        var greatest = -Double.infinity
        var isWhole = true
        for number in numbers {
            isWhole = isWhole && (number + magic) - magic == number
            least = number < least ? number : least
            greatest = number > greatest ? number : greatest
        }
        guard isWhole, least > -1e15, greatest < 1e15 else { return nil }
        return least...greatest
    }
}

/// Texts put in the order of their bytes, equal ones joined.
enum TextOrder {
    /// The distinct texts in order, and the place of every given text among them.
    static func ranks(_ levels: [String]) -> (texts: [String], ranks: [Int32]) {
        let order = levels.indices.sorted { precedes(levels[$0], levels[$1]) }
        var texts: [String] = []
        var ranks = [Int32](repeating: 0, count: levels.count)
        for position in order {
            if texts.last.map({ !same($0, levels[position]) }) ?? true { texts.append(levels[position]) }
            ranks[position] = Int32(texts.count - 1)
        }
        return (texts, ranks)
    }

    private static func precedes(_ a: String, _ b: String) -> Bool {
        a.utf8.lexicographicallyPrecedes(b.utf8)
    }
    private static func same(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }
}
