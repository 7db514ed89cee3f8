import Regression

/// Cross-products by cluster after one large factor was swept out whose levels lie within clusters (units in clinics), of the
/// variables and of the indicators of small factors (periods).
///
/// With the unit's sums s_u of variables and indicators and its number of rows n_u, a cluster's are
///
///     W_g = Σ_{i∈g} v_i v_i′ − Σ_{u∈g} s_u s_u′/n_u.
///
/// With weights w the sums hold a factor w, and n_u is Σw. They are plain sums over units, so that parts that hold whole units can be ``merged(with:)``. Origins cancel.
public struct SweptProducts: Sendable, Hashable, Codable {
    /// The variables, the outcome first.
    public let variables: [String]
    /// The combinations of the small factors' levels that occur.
    public let levels: [[CrossProducts.Key]]
    /// The clusters, ascending by their key.
    public let clusters: [Cluster]
    /// Σw(y − ȳ)² needs Σw, Σw(y − o) and Σw(y − o)², and o.
    let outcome: [Double]
    /// The number of units.
    public let unitCount: Int
    /// Rows alone in their unit, which were left out.
    public let singletons: Int
    /// Rows left out because a column's value is missing.
    public let missing: [String: Int]
    /// Rows left out because their weight is zero.
    public let zeroWeight: Int

    /// One cluster's.
    public struct Cluster: Sendable, Hashable, Codable {
        /// The cluster.
        public let key: CrossProducts.Key
        /// The number of rows.
        public var count: Int
        /// The combinations of small levels that it has rows in, by their position; ascending.
        public var levels: [Int]
        /// Σ(v − o)² of each variable before units were swept out, then Σ1 of each level: what is rounding is told by it.
        public var squares: [Double]
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
            known.levels = Set(known.levels + cluster.levels).sorted()
            for place in known.squares.indices { known.squares[place] += cluster.squares[place] }
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
            missing: missing.merging(other.missing, uniquingKeysWith: +),
            zeroWeight: zeroWeight + other.zeroWeight)
    }

    /// Σw(y − ȳ)².
    var total: Double { max(0, outcome[2] - outcome[1] * outcome[1] / outcome[0]) }
    /// Σw, the number of rows without weights.
    var mass: Double { outcome[0] }
    /// The number of rows.
    public var count: Int { clusters.reduce(0) { $0 + $1.count } }
}
