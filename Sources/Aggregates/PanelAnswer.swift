import DifferenceInDifferences

/// Reads the answer to the query of ``PanelMoments``.
struct PanelAnswer {
    private let answer: DataTable
    private let model: PanelMoments
    private let groups: [String]
    private var periods: [CrossProducts.Key] = []
    private var origin = 0.0
    private var left = MissingRows.Counts()
    private var kinds: [Int: (key: [CrossProducts.Key], moments: Moments)] = [:]

    /// n, s and P over the positions of a history.
    private struct Moments {
        let history: PanelHistory
        let count: Int
        var sums: [Double]
        var products: [Double]

        init(_ history: PanelHistory, count: Int) {
            self.history = history
            self.count = count
            // Where no outcome is known there is nothing to read.
            sums = history.isKnown.map { $0 ? .nan : 0 }
            products = history.isKnown.indices.flatMap { a in
                (0...a).map { history.isKnown[a] && history.isKnown[$0] ? .nan : 0 }
            }
        }
    }

    init(_ answer: DataTable, _ model: PanelMoments, groups: [String]) throws(CausalError) {
        self.answer = answer
        self.model = model
        self.groups = groups
    }

    mutating func read() throws(CausalError) {
        var numbers: [String: [Double]] = [:]
        for name in ["part", "k", "mixed", "a", "b", "p", "i", "c"] {
            numbers[name] = try answer.column(name).engineNumbers()
        }
        let counts = try answer.engineCounts("n")
        var keys: [Column] = []
        for name in groups.indices.map({ "g\($0)" }) + ["history"] { keys.append(try answer.column(name)) }
        let times = try answer.column("t")
        var placed: [(Int, CrossProducts.Key)] = []
        // Kinds come before their moments, wherever the engine puts them.
        let parts = numbers["part"] ?? []
        for row in parts.indices where parts[row] == 0 {
            try add(
                numbers["k"]?[row], keys.map { $0.key(row) }, counts[row],
                isMixed: numbers["mixed"]?[row] != 0)
        }
        for row in parts.indices where parts[row] != 0 {
            func value(_ name: String) -> Double { numbers[name]?[row] ?? .nan }
            switch parts[row] {
            case 1: try add(value)
            case 2:
                placed.append((Int(exactly: value("i")) ?? 0, times.key(row)))
                origin = value("c")
            default: try model.missingRows.count(value("k"), counts[row], row: row, in: &left)
            }
        }
        periods = placed.sorted { $0.0 < $1.0 }.map(\.1)
        guard !periods.isEmpty, !kinds.isEmpty else {
            throw CausalError(.noRows, "no row of the table has all the columns that the model reads")
        }
    }

    private mutating func add(
        _ number: Double?, _ key: [CrossProducts.Key], _ count: Int, isMixed: Bool
    ) throws(CausalError) {
        let history = try PanelHistory(key.last.map(\.description) ?? "")
        try check(key, history, isMixed: isMixed)
        guard count > 0, let k = number.flatMap({ Int(exactly: $0) }), kinds[k] == nil else {
            throw CausalError(.badValue, "the database's answer has no count")
        }
        kinds[k] = (key, Moments(history, count: count))
    }

    private mutating func add(_ value: (String) -> Double) throws(CausalError) {
        guard let k = Int(exactly: value("k")), let a = Int(exactly: value("a")),
            let b = Int(exactly: value("b")), let history = kinds[k]?.moments.history,
            history.positions.indices.contains(a - 1), (0...a).contains(b)
        else { throw CausalError(.badValue, "the database's answer has moments of no kind of units") }
        guard history.isKnown[a - 1] else { return }
        if b == 0 {
            kinds[k]?.moments.sums[a - 1] = value("p")
        } else if history.isKnown[b - 1] {
            kinds[k]?.moments.products[a * (a - 1) / 2 + b - 1] = value("p")
        }
    }

    private func check(
        _ key: [CrossProducts.Key], _ history: PanelHistory, isMixed: Bool
    ) throws(CausalError) {
        guard !history.repeats else {
            throw CausalError(
                .badPanel, "a unit has two rows in a period", column: model.panel.unit,
                remedy: "Sum or average such rows in a view, or leave --unit out.")
        }
        guard !isMixed else {
            throw CausalError(
                .badPanel, "a unit is in two cohorts or two clusters",
                column: groups.joined(separator: ", "),
                remedy: "A unit's first treated period is one value, and clusters hold whole units.")
        }
        let clusters = zip(key, groups).dropFirst(model.hasCohorts ? 1 : 0)
        if let cluster = clusters.first(where: { $0.0 == .text("") })?.1 {
            throw CausalError(
                .missingValue, "a value is missing where none may be", column: cluster,
                remedy: "Fill it in, or leave such rows out in a view.")
        }
    }

    /// The moments with a variable for each period.
    func sums() throws(CausalError) -> PanelMoments.Sums {
        let width = periods.count
        try PanelMoments.check(kinds: kinds.count, periods: width)
        var all: [CrossProducts.Cell] = []
        for (key, moments) in kinds.sorted(by: { $0.key < $1.key }).map(\.value) {
            guard (moments.sums + moments.products).allSatisfy(\.isFinite),
                moments.history.positions.allSatisfy({ $0 < width })
            else {
                throw CausalError(
                    .badValue, "a sum of the outcome is not finite", column: model.outcome,
                    remedy: "Leave infinite values out, or measure the outcome in larger units.")
            }
            all.append(
                PanelMoments.cell(
                    key, moments.history, moments.count, moments.sums, moments.products, width: width))
        }
        return PanelMoments.Sums(
            periods: periods,
            moments: try CrossProducts(
                variables: periods.map(\.description), keys: model.keys,
                origin: Array(repeating: origin, count: width), cells: all, missing: left.missing))
    }
}

extension PanelMoments {
    /// A cell over all periods from moments over those of a history.
    static func cell(
        _ key: [CrossProducts.Key], _ history: PanelHistory, _ count: Int, _ sums: [Double],
        _ products: [Double], width: Int
    ) -> CrossProducts.Cell {
        var all = [Double](repeating: 0, count: width)
        var square = [Double](repeating: 0, count: width * (width + 1) / 2)
        for (a, i) in history.positions.enumerated() {
            all[i] = sums[a]
            for (b, j) in history.positions[...a].enumerated() {
                let (high, low) = (max(i, j), min(i, j))
                square[high * (high + 1) / 2 + low] = products[a * (a + 1) / 2 + b]
            }
        }
        return CrossProducts.Cell(key: key, count: count, sums: all, products: square)
    }
}
