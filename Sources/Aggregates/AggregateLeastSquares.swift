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
/// of clusters) are exact, weighted or not, and so is the wild cluster bootstrap. HC0–HC3 are exact where all regressors
/// are categories, for a cell's squared residuals then are a function of its sums. Serial and spatial covariances are refused.
///
/// - Numbers enter as columns and their products (`x1:x2`), categories as `factor(x)`.
/// - Absorbed factors, instruments, lags and calculations within the formula are refused by name.
public struct AggregateLeastSquares: Sendable, Hashable {
    /// What is regressed on what.
    public let formula: Formula
    /// The columns of clusters.
    public let clusters: [String]
    /// The statistics' variables, the outcome first.
    public let variables: [String]
    /// The columns that name the cells: the clusters', then the categories'.
    public let keys: [String]
    /// The column of weights, or nil.
    public let weights: String?
    /// What the weights mean.
    public let weightKind: WeightKind
    let terms: [AggregateTerm]
    /// The columns whose product is each variable.
    let products: [[String]]

    /// Makes a model.
    ///
    /// - Throws: `CausalError.Code.syntax`; `CausalError.Code.badArgument` for what cannot be aggregated.
    public init(
        _ formula: String, clusters: [String] = [], weights: String? = nil, kind: WeightKind = .analytic
    ) throws(CausalError) {
        try self.init(formula: try Formula(formula), clusters: clusters, weights: weights, kind: kind)
    }

    /// Makes a model from a parsed formula.
    ///
    /// - Throws: `CausalError.Code.badArgument` for what cannot be aggregated.
    public init(
        formula: Formula, clusters: [String] = [], weights: String? = nil, kind: WeightKind = .analytic
    ) throws(CausalError) {
        try AggregateLeastSquares.check(formula)
        guard clusters.count <= 6, Set(clusters).count == clusters.count else {
            throw CausalError(
                .badArgument, "clusters are named by one to six different columns",
                value: clusters.joined(separator: ","))
        }
        self.formula = formula
        self.clusters = clusters
        self.weights = weights
        weightKind = kind
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
        if formula.usesPanel {
            refused = ("lags and leads", "Make them columns of the file, or in a database of a view.")
        }
        if !formula.endogenousNames.isEmpty { refused = ("instruments", "Fit them on the rows.") }
        if formula.usesAllColumns { refused = ("'.' for all columns", "Name the columns.") }
        if !formula.absorbed.isEmpty || !formula.slopeNames.isEmpty {
            refused = ("absorbed factors", "Write small ones as factor(x); fit large ones on the rows.")
        }
        guard let refused else { return }
        throw CausalError(
            .badArgument, "\(refused.0) cannot be had from sums here", value: formula.text,
            remedy: refused.1)
    }

    /// What is summed.
    public var sums: CellSums {
        CellSums(formula, variables: variables, products: products, keys: keys, weights: weights)
    }

    /// The query whose answer ``statistics(answer:)`` reads; see ``CellSums/query(table:dialect:)``.
    public func query(table: String, dialect: SQLDialect) throws(CausalError) -> String {
        try sums.query(table: table, dialect: dialect)
    }

    /// Reads the answer to ``query(table:dialect:)``; see ``CellSums/statistics(answer:)``.
    public func statistics(answer: DataTable) throws(CausalError) -> CrossProducts {
        try sums.statistics(answer: answer)
    }

    /// Sums a table's rows; see ``CellSums/statistics(_:)``.
    public func statistics(_ table: DataTable) throws(CausalError) -> CrossProducts {
        try sums.statistics(table)
    }
}
