import Regression

/// The treatment's columns and what is told of them: `treatment` first, then the effects over time.
struct EffectColumns: Sendable {
    /// One function of the columns' coefficients.
    struct Row: Sendable {
        let term: String
        let labels: [JSONValue.Member]
        /// Its weights on the columns.
        let weights: [Double]
    }

    /// The columns' names.
    let names: [String]
    /// The columns, a value a cell.
    let columns: [[Double]]
    let rows: [Row]
    /// Remarks.
    let notes: [String]

    init(_ cells: TrialCells) throws(CausalError) {
        switch cells.rows.model.effect {
        case .immediate: self.init(immediate: cells.statistics.treatment)
        case .exposureTime: self.init(exposures: cells.exposures)
        case .spline(let count): try self.init(exposures: cells.exposures, spline: count)
        case .calendarTime: try self.init(calendar: cells)
        }
    }

    private init(immediate treatment: [Double]) {
        names = ["treatment"]
        columns = [treatment]
        rows = [Row(term: "treatment", labels: [], weights: [1])]
        notes = []
    }

    private init(exposures: [Int]) {
        let levels = Set(exposures).subtracting([0]).sorted()
        names = levels.map { "exposure.\($0)" }
        columns = levels.map { level in exposures.map { $0 == level ? 1 : 0 } }
        let unit = levels.indices.map { k in levels.indices.map { $0 == k ? 1.0 : 0 } }
        rows = EffectColumns.rows(levels, unit)
        notes = []
    }

    /// - Throws: `CausalError.Code.badArgument` for more coefficients than times.
    private init(exposures: [Int], spline count: Int) throws(CausalError) {
        let levels = Set(exposures).subtracting([0]).sorted()
        guard let last = levels.last, (1...levels.count).contains(count) else {
            throw CausalError(
                .badArgument,
                "a spline over \(levels.count) times since the start has 1 to \(levels.count) coefficients",
                value: "\(count)")
        }
        let spline = NaturalSpline(coefficients: count, from: Double(levels[0]), to: Double(last))
        let basis = levels.map { spline.values(Double($0)) }
        names = (1...count).map { "spline.\($0)" }
        columns = (0..<count).map { k in exposures.map { $0 == 0 ? 0 : spline.values(Double($0))[k] } }
        rows = EffectColumns.rows(levels, basis)
        notes = []
    }

    /// An effect for each period in which both arms are there.
    private init(calendar cells: TrialCells) throws(CausalError) {
        let arms = cells.arms
        let both = arms.indices.filter { arms[$0].control > 0 && arms[$0].treated > 0 }
        guard !both.isEmpty else {
            throw CausalError(
                .notIdentified, "no period has both treated and control clusters",
                remedy: "Effects by calendar time compare clusters within periods; use the immediate effect.")
        }
        let all = arms.indices.filter { arms[$0].treated > 0 }
        let statistics = cells.statistics
        let shown = all.filter { both.contains($0) || cells.rows.model.time == .linear }
        // Where all are treated, a period's own level and an effect in it are one.
        let labels = shown.map(cells.rows.period.label)
        names = labels.map { "calendar.\($0)" }
        columns = shown.map { period in
            (0..<statistics.cellCount).map {
                statistics.periods[$0] == period ? statistics.treatment[$0] : 0
            }
        }
        let width = shown.count
        let unit = (0..<width).map { k in (0..<width).map { $0 == k ? 1.0 : 0 } }
        let mean = Row(
            term: "treatment", labels: [], weights: Array(repeating: 1 / Double(width), count: width))
        rows =
            [mean]
            + zip(labels, unit).map { label, weights in
                Row(term: "calendar.\(label)", labels: [.init("time", .string(label))], weights: weights)
            }
        let lost = all.filter { !shown.contains($0) }.map(cells.rows.period.label)
        notes =
            lost.isEmpty
            ? []
            : [
                "There is no effect for \(cells.rows.period.name) \(lost.joined(separator: ", ")): no cluster is in control there."
            ]
    }

    /// The mean, each time's effect, and that of the longest.
    private static func rows(_ levels: [Int], _ weights: [[Double]]) -> [Row] {
        let width = weights.first?.count ?? 0
        let mean = (0..<width).map { k in
            weights.reduce(0) { $0 + $1[k] } / Double(levels.count)
        }
        let single = zip(levels, weights).map { level, weights in
            Row(term: "exposure.\(level)", labels: [.init("exposure", .integer(level))], weights: weights)
        }
        let last = single.last.map { [Row(term: "long-term", labels: [], weights: $0.weights)] } ?? []
        return [Row(term: "treatment", labels: [], weights: mean)] + single + last
    }
}
