import Regression

/// Least squares from cross-products of cells, wherever they were summed: the answer of `LeastSquares` without its rows.
///
/// ```swift
/// let model = try AggregateLeastSquares("burnout ~ treated + factor(year)", clusters: ["clinic"])
/// let parts = try files.map { try model.statistics(DataTable(csv: $0)) }
/// var all = parts[0]
/// for part in parts.dropFirst() { all = try all.merged(with: part) }
/// print(try model.fit(all).estimates(.clustered(by: "clinic")))
/// ```
///
/// A cell is a cluster's rows that share the categories of every `factor(x)`; the categories' indicators are constant
/// within it. So coefficients, iid, CR0, CR1, CR2, CR3 and jackknife errors (of one or, for CR0 and CR1, several columns
/// of clusters) are exact. What is not a function of these sums is refused: HC0–HC3, serial and spatial covariances.
///
/// - Numbers enter as columns and their products (`x1:x2`), categories as `factor(x)`.
/// - Weights, absorbed factors, instruments, lags and calculations within the formula are refused by name.
public struct AggregateLeastSquares: Sendable, Hashable {
    /// What is regressed on what.
    public let formula: Formula
    /// The columns of clusters.
    public let clusters: [String]
    /// The statistics' variables, the outcome first.
    public let variables: [String]
    /// The columns that name the cells: the clusters', then the categories'.
    public let keys: [String]
    let terms: [AggregateTerm]
    /// The columns whose product is each variable.
    let products: [[String]]

    /// Makes a model.
    ///
    /// - Throws: `CausalError.Code.syntax`; `CausalError.Code.badArgument` for what cannot be aggregated.
    public init(_ formula: String, clusters: [String] = []) throws(CausalError) {
        try self.init(formula: try Formula(formula), clusters: clusters)
    }

    /// Makes a model from a parsed formula.
    ///
    /// - Throws: `CausalError.Code.badArgument` for what cannot be aggregated.
    public init(formula: Formula, clusters: [String] = []) throws(CausalError) {
        try AggregateLeastSquares.check(formula)
        guard clusters.count <= 6, Set(clusters).count == clusters.count else {
            throw CausalError(
                .badArgument, "clusters are named by one to six different columns",
                value: clusters.joined(separator: ","))
        }
        self.formula = formula
        self.clusters = clusters
        var (terms, variables): ([AggregateTerm], [String]) = ([], [formula.responseName])
        var products = [[try AggregateTerm.column(formula.responseName)]]
        for name in formula.termNames {
            let term = try AggregateTerm(name)
            terms.append(term)
            guard let number = term.number, !variables.dropFirst().contains(number) else { continue }
            variables.append(number)
            products.append(term.columns)
        }
        self.terms = terms
        self.variables = variables
        self.products = products
        var keys = clusters
        for factor in terms.flatMap(\.factors) where !keys.contains(factor) { keys.append(factor) }
        self.keys = keys
    }

    private static func check(_ formula: Formula) throws(CausalError) {
        var refused: (String, String)?
        if formula.usesPanel { refused = ("lags and leads", "Make them columns of a view in the database.") }
        if !formula.endogenousNames.isEmpty { refused = ("instruments", "Fit them on the rows.") }
        if formula.usesAllColumns { refused = ("'.' for all columns", "Name the columns.") }
        if !formula.absorbed.isEmpty || !formula.slopeNames.isEmpty {
            refused = ("absorbed factors", "Write small ones as factor(x); fit large ones on the rows.")
        }
        guard let refused else { return }
        throw CausalError(
            .badArgument, "\(refused.0) cannot be had from aggregates here", value: formula.text,
            remedy: refused.1)
    }

    /// The columns that decide whether a row is used, in the order in which missing values are counted.
    var required: [String] { formula.names }

    /// Sums a table's rows.
    ///
    /// - Throws: what the design throws (unknown columns, text where numbers are needed, …), `CausalError.Code.noRows`;
    ///   `CausalError.Code.missingValue` for a cluster without a name.
    public func statistics(_ table: DataTable) throws(CausalError) -> CrossProducts {
        let sample = try ModelFrame(formula, table: table).sample
        var columns: [[Double]] = []
        for product in products {
            var values = try sample.numbers(product[0])
            for name in product.dropFirst() {
                let other = try sample.numbers(name)
                for row in values.indices { values[row] *= other[row] }
            }
            columns.append(values)
        }
        let missing = Dictionary(
            sample.missing.map { ($0.column, $0.count) }, uniquingKeysWith: +)
        let (cellKeys, codes) = try cells(sample)
        return try CrossProducts(
            variables: variables, keys: keys, columns: columns, codes: codes, cellKeys: cellKeys,
            missing: missing.filter { $0.value > 0 })
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
    /// Sums columns by cell about their means.
    init(
        variables: [String], keys: [String], columns: [[Double]], codes: [Int32], cellKeys: [[Key]],
        missing: [String: Int]
    ) throws(CausalError) {
        let width = columns.count
        let origin = columns.map { Kernels.mean($0, weights: nil) }
        var cells = cellKeys.map {
            Cell(
                key: $0, count: 0, sums: Array(repeating: 0, count: width),
                products: Array(repeating: 0, count: width * (width + 1) / 2))
        }
        var row = [Double](repeating: 0, count: width)
        for (position, code) in codes.enumerated() {
            for j in 0..<width { row[j] = columns[j][position] - origin[j] }
            cells[Int(code)].add(row)
        }
        try self.init(
            variables: variables, keys: keys, origin: origin, cells: cells, missing: missing)
    }
}

extension CrossProducts.Cell {
    /// Adds one row.
    mutating func add(_ row: [Double]) {
        count += 1
        var place = 0
        for i in row.indices {
            sums[i] += row[i]
            for j in 0...i {
                products[place] += row[i] * row[j]
                place += 1
            }
        }
    }
}
