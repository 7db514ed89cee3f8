import Groundwork

extension Factor {
    /// Codes numbers that stand for rows of a sample, none of which is missing; infinity is a level.
    public init(name: String, numbers: [Double]) {
        if let whole = WholeRange.of(numbers) {
            self.init(name: name, numbers: numbers, whole)
        } else {
            self.init(name: name, hashing: numbers)
        }
    }

    /// Codes whole numbers of a range not much larger than the rows, by a table over the range.
    init(name: String, numbers: [Double], _ whole: WholeRange) {
        let least = whole.least
        let coded = numbers.withUnsafeBufferPointer { buffer in
            // Reads only, at rows below the array's count; the range holds every value.
            nonisolated(unsafe) let numbers = buffer
            return DenseCodes.direct(numbers.count, range: whole.count) {
                WholeRange.offset(numbers[$0] - least)
            }
        }
        self.init(name: name, codes: coded.codes, levels: .numbers(coded.keys.map { least + Double($0) }))
    }

    /// Codes any numbers by hashing their bits; −0 and 0 are one level. None may be missing.
    init(name: String, hashing numbers: [Double]) {
        let coded = DenseCodes.hashed(numbers.map { Int(truncatingIfNeeded: ($0 + 0).bitPattern) })
        let values = coded.keys.map { Double(bitPattern: UInt64(bitPattern: Int64($0))) }
        let order = values.indices.sorted { values[$0] < values[$1] }
        self.init(
            name: name, codes: coded.renumbered(Factor.ranks(order)),
            levels: .numbers(order.map { values[$0] }))
    }

    /// Orders the levels of codes that are all positions in `levels`, and drops those without rows.
    init(name: String, codes: [Int32], unordered levels: [String]) {
        let order = TextOrder.ranks(levels)
        let coded = DenseCodes.direct(codes.count, range: order.texts.count) {
            Int(order.ranks[Int(codes[$0])])
        }
        self.init(name: name, codes: coded.codes, levels: .texts(coded.keys.map { order.texts[$0] }))
    }

    /// Keeps the order of levels, all different, that codes stand for, and drops those without rows.
    init(name: String, codes: [Int32], ordered levels: [String]) {
        let coded = DenseCodes.direct(codes.count, range: levels.count) { Int(codes[$0]) }
        self.init(name: name, codes: coded.codes, levels: .texts(coded.keys.map { levels[$0] }))
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
