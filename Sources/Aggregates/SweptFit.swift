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
    /// The small factors' parameters, all but one level of each.
    let smallParameters: Int
    /// Those of small factors that are not nested in the clusters.
    let crossedParameters: Int
    /// The small factors that are.
    let nested: [String]
    /// One level that all rows have.
    private let everyRow: Factor
    let products: SweptProducts
    let within: Double

    /// None: units have levels of their own.
    public var hasIntercept: Bool { false }
    /// None.
    public var weights: [Double]? { nil }
    /// None: what is left to sweep are ``slopes``.
    public var absorbed: [Factor] { [] }
    /// The small factors as the rows have them: orthonormal columns, one parameter each.
    public var slopes: [VaryingSlope] {
        basis.enumerated().map {
            VaryingSlope(factor: everyRow, variable: "⟦\($0.offset)⟧", values: $0.element)
        }
    }
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
            for row in EquivalentRows.triangle(cell, against: cluster.squares) {
                for j in 0..<size { rows[j].append(row[j]) }
                clusters.append(cluster.key)
            }
        }
        let before = (0..<size).map { j in products.clusters.reduce(0) { $0 + $1.squares[j] } }
        let small = SweptFit.indicators(
            Array(rows[width...]), products.levels, squares: Array(before[width...]))
        basis = SweptFit.orthonormal(small)
        let basis = basis
        let swept = rows[..<width].map { SweptFit.swept($0, basis) }
        let solution = try LeastSquaresSolver.solve(
            columns: Array(swept.dropFirst()), response: swept[0], weights: nil, intercept: false,
            collinearityScale: Array(before[1..<width]))
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
        observationCount =
            try model.weights != nil && model.weightKind == .frequency
            ? CrossProducts.Cell.whole(products.mass) : products.count
        everyRow = try Sample(DataTable([Column("⟦row⟧", clusters.map { _ in 1 })])).factor("⟦row⟧")
        within = Kernels.weightedSumOfSquares(swept[0], weights: nil)
        smallParameters = small.levels.reduce(0) { $0 + $1.count - 1 }
        let inside = small.levels.indices.filter { SweptFit.isNested($0, products) }
        nested = inside.map { model.factors[$0] }
        crossedParameters = small.levels.indices.reduce(0) { sum, factor in
            inside.contains(factor) ? sum : sum + small.levels[factor].count - 1
        }
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
    private static func orthonormal(_ small: Indicators) -> [[Double]] {
        var basis: [[Double]] = []
        for (column, mass) in zip(small.columns, small.masses) {
            let rest = swept(swept(column, basis), basis)
            let left = Kernels.weightedSumOfSquares(rest, weights: nil)
            guard left > 1e-12 * mass else { continue }
            let root = left.squareRoot()
            basis.append(rest.map { $0 / root })
        }
        return basis
    }

    /// The small factors' indicators.
    private struct Indicators {
        var columns: [[Double]] = []
        /// How many rows each stands for, against which rounding is judged.
        var masses: [Double] = []
        /// The levels of each factor.
        var levels: [Set<CrossProducts.Key>] = []
    }

    /// Whether each level of a small factor lies within one cluster.
    private static func isNested(_ factor: Int, _ products: SweptProducts) -> Bool {
        var owner: [CrossProducts.Key: Int] = [:]
        for (number, cluster) in products.clusters.enumerated() {
            for level in cluster.levels {
                if owner.updateValue(number, forKey: products.levels[level][factor]) ?? number != number {
                    return false
                }
            }
        }
        return true
    }

    private static func indicators(
        _ combinations: [[Double]], _ levels: [[CrossProducts.Key]], squares: [Double]
    ) -> Indicators {
        var all = Indicators()
        for factor in levels.first?.indices ?? 0..<0 {
            let own = Set(levels.map { $0[factor] })
            all.levels.append(own)
            for level in own.sorted() {
                var column = [Double](repeating: 0, count: combinations.first?.count ?? 0)
                var mass = 0.0
                for (place, combination) in combinations.enumerated() where levels[place][factor] == level {
                    for row in column.indices { column[row] += combination[row] }
                    mass += squares[place]
                }
                all.columns.append(column)
                all.masses.append(mass)
            }
        }
        return all
    }
}
