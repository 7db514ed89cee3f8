import DifferenceInDifferences

/// Reads the answer to the query of ``PanelMoments``.
struct PanelAnswer {
    private let answer: DataTable
    private let model: PanelMoments
    private let groups: [String]
    private var periods: [CrossProducts.Key] = []
    private var origin = 0.0
    private var missing: [String: Int] = [:]
    private var cells: [[CrossProducts.Key]: Moments] = [:]

    /// n, s and P over the positions of a history.
    private struct Moments {
        let history: PanelHistory
        var count = 0
        var sums: [Double]
        var products: [Double]

        init(_ history: PanelHistory) {
            self.history = history
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
        var names = ["lost", "mixed", "a", "b", "n", "s", "p", "i", "c"]
        var numbers: [String: [Double]] = [:]
        for name in names { numbers[name] = try answer.column(name).engineNumbers() }
        names = groups.indices.map { "g\($0)" } + ["history"]
        var keys: [Column] = []
        for name in names { keys.append(try answer.column(name)) }
        let times = try answer.column("t")
        var placed: [(Int, CrossProducts.Key)] = []
        for row in 0..<answer.rowCount {
            func value(_ name: String) -> Double { numbers[name]?[row] ?? .nan }
            if let lost = Int(exactly: value("lost")), (1...model.required.count).contains(lost) {
                missing[model.required[lost - 1], default: 0] += Int(exactly: value("n")) ?? 0
            } else if let position = Int(exactly: value("i")) {
                placed.append((position, times.key(row)))
                origin = value("c")
            } else {
                try add(keys.map { $0.key(row) }, value)
            }
        }
        periods = placed.sorted { $0.0 < $1.0 }.map(\.1)
        guard !periods.isEmpty, !cells.isEmpty else {
            throw CausalError(.noRows, "no row of the table has all the columns that the model reads")
        }
    }

    private mutating func add(
        _ key: [CrossProducts.Key], _ value: (String) -> Double
    ) throws(CausalError) {
        let history = key.last.map(\.description) ?? ""
        var moments: Moments
        if let known = cells[key] { moments = known } else { moments = Moments(try PanelHistory(history)) }
        try check(key, moments.history, isMixed: value("mixed") != 0)
        guard let a = Int(exactly: value("a")), let b = Int(exactly: value("b")),
            let count = Int(exactly: value("n")), count > 0,
            moments.history.positions.indices.contains(a - 1), b > 0, b <= a
        else { throw CausalError(.badValue, "the database's answer has no count") }
        moments.count = count
        if moments.history.isKnown[a - 1], moments.history.isKnown[b - 1] {
            if a == b { moments.sums[a - 1] = value("s") }
            moments.products[a * (a - 1) / 2 + b - 1] = value("p")
        }
        cells[key] = moments
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
        try PanelMoments.check(kinds: cells.count, periods: width)
        var all: [CrossProducts.Cell] = []
        for (key, moments) in cells {
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
                origin: Array(repeating: origin, count: width), cells: all, missing: missing))
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
