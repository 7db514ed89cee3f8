import Regression

/// Cross-products by cluster after one large factor was swept out whose levels lie within clusters (units in clinics), of the
/// variables and of the indicators of small factors (periods).
///
/// With the unit's sums s_u of variables and indicators and its number of rows n_u, a cluster's are
///
///     W_g = Σ_{i∈g} v_i v_i′ − Σ_{u∈g} s_u s_u′/n_u.
///
/// They are plain sums over units, so that parts that hold whole units can be ``merged(with:)``. Origins cancel.
public struct SweptProducts: Sendable, Hashable, Codable {
    /// The variables, the outcome first.
    public let variables: [String]
    /// The combinations of the small factors' levels that occur.
    public let levels: [[CrossProducts.Key]]
    /// The clusters, ascending by their key.
    public let clusters: [Cluster]
    /// Σ(y − ȳ)² needs n, Σ(y − o) and Σ(y − o)², and o.
    let outcome: [Double]
    /// The number of units.
    public let unitCount: Int
    /// Rows alone in their unit, which were left out.
    public let singletons: Int
    /// Rows left out because a column's value is missing.
    public let missing: [String: Int]

    /// One cluster's.
    public struct Cluster: Sendable, Hashable, Codable {
        /// The cluster.
        public let key: CrossProducts.Key
        /// The number of rows.
        public var count: Int
        /// W_g over the variables, then the levels: the lower triangle by rows.
        public var products: [Double]
    }

    /// The products of these units and others; both hold whole units and the same levels.
    ///
    /// - Throws: `CausalError.Code.badArgument` when variables or levels differ.
    public func merged(with other: SweptProducts) throws(CausalError) -> SweptProducts {
        guard variables == other.variables, levels == other.levels else {
            throw CausalError(.badArgument, "products of different variables or levels cannot be merged")
        }
        var all: [CrossProducts.Key: Cluster] = [:]
        for cluster in clusters + other.clusters {
            guard var known = all[cluster.key] else {
                all[cluster.key] = cluster
                continue
            }
            known.count += cluster.count
            for place in known.products.indices { known.products[place] += cluster.products[place] }
            all[cluster.key] = known
        }
        let step = other.outcome[3] - outcome[3]
        let more = other.outcome
        let moved = [
            more[0], more[1] + more[0] * step, more[2] + 2 * step * more[1] + more[0] * step * step, 0,
        ]
        return SweptProducts(
            variables: variables, levels: levels, clusters: all.values.sorted { $0.key < $1.key },
            outcome: zip(outcome, moved).map(+), unitCount: unitCount + other.unitCount,
            singletons: singletons + other.singletons,
            missing: missing.merging(other.missing, uniquingKeysWith: +))
    }

    /// Σ(y − ȳ)².
    var total: Double { max(0, outcome[2] - outcome[1] * outcome[1] / outcome[0]) }
    /// The number of rows.
    public var count: Int { clusters.reduce(0) { $0 + $1.count } }
}

/// Least squares with one large factor absorbed and small ones beside it, from products that were swept in an engine.
///
/// ```swift
/// let model = try SweptLeastSquares("y ~ treated + x | unit + year", cluster: "clinic")
/// let fit = try model.fit(model.products(answer: client.answer(model.query(table: "t", dialect: client.dialect))))
/// print(try fit.estimates(.clustered(by: "clinic")))
/// ```
///
/// The first absorbed factor is the large one; its levels must lie within the clusters. Coefficients, CR0, CR1 and the wild
/// cluster bootstrap are those of `LeastSquares` on the rows; rows alone in their unit are dropped, as there.
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
    let products: [[String]]

    /// Makes a model.
    ///
    /// - Throws: `CausalError.Code.syntax`; `CausalError.Code.badArgument` for what cannot be swept in an engine.
    public init(_ formula: String, cluster: String) throws(CausalError) {
        try self.init(formula: try Formula(formula), cluster: cluster)
    }

    /// Makes a model from a parsed formula.
    public init(formula: Formula, cluster: String) throws(CausalError) {
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
        guard unit != cluster else {
            throw CausalError(
                .badArgument, "clusters are larger than the units that are swept out", value: cluster,
                remedy: "Cluster above the unit, use 'did --estimator twfe', or fit on the rows.")
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
        self.unit = unit
        self.variables = variables
        self.products = products
        factors = absorbed.dropFirst().map { $0[0] }
    }

    /// The columns that decide whether a row is used.
    var required: [String] { formula.names }
}
