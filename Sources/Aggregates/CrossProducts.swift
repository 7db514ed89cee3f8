import Groundwork

/// Counts, sums and cross-products of some variables in cells of rows: all that least squares with clustered errors
/// needs of the data.
///
/// For every cell c (a cluster, or a cluster's rows of one category) and the variables v less an origin o,
///
///     n_c,   s_c = Σ_{i∈c} (vᵢ − o),   P_c = Σ_{i∈c} (vᵢ − o)(vᵢ − o)′.
///
/// They are plain sums, so that parts of the rows, wherever they lie, can be summed apart and ``merged(with:)`` in any
/// grouping and order; only the last digits of the sums depend on it. With an origin near the means a sum over n rows
/// keeps about 16 − log₁₀√n digits of its variables' standard deviations when errors of rounding are independent
/// (12 at n = 10⁸, whatever the means are), and 15 where the engine compensates (DuckDB's `fsum`).
public struct CrossProducts: Sendable, Hashable, Codable {
    /// The variables, the outcome first.
    public let variables: [String]
    /// The columns whose values name the cells.
    public let keys: [String]
    /// What was subtracted from each variable before squares were formed.
    public let origin: [Double]
    /// The cells, ascending by their key.
    public let cells: [Cell]
    /// Rows left out because a column's value is missing; a row counts for the first such column only.
    public let missing: [String: Int]
    /// Rows left out because their weight is zero.
    public let zeroWeight: Int

    /// The sums of one cell.
    public struct Cell: Sendable, Hashable, Codable {
        /// The values of the keys.
        public let key: [Key]
        /// The number of rows.
        public internal(set) var count: Int
        /// Σw; nil without weights. Sums and products then hold a factor w.
        public internal(set) var mass: Double?
        /// Σ(v − o) of each variable.
        public internal(set) var sums: [Double]
        /// Σ(v − o)(v − o)′: the lower triangle by rows, (0,0), (1,0), (1,1), (2,0), ….
        public internal(set) var products: [Double]

        /// Makes a cell.
        public init(
            key: [Key], count: Int, mass: Double? = nil, sums: [Double], products: [Double]
        ) {
            self.key = key
            self.count = count
            self.mass = mass
            self.sums = sums
            self.products = products
        }
    }

    /// A value that names a cell: a number or a text.
    public enum Key: Sendable, Hashable, Codable, Comparable {
        case number(Double)
        case text(String)
    }

    /// Makes statistics from cells; cells with the same key are added.
    ///
    /// - Throws: `CausalError.Code.unequalLengths` when a cell has not one sum a variable, one product a pair of them and
    ///   one value a key; `CausalError.Code.badValue` when a number is not finite or a count negative.
    public init(
        variables: [String], keys: [String], origin: [Double], cells: [Cell], missing: [String: Int] = [:],
        zeroWeight: Int = 0
    ) throws(CausalError) {
        let width = variables.count
        for cell in cells {
            guard
                cell.sums.count == width, cell.products.count == width * (width + 1) / 2,
                cell.key.count == keys.count, origin.count == width,
                (cell.mass == nil) == (cells[0].mass == nil)
            else {
                throw CausalError(
                    .unequalLengths, "a cell does not fit \(width) variables and \(keys.count) keys")
            }
            try CrossProducts.check(cell, origin)
        }
        self.variables = variables
        self.keys = keys
        self.origin = origin
        self.missing = missing
        self.zeroWeight = zeroWeight
        guard cells.reduce(0.0, { $0 + Double($1.count) }) <= 0x1p53 else {
            throw CausalError(.badValue, "the statistics count more than 2^53 rows")
        }
        var added: [[Key]: Cell] = [:]
        for cell in cells { added[cell.key, default: cell.emptied].add(cell) }
        self.cells = added.values.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    }

    /// Reads statistics and checks them as the initialiser does.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            variables: values.decode([String].self, forKey: .variables),
            keys: values.decode([String].self, forKey: .keys),
            origin: values.decode([Double].self, forKey: .origin),
            cells: values.decode([Cell].self, forKey: .cells),
            missing: values.decode([String: Int].self, forKey: .missing),
            zeroWeight: values.decodeIfPresent(Int.self, forKey: .zeroWeight) ?? 0)
    }

    private static func check(_ cell: Cell, _ origin: [Double]) throws(CausalError) {
        guard cell.count >= 0, cell.mass.map({ $0 >= 0 && $0.isFinite }) ?? true,
            (cell.sums + cell.products + origin).allSatisfy(\.isFinite)
        else {
            throw CausalError(
                .badValue,
                "a sum of the statistics is not finite: a value is infinite or too large to be squared",
                value: cell.key.map(\.description).joined(separator: ", "),
                remedy: "Leave such rows out, or measure the variable in larger units.")
        }
    }

    /// The number of rows.
    public var count: Int { cells.reduce(0) { $0 + $1.count } }

    /// The statistics of these rows and others together.
    ///
    /// - Throws: `CausalError.Code.badArgument` when variables or keys differ.
    public func merged(with other: CrossProducts) throws(CausalError) -> CrossProducts {
        guard variables == other.variables, keys == other.keys else {
            throw CausalError(
                .badArgument, "statistics of different variables or cells cannot be merged",
                value: (other.keys + other.variables).joined(separator: ", "))
        }
        let step = zip(other.origin, origin).map { $0 - $1 }
        return try CrossProducts(
            variables: variables, keys: keys, origin: origin,
            cells: cells + other.cells.map { step.contains { $0 != 0 } ? $0.moved(by: step) : $0 },
            missing: missing.merging(other.missing, uniquingKeysWith: +),
            zeroWeight: zeroWeight + other.zeroWeight)
    }
}

extension CrossProducts.Key: CustomStringConvertible {
    /// The number as it would be typed, or the text.
    public var description: String {
        switch self {
        case .number(let value): value.shortestDecimal
        case .text(let text): text
        }
    }
}

extension CrossProducts.Cell {
    /// Σw, or the number of rows.
    var total: Double { mass ?? Double(count) }

    /// A sum of frequency weights as a number of rows.
    static func whole(_ total: Double) throws(CausalError) -> Int {
        guard total <= 0x1p53 else {
            throw CausalError(.badValue, "the frequency weights sum to more than 2^53")
        }
        return Int(total.rounded())
    }

    /// The same key without rows.
    var emptied: Self {
        Self(
            key: key, count: 0, mass: mass.map { _ in 0 }, sums: Array(repeating: 0, count: sums.count),
            products: Array(repeating: 0, count: products.count))
    }

    mutating func add(_ other: Self) {
        count += other.count
        if let more = other.mass { mass = (mass ?? 0) + more }
        for j in sums.indices { sums[j] += other.sums[j] }
        for j in products.indices { products[j] += other.products[j] }
    }

    /// The sums about an origin that lies lower by a step d: s + nd, P + ds′ + sd′ + ndd′.
    func moved(by step: [Double]) -> Self {
        var moved = self
        let n = total
        var place = 0
        for i in sums.indices {
            moved.sums[i] += n * step[i]
            for j in 0...i {
                moved.products[place] += step[i] * sums[j] + sums[i] * step[j] + n * step[i] * step[j]
                place += 1
            }
        }
        return moved
    }
}
