import Regression

/// Least squares with one large factor absorbed and small ones beside it, from products that were swept in an engine.
///
/// ```swift
/// let model = try SweptLeastSquares("y ~ treated + x | unit + year", cluster: "clinic")
/// let fit = try model.fit(model.products(answer: client.answer(model.query(table: "t", dialect: client.dialect))))
/// print(try fit.estimates(.clustered(by: "clinic")))
/// ```
///
/// The first absorbed factor is the large one; its levels must lie within the clusters, or be them (``cells``). Coefficients, CR0 to CR3, jackknife
/// errors and the wild cluster bootstrap are those of `LeastSquares` on the rows, weighted or not (CR2 with frequencies
/// alone); rows alone in their unit are dropped, as there.
public struct SweptLeastSquares: Sendable, Hashable {
    /// What is regressed on what.
    public let formula: Formula
    /// The column of clusters.
    public let cluster: String
    /// The column of the large factor.
    public let unit: String
    /// The columns of the small factors.
    public let factors: [String]
    /// The variables, the outcome first.
    public let variables: [String]
    /// The column of weights, or nil.
    public let weights: String?
    /// What the weights mean.
    public let weightKind: WeightKind
    let products: [[String]]

    /// Makes a model.
    ///
    /// - Throws: `CausalError.Code.syntax`; `CausalError.Code.badArgument` for what cannot be swept in an engine.
    public init(
        _ formula: String, cluster: String, weights: String? = nil, kind: WeightKind = .analytic
    ) throws(CausalError) {
        try self.init(formula: try Formula(formula), cluster: cluster, weights: weights, kind: kind)
    }

    /// Makes a model from a parsed formula.
    public init(
        formula: Formula, cluster: String, weights: String? = nil, kind: WeightKind = .analytic
    ) throws(CausalError) {
        let absorbed = formula.absorbed
        guard let unit = absorbed.first?.first, absorbed.allSatisfy({ $0.count == 1 }),
            formula.slopeNames.isEmpty, formula.endogenousNames.isEmpty, !formula.usesPanel,
            !formula.usesAllColumns
        else {
            throw CausalError(
                .badArgument, "an engine sweeps out columns, the first of them the large one",
                value: formula.text,
                remedy:
                    "Write | unit + year; fit slopes, combinations and lags on the rows.")
        }
        var (variables, products) = (
            [formula.responseName], [[try AggregateTerm.column(formula.responseName)]]
        )
        for name in formula.termNames {
            let term = try AggregateTerm(name)
            guard term.factors.isEmpty, let number = term.number else {
                throw CausalError(
                    .badArgument, "categories beside an absorbed factor are absorbed too", value: name,
                    remedy: "Write them behind the bar: | \(unit) + \(term.factors.joined(separator: " + "))."
                )
            }
            variables.append(number)
            products.append(term.columns)
        }
        guard variables.count > 1 else {
            throw CausalError(.badArgument, "a regression has a regressor", value: formula.text)
        }
        self.formula = formula
        self.cluster = cluster
        self.weights = weights
        weightKind = kind
        self.unit = unit
        self.variables = variables
        self.products = products
        factors = absorbed.dropFirst().map { $0[0] }
    }

    /// The columns that decide whether a row is used.
    var missingRows: MissingRows {
        let names = formula.names
        return MissingRows(
            columns: names + (weights.map { names.contains($0) ? [] : [$0] } ?? []),
            numbers: Set(products.flatMap { $0 } + (weights.map { [$0] } ?? [])), weights: weights)
    }
}
