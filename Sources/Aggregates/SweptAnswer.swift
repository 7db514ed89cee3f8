import Regression

extension SweptLeastSquares {
    /// Reads the answer to ``query(table:dialect:)``.
    ///
    /// - Throws: `CausalError.Code.badPanel` for a unit in two clusters; `CausalError.Code.missingValue` for a cluster without a
    ///   name; `CausalError.Code.badValue` where a sum is not finite; `CausalError.Code.noRows`.
    public func products(answer: DataTable) throws(CausalError) -> SweptProducts {
        if let cells { return try products(cells.statistics(answer: answer)) }
        return try SweptAnswer(answer, self).products()
    }
}

/// The parts of a swept answer put together.
private struct SweptAnswer {
    private let model: SweptLeastSquares
    private let width: Int
    private let kinds: [Double]
    private let counts: [Int]
    /// Σw of a cell, and Σ_u m_u m_u′/n_u of a pair of combinations.
    private let masses: [Double]
    private let q: [Double]
    private let lightest: [Double]
    private let sums: [[Double]]
    /// Σ of squares before units were swept out, and Σ of the outcome.
    private let squares: [[Double]]
    private let outcome: [Double]
    private let triangle: [[Double]]
    private let origin: [Double]
    private let cluster: Column
    /// The numbers of combinations of small factors, and what their levels are.
    private let first: [Double]
    private let second: [Double]
    private let levels: [Int: [CrossProducts.Key]]

    init(_ answer: DataTable, _ model: SweptLeastSquares) throws(CausalError) {
        self.model = model
        width = model.variables.count
        kinds = try answer.column("kind").engineNumbers()
        counts = try answer.engineCounts("n")
        masses = try answer.column("mass").engineNumbers()
        outcome = try answer.column("t").engineNumbers()
        q = try answer.column("q").engineNumbers()
        lightest = try answer.column("lightest").engineNumbers()
        origin = try answer.column("c").engineNumbers()
        cluster = try answer.column("g")
        var columns: [[Double]] = []
        for i in 0..<width { columns.append(try answer.column("s\(i)").engineNumbers()) }
        sums = columns
        columns = []
        for i in 0..<width { columns.append(try answer.column("r\(i)").engineNumbers()) }
        squares = columns
        columns = []
        for i in 0..<width {
            for j in 0...i { columns.append(try answer.column("p\(i)_\(j)").engineNumbers()) }
        }
        triangle = columns
        first = try answer.column("i").engineNumbers()
        second = try answer.column("j").engineNumbers()
        var names: [Column] = []
        for place in model.factors.indices { names.append(try answer.column("f\(place)")) }
        var levels: [Int: [CrossProducts.Key]] = [:]
        for row in kinds.indices where kinds[row] == 3 {
            if let place = Int(exactly: first[row]) { levels[place] = names.map { $0.key(row) } }
        }
        self.levels = levels
    }

    private func rows(_ kind: Double) -> [Int] { kinds.indices.filter { kinds[$0] == kind } }
    private func level(_ number: Double) -> [CrossProducts.Key] {
        Int(exactly: number).flatMap { levels[$0] } ?? []
    }

    func products() throws(CausalError) -> SweptProducts {
        let cells = rows(0)
        try check(cells)
        let levels = Set(cells.map { level(first[$0]) }).sorted { $0.lexicographicallyPrecedes($1) }
        let places = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, $0) })
        let size = width + levels.count
        try model.checkRoom(clusters: Set(cells.map { cluster.key($0) }).count, size: size)
        var all: [CrossProducts.Key: SweptProducts.Cluster] = [:]
        func add(_ row: Int, _ count: Int, _ values: [(Int, Double)]) {
            let key = cluster.key(row)
            all[
                key,
                default: .init(
                    key: key, count: 0, levels: [], squares: Array(repeating: 0, count: size),
                    products: Array(repeating: 0, count: size * (size + 1) / 2))
            ].count += count
            for (place, value) in values { all[key]?.products[place] += value }
        }
        func place(_ i: Int, _ j: Int) -> Int { max(i, j) * (max(i, j) + 1) / 2 + min(i, j) }
        for row in cells {
            let own = width + (places[level(first[row])] ?? 0)
            let numbers = triangle.indices.map { ($0, triangle[$0][row]) }
            let mixed = (0..<width).map { (place(own, $0), sums[$0][row]) }
            add(row, counts[row], numbers + mixed + [(place(own, own), masses[row])])
            all[cluster.key(row)]?.levels.append(own - width)
            all[cluster.key(row)]?.squares[own] += masses[row]
            for i in 0..<width { all[cluster.key(row)]?.squares[i] += squares[i][row] }
        }
        for key in all.keys { all[key]?.levels.sort() }
        for row in rows(2) {
            let (a, b) = (places[level(first[row])] ?? 0, places[level(second[row])] ?? 0)
            add(row, 0, [(place(width + a, width + b), -q[row])])
        }
        guard all.values.allSatisfy({ $0.products.allSatisfy(\.isFinite) }) else {
            throw CausalError(
                .badValue,
                "a sum of the statistics is not finite: a value is infinite or too large to be squared"
            )
        }
        let whole = [
            cells.reduce(0) { $0 + masses[$1] }, cells.reduce(0) { $0 + outcome[$1] },
            cells.reduce(0) { $0 + squares[0][$1] }, origin[cells[0]],
        ]
        var left = MissingRows.Counts()
        for row in rows(6) where counts[row] > 0 {
            try model.missingRows.count(first[row], counts[row], row: row, in: &left)
        }
        return SweptProducts(
            variables: model.variables, levels: levels, clusters: all.values.sorted { $0.key < $1.key },
            outcome: whole, unitCount: rows(4).reduce(0) { $0 + counts[$1] },
            singletons: rows(5).reduce(0) { $0 + counts[$1] }, missing: left.missing,
            zeroWeight: left.zeroWeight)
    }

    private func check(_ cells: [Int]) throws(CausalError) {
        guard !cells.isEmpty else {
            throw CausalError(.noRows, "no row of the table has all the columns that the model reads")
        }
        guard cells.allSatisfy({ level(first[$0]).count == model.factors.count }) else {
            throw CausalError(.badValue, "the database's answer has no combination of the small factors")
        }
        guard rows(4).allSatisfy({ first[$0] == 0 || counts[$0] == 0 }) else {
            throw CausalError(
                .badPanel, "levels of the absorbed factor lie in several clusters", column: model.unit,
                remedy:
                    "The first absorbed factor lies within clusters; name another first, or fit on the rows.")
        }
        let isCounted = model.weights != nil && model.weightKind == .frequency
        try model.checkLevels(
            cells.map { (level(first[$0]), isCounted ? masses[$0] : Double(counts[$0])) })
        if let weight = cells.map({ lightest[$0] }).min(), weight < 0 {
            throw CausalError(
                .badValue, "a weight is negative", column: model.weights, value: weight.shortestDecimal)
        }
        guard cells.allSatisfy({ !cluster.isMissing($0) }) else {
            throw CausalError(
                .missingValue, "a value is missing where none may be", column: model.cluster,
                remedy: "Fill it in, or leave such rows out in a view.")
        }
    }
}
