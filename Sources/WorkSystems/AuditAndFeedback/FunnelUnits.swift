import Design
import Groundwork

/// The units of a funnel plot as columns.
struct FunnelUnits {
    let measure: Funnel.Measure
    let names: [String]
    /// Events, or sums of values.
    let totals: [Double]
    /// Cases, exposure, or precision 1/s².
    let sizes: [Double]
    /// y: totals / sizes, or the value itself.
    let values: [Double]
    /// σ² of a case, for means.
    let caseVariance: Double
    let labels: (value: String, size: String)
    let notes: [String]

    init(_ plot: FunnelPlot, _ table: DataTable) throws(CausalError) {
        switch plot.input {
        case .proportions(let events, let size):
            try self.init(counts: events, size, plot.unit, table, .proportion)
        case .rates(let events, let exposure):
            try self.init(counts: events, exposure, plot.unit, table, .rate)
        case .values(let value, let error): try self.init(values: value, error, plot.unit, table)
        case .rows(let outcome): try self.init(rows: outcome, plot.unit, table)
        }
        guard names.count >= 2 || (plot.benchmark != nil && plot.overdispersion == .none) else {
            throw CausalError(
                .tooFewRows, "one unit cannot be compared with itself", column: plot.unit,
                remedy: "Give a benchmark, or data of more units.")
        }
    }

    private init(
        measure: Funnel.Measure, names: [String], totals: [Double], sizes: [Double], values: [Double],
        caseVariance: Double = 1, labels: (String, String), notes: [String]
    ) {
        self.measure = measure
        self.names = names
        self.totals = totals
        self.sizes = sizes
        self.values = values
        self.caseVariance = caseVariance
        self.labels = labels
        self.notes = notes
    }

    private init(
        counts events: String, _ size: String, _ unit: String, _ table: DataTable, _ measure: Funnel.Measure
    ) throws(CausalError) {
        let (sample, notes) = try table.complete(in: [unit, events, size])
        let groups = try sample.factor(unit)
        let counts = try sample.numbers(events, that: "be a whole number of events, 0 or more") {
            $0 >= 0 && $0 == $0.rounded()
        }
        let isShare = measure == .proportion
        let bases = try sample.numbers(
            size, that: isShare ? "be a whole number of cases above 0" : "be an exposure above 0"
        ) { $0 > 0 && (!isShare || $0 == $0.rounded()) }
        if isShare, let place = counts.indices.first(where: { counts[$0] > bases[$0] }) {
            throw CausalError(
                .badValue, "a unit has more events than cases", file: table.source, column: events,
                row: sample.tableRow(place), value: counts[place].shortestDecimal)
        }
        let totals = FunnelUnits.sums(counts, groups)
        let sizes = FunnelUnits.sums(bases, groups)
        self.init(
            measure: measure, names: (0..<groups.levelCount).map { groups.label($0) }, totals: totals,
            sizes: sizes, values: zip(totals, sizes).map { $0 / $1 },
            labels: (isShare ? "share of \(events)" : "\(events) per \(size)", size), notes: notes)
    }

    private init(values value: String, _ error: String, _ unit: String, _ table: DataTable)
        throws(CausalError)
    {
        let (sample, notes) = try table.complete(in: [unit, value, error])
        let groups = try sample.factor(unit)
        let numbers = try sample.numbers(value, that: "be a finite number") { _ in true }
        let errors = try sample.numbers(error, that: "be a standard error above 0") { $0 > 0 }
        guard groups.levelCount == sample.count else {
            let twice = (1..<sample.count).first { groups.codes[..<$0].contains(groups.codes[$0]) } ?? 0
            throw CausalError(
                .badValue, "a unit has two rows, and values with standard errors cannot be added up",
                file: table.source, column: unit, row: sample.tableRow(twice),
                value: groups.label(Int(groups.codes[twice])))
        }
        let precisions = errors.map { 1 / ($0 * $0) }
        self.init(
            measure: .mean, names: groups.codes.map { groups.label(Int($0)) },
            totals: zip(numbers, precisions).map(*),
            sizes: precisions, values: numbers, labels: (value, "precision 1/\(error)²"), notes: notes)
    }

    private init(rows outcome: String, _ unit: String, _ table: DataTable) throws(CausalError) {
        let (sample, notes) = try table.complete(in: [unit, outcome])
        let groups = try sample.factor(unit)
        let numbers = try sample.numbers(outcome, that: "be a finite number") { _ in true }
        let isShare = numbers.allSatisfy { $0 == 0 || $0 == 1 }
        let totals = FunnelUnits.sums(numbers, groups)
        let sizes = groups.levelCounts.map(Double.init)
        let means = zip(totals, sizes).map { $0 / $1 }
        var variance = 1.0
        if !isShare {
            let deviations = numbers.indices.map { numbers[$0] - means[Int(groups.codes[$0])] }
            let df = Double(sample.count - groups.levelCount)
            variance = df > 0 ? Kernels.weightedSumOfSquares(deviations, weights: nil) / df : 0
            guard variance > 0 else {
                throw CausalError(
                    .tooFewRows,
                    "the scatter within units cannot be measured: units have one case each, or all "
                        + "cases of a unit are alike", column: outcome,
                    remedy: "Give each unit's value and standard error instead.")
            }
        }
        self.init(
            measure: isShare ? .proportion : .mean, names: (0..<groups.levelCount).map { groups.label($0) },
            totals: totals, sizes: sizes, values: means, caseVariance: variance,
            labels: (isShare ? "share of \(outcome)" : "mean \(outcome)", "cases"), notes: notes)
    }

    private static func sums(_ values: [Double], _ groups: Factor) -> [Double] {
        var sums = [Double](repeating: 0, count: groups.levelCount)
        for (row, code) in groups.codes.enumerated() { sums[Int(code)] += values[row] }
        return sums
    }
}
