import Regression

extension SweptLeastSquares {
    /// Reads the answer to ``query(table:dialect:)``.
    ///
    /// - Throws: `CausalError.Code.badPanel` for a unit in two clusters; `CausalError.Code.missingValue` for a cluster without a
    ///   name; `CausalError.Code.badValue` where a sum is not finite; `CausalError.Code.noRows`.
    public func products(answer: DataTable) throws(CausalError) -> SweptProducts {
        try SweptAnswer(answer, self).products()
    }
}

/// The parts of a swept answer put together.
private struct SweptAnswer {
    private let model: SweptLeastSquares
    private let width: Int
    private let kinds: [Double]
    private let lost: [Double]
    private let counts: [Double]
    private let q: [Double]
    private let lightest: [Double]
    private let sums: [[Double]]
    /// Σ of squares before units were swept out, and Σ of the outcome.
    private let squares: [[Double]]
    private let outcome: [Double]
    private let triangle: [[Double]]
    private let origin: [Double]
    private let cluster: Column
    private let first: [Column]
    private let second: [Column]

    init(_ answer: DataTable, _ model: SweptLeastSquares) throws(CausalError) {
        self.model = model
        width = model.variables.count
        kinds = try answer.column("kind").engineNumbers()
        lost = try answer.column("lost").engineNumbers()
        counts = try answer.engineCounts("n").map(Double.init)
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
        var (names, others): ([Column], [Column]) = ([], [])
        for place in model.factors.indices {
            names.append(try answer.column("f\(place)"))
            others.append(try answer.column("ef\(place)"))
        }
        (first, second) = (names, others)
    }

    private func rows(_ kind: Double) -> [Int] { kinds.indices.filter { kinds[$0] == kind } }
    private func level(_ row: Int, _ columns: [Column]) -> [CrossProducts.Key] { columns.map { $0.key(row) } }

    func products() throws(CausalError) -> SweptProducts {
        let cells = rows(0)
        try check(cells)
        let levels = Set(cells.map { level($0, first) }).sorted { $0.lexicographicallyPrecedes($1) }
        let places = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, $0) })
        let size = width + levels.count
        var all: [CrossProducts.Key: SweptProducts.Cluster] = [:]
        func add(_ row: Int, _ count: Int, _ values: [(Int, Double)]) {
            let key = cluster.key(row)
            var one =
                all[key]
                ?? .init(
                    key: key, count: 0, levels: [], squares: Array(repeating: 0, count: size),
                    products: Array(repeating: 0, count: size * (size + 1) / 2))
            one.count += count
            for (place, value) in values { one.products[place] += value }
            all[key] = one
        }
        func place(_ i: Int, _ j: Int) -> Int { max(i, j) * (max(i, j) + 1) / 2 + min(i, j) }
        for row in cells {
            let own = width + (places[level(row, first)] ?? 0)
            let numbers = triangle.indices.map { ($0, triangle[$0][row]) }
            let mixed = (0..<width).map { (place(own, $0), sums[$0][row]) }
            add(row, Int(counts[row]), numbers + mixed + [(place(own, own), q[row])])
            all[cluster.key(row)]?.levels.append(own - width)
            all[cluster.key(row)]?.squares[own] += q[row]
            for i in 0..<width { all[cluster.key(row)]?.squares[i] += squares[i][row] }
        }
        for key in all.keys { all[key]?.levels.sort() }
        for row in rows(2) {
            let (a, b) = (places[level(row, first)] ?? 0, places[level(row, second)] ?? 0)
            if b <= a { add(row, 0, [(place(width + a, width + b), -q[row])]) }
        }
        guard all.values.allSatisfy({ $0.products.allSatisfy(\.isFinite) }) else {
            throw CausalError(
                .badValue,
                "a sum of the statistics is not finite: a value is infinite or too large to be squared"
            )
        }
        let whole = [
            cells.reduce(0) { $0 + q[$1] }, cells.reduce(0) { $0 + outcome[$1] },
            cells.reduce(0) { $0 + squares[0][$1] }, origin[cells[0]],
        ]
        var (missing, zero): ([String: Int], Int) = ([:], 0)
        for row in rows(6) where counts[row] > 0 {
            guard let place = Int(exactly: lost[row]), (1...model.zeroWeight).contains(place) else {
                throw CausalError(.badValue, "the database's answer has no count", row: row + 1)
            }
            if place == model.zeroWeight {
                zero += Int(counts[row])
            } else {
                missing[model.required[place - 1], default: 0] += Int(counts[row])
            }
        }
        return SweptProducts(
            variables: model.variables, levels: levels, clusters: all.values.sorted { $0.key < $1.key },
            outcome: whole, unitCount: Int(rows(1).reduce(0) { $0 + counts[$1] }),
            singletons: Int(rows(5).reduce(0) { $0 + counts[$1] }), missing: missing,
            zeroWeight: zero)
    }

    private func check(_ cells: [Int]) throws(CausalError) {
        guard !cells.isEmpty else {
            throw CausalError(.noRows, "no row of the table has all the columns that the model reads")
        }
        guard rows(4).allSatisfy({ counts[$0] == 0 }) else {
            throw CausalError(
                .badPanel, "levels of the absorbed factor lie in several clusters", column: model.unit,
                remedy:
                    "The first absorbed factor lies within clusters; name another first, or fit on the rows.")
        }
        let isCounted = model.weights != nil && model.weightKind == .frequency
        for (place, name) in model.factors.enumerated() {
            var rows: [CrossProducts.Key: Double] = [:]
            for row in cells { rows[first[place].key(row), default: 0] += isCounted ? q[row] : counts[row] }
            if let alone = rows.filter({ $0.value == 1 }).keys.min() {
                throw CausalError(
                    .badPanel, "a level of an absorbed factor has a single row, which a fit on rows drops",
                    column: name, value: alone.description,
                    remedy: "Leave that row out in a view.")
            }
        }
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
