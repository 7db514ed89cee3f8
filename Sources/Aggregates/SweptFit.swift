import Regression

extension SweptLeastSquares {
    /// Fits from products.
    ///
    /// - Throws: `CausalError.Code.badArgument` when they are not of this model.
    public func fit(_ products: SweptProducts) throws(CausalError) -> SweptFit {
        guard products.variables == variables else {
            throw CausalError(
                .badArgument, "the products are not those of the model",
                value: products.variables.joined(separator: ", "))
        }
        return try SweptFit(self, products)
    }
}

/// Least squares from swept products: a `LinearFit` whose rows have each cluster's products.
public struct SweptFit: SweepingFit {
    /// The model.
    public let model: SweptLeastSquares
    /// The rows' clusters.
    public let sample: Sample
    /// The coefficients' names.
    public let terms: [String]
    /// The estimates; NaN where a column was dropped.
    public let coefficients: [Double]
    /// The positions in ``terms`` that were estimated.
    public let estimated: [Int]
    /// The columns, units and small factors swept out.
    public let designColumns: [[Double]]
    /// What the model leaves of the rows' outcome.
    public let residuals: [Double]
    /// (X̃′X̃)⁻¹ of the estimated terms.
    public let bread: Matrix
    /// The number of rows that were summed.
    public let observationCount: Int
    /// Orthonormal columns that span the small factors.
    private let basis: [[Double]]
    let smallParameters: Int
    let products: SweptProducts
    let within: Double

    /// None: units have levels of their own.
    public var hasIntercept: Bool { false }
    /// None.
    public var weights: [Double]? { nil }
    /// None that is left to sweep.
    public var absorbed: [Factor] { [] }
    /// One for the units, which lie within clusters, and the small factors' levels but one each.
    public var parameterCount: Int { estimated.count + smallParameters }
    /// Whether less than 1e-12 of the outcome's variation within units is left.
    public var isPerfect: Bool { residualSumOfSquares <= 1e-12 * within }

    init(_ model: SweptLeastSquares, _ products: SweptProducts) throws(CausalError) {
        let width = products.variables.count
        let size = width + products.levels.count
        var rows: [[Double]] = Array(repeating: [], count: size)
        var clusters: [CrossProducts.Key] = []
        for cluster in products.clusters {
            let cell = CrossProducts.Cell(
                key: [cluster.key], count: max(cluster.count, size + 1),
                sums: Array(repeating: 0, count: size), products: cluster.products)
            for row in EquivalentRows.triangle(cell) {
                for j in 0..<size { rows[j].append(row[j]) }
                clusters.append(cluster.key)
            }
        }
        let small = SweptFit.indicators(Array(rows[width...]), products.levels)
        basis = try SweptFit.orthonormal(small.columns)
        let basis = basis
        let before = rows[..<width].map { Kernels.weightedSumOfSquares($0, weights: nil) }
        let swept = rows[..<width].map { SweptFit.swept($0, basis) }
        let solution = try LeastSquaresSolver.solve(
            columns: Array(swept.dropFirst()), response: swept[0], weights: nil, intercept: false,
            collinearityScale: Array(before.dropFirst()))
        self.model = model
        self.products = products
        sample = Sample(try DataTable([Column(model.cluster, keys: clusters)]))
        terms = Array(products.variables.dropFirst())
        coefficients = solution.coefficients
        estimated = solution.kept
        designColumns = solution.kept.map { swept[$0 + 1] }
        residuals = Kernels.residuals(
            columns: designColumns, response: swept[0], intercept: nil,
            coefficients: solution.kept.map { solution.coefficients[$0] })
        bread = solution.inverseCrossProduct
        observationCount = products.count
        within = Kernels.weightedSumOfSquares(swept[0], weights: nil)
        smallParameters = 1 + small.parameters(products)
    }

    /// What the small factors leave of columns; units were swept out in the engine.
    public func sweep(_ columns: [[Double]]) throws(CausalError) -> [[Double]] {
        columns.map { SweptFit.swept($0, basis) }
    }

    private static func swept(_ column: [Double], _ basis: [[Double]]) -> [Double] {
        var rest = column
        for direction in basis {
            let along = zip(direction, rest).reduce(0) { $0 + $1.0 * $1.1 }
            for row in rest.indices { rest[row] -= along * direction[row] }
        }
        return rest
    }

    /// Columns with the same span, of length one and at right angles.
    private static func orthonormal(_ columns: [[Double]]) throws(CausalError) -> [[Double]] {
        guard !columns.isEmpty else { return [] }
        var basis: [[Double]] = []
        for column in columns {
            let length = Kernels.weightedSumOfSquares(column, weights: nil)
            let rest = swept(swept(column, basis), basis)
            let left = Kernels.weightedSumOfSquares(rest, weights: nil)
            guard left > 1e-12 * length else { continue }
            let root = left.squareRoot()
            basis.append(rest.map { $0 / root })
        }
        return basis
    }

    /// The small factors' indicators.
    private struct Indicators {
        var columns: [[Double]] = []
        /// The levels of each factor.
        var levels: [Set<CrossProducts.Key>] = []

        /// Σ(L − 1): none of a factor that lies within clusters.
        func parameters(_ products: SweptProducts) -> Int { levels.reduce(0) { $0 + $1.count - 1 } }
    }

    private static func indicators(
        _ combinations: [[Double]], _ levels: [[CrossProducts.Key]]
    ) -> Indicators {
        var all = Indicators()
        for factor in levels.first?.indices ?? 0..<0 {
            let own = Set(levels.map { $0[factor] })
            all.levels.append(own)
            for level in own.sorted() {
                var column = [Double](repeating: 0, count: combinations.first?.count ?? 0)
                for (place, combination) in combinations.enumerated() where levels[place][factor] == level {
                    for row in column.indices { column[row] += combination[row] }
                }
                all.columns.append(column)
            }
        }
        return all
    }

    /// Refuses what swept products cannot tell.
    public func check(_ covariance: LinearCovariance) throws(CausalError) {
        let allowed = [ClusterCorrection.cr0, .cr1].map {
            LinearCovariance.clustered(by: [model.cluster], correction: $0)
        }
        guard !allowed.contains(covariance) else { return }
        throw CausalError(
            .badArgument, "this covariance is no function of products that were swept in an engine",
            remedy: "Use cr0 or cr1 with the clusters that the rows were summed by, or the wild bootstrap.")
    }
}
