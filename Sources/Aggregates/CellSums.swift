import Regression

/// Which sums of which rows: variables whose cross-products are added up in the cells that some columns name.
///
/// It is what a model asks of a table, wherever the table lies: ``query(table:dialect:)`` for an engine,
/// ``statistics(_:)`` for rows that are here.
public struct CellSums: Sendable, Hashable {
    /// Reads the rows: the outcome and every column that decides whether a row is used.
    let formula: Formula
    /// Further columns that may not be missing.
    let requiring: [String]
    /// The variables' names, the outcome first.
    public let variables: [String]
    /// The columns whose product is each variable.
    let products: [[String]]
    /// The columns that name the cells.
    public let keys: [String]
    /// The column of weights, or nil.
    let weights: String?

    init(
        _ formula: Formula, requiring: [String] = [], variables: [String], products: [[String]],
        keys: [String], weights: String? = nil
    ) {
        self.formula = formula
        self.requiring = requiring
        self.variables = variables
        self.products = products
        self.keys = keys
        self.weights = weights
    }

    /// The columns that decide whether a row is used, in the order in which missing values are counted.
    var required: [String] {
        var names = formula.names
        for name in requiring + (weights.map { [$0] } ?? []) where !names.contains(name) {
            names.append(name)
        }
        return names
    }

    /// Sums a table's rows.
    ///
    /// - Throws: what the design throws (unknown columns, text where numbers are needed, …), `CausalError.Code.noRows`;
    ///   `CausalError.Code.missingValue` for a key without a value that is not required.
    public func statistics(_ table: DataTable) throws(CausalError) -> CrossProducts {
        let sample = try sample(table)
        var columns: [[Double]] = []
        for product in products {
            var values = try sample.numbers(product[0])
            for name in product.dropFirst() {
                let other = try sample.numbers(name)
                for row in values.indices { values[row] *= other[row] }
            }
            columns.append(values)
        }
        let weights = try weights.map { (name) throws(CausalError) in try sample.numbers(name) }
        let (cellKeys, codes) = try cells(sample)
        return try CrossProducts(
            self, columns: columns, weights: weights, codes: codes, cellKeys: cellKeys,
            missing: Dictionary(sample.missing.map { ($0.column, $0.count) }, uniquingKeysWith: +)
                .filter { $0.value > 0 }, zeroWeight: sample.droppedZeroWeight)
    }

    private func sample(_ table: DataTable) throws(CausalError) -> Sample {
        for name in products.flatMap({ $0 }) { try check(name, table) }
        return try ModelFrame(reading, table: table, weights: weights, requiring: required).sample
    }

    /// Refuses texts as numbers: what categories there are is not known while rows stream by.
    private func check(_ name: String, _ table: DataTable) throws(CausalError) {
        guard name != formula.names.first, let column = try? table.column(name), column.numbers == nil,
            let row = (0..<column.count).first(where: { !column.isMissing($0) })
        else { return }
        throw CausalError(
            .notNumeric, "sums take numbers as they are, and the column holds text", file: table.source,
            column: name,
            row: row + 1, value: column.label(row),
            remedy:
                "Write factor(\(name)) for categories, or say that the text stands for a missing value: --missing."
        )
    }

    /// A formula of the numbers alone, so that no indicator of a category is built.
    private var reading: Formula {
        get throws(CausalError) {
            var numbers: [String] = []
            for name in products.flatMap({ $0 }) where !numbers.contains(name) { numbers.append(name) }
            let quoted = (numbers.isEmpty ? Array(formula.names.prefix(1)) : numbers).map {
                Expression.quoted($0)
            }
            return try Formula("\(quoted[0]) ~ " + (["1"] + quoted.dropFirst()).joined(separator: " + "))
        }
    }

    /// The key of each cell, and the cell of each row.
    private func cells(_ sample: Sample) throws(CausalError) -> ([[CrossProducts.Key]], [Int32]) {
        guard !keys.isEmpty else { return ([[]], Array(repeating: 0, count: sample.count)) }
        let all = try sample.factor(interacting: keys)
        var factors: [Factor] = []
        for key in keys { factors.append(try sample.factor(key)) }
        let names = all.firstRows.map { row in
            factors.map { factor -> CrossProducts.Key in
                let level = Int(factor.codes[Int(row)])
                return factor.numericLevels.map { .number($0[level]) } ?? .text(factor.label(level))
            }
        }
        return (names, all.codes)
    }
}

extension CrossProducts {
    /// Sums columns by cell about their means, block by block on all threads; blocks are added in order.
    init(
        _ sums: CellSums, columns: [[Double]], weights: [Double]?, codes: [Int32], cellKeys: [[Key]],
        missing: [String: Int], zeroWeight: Int
    ) throws(CausalError) {
        let origin = columns.map { Kernels.mean($0, weights: weights) }
        // A block has sums for all cells: no more blocks than pay for that.
        let blocks = max(1, min(8, codes.count >> 16, codes.count / max(1, 4 * cellKeys.count)))
        let size = max(1, (codes.count + blocks - 1) / blocks)
        let parts = Parallel.map(Parallel.blockCount(codes.count, size)) { block in
            var sums = FlatCells(cellKeys.count, width: columns.count)
            for position in Parallel.blockRange(block, codes.count, size) {
                sums.add(
                    Int(codes[position]), columns, origin, position, weight: weights?[position] ?? 1)
            }
            return sums
        }
        var all = parts.first ?? FlatCells(cellKeys.count, width: columns.count)
        for part in parts.dropFirst() { all.add(part) }
        try self.init(
            variables: sums.variables, keys: sums.keys, origin: origin,
            cells: all.cells(cellKeys, isWeighted: weights != nil), missing: missing, zeroWeight: zeroWeight)
    }
}

/// The sums of all cells in one array: the mass, the sums and the triangle of products of each.
private struct FlatCells {
    private let width: Int
    private let stride: Int
    private var counts: [Int]
    private var numbers: [Double]
    private var row: [Double]

    init(_ count: Int, width: Int) {
        self.width = width
        stride = 1 + width + width * (width + 1) / 2
        counts = Array(repeating: 0, count: count)
        numbers = Array(repeating: 0, count: count * stride)
        row = Array(repeating: 0, count: width)
    }

    /// Adds one row of columns less their origin.
    mutating func add(
        _ cell: Int, _ columns: [[Double]], _ origin: [Double], _ position: Int, weight: Double
    ) {
        counts[cell] += 1
        var place = cell * stride
        numbers[place] += weight
        for j in 0..<width {
            row[j] = columns[j][position] - origin[j]
            numbers[place + 1 + j] += weight * row[j]
        }
        place += 1 + width
        for i in 0..<width {
            for j in 0...i {
                numbers[place] += weight * row[i] * row[j]
                place += 1
            }
        }
    }

    mutating func add(_ other: FlatCells) {
        for cell in counts.indices { counts[cell] += other.counts[cell] }
        for place in numbers.indices { numbers[place] += other.numbers[place] }
    }

    func cells(_ keys: [[CrossProducts.Key]], isWeighted: Bool) -> [CrossProducts.Cell] {
        keys.indices.map { cell in
            let own = Array(numbers[(cell * stride)..<((cell + 1) * stride)])
            return CrossProducts.Cell(
                key: keys[cell], count: counts[cell], mass: isWeighted ? own[0] : nil,
                sums: Array(own[1..<(1 + width)]), products: Array(own[(1 + width)...]))
        }
    }
}
