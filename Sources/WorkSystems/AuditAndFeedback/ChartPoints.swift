import Design
import Groundwork

/// The points of a chart in the order of time.
struct ChartPoints {
    /// Measurements or events.
    let values: [Double]
    /// Cases or exposures; empty without.
    let sizes: [Double]
    /// Each case's predicted risk; empty without.
    let risks: [Double]
    /// The points' times as text.
    let labels: [String]
    /// The times as numbers, when they are numbers; positions from 1 otherwise.
    let times: [Double]
    /// The axis's name.
    let timeName: String
    let notes: [String]

    init(_ chart: ControlChart, _ table: DataTable) throws(CausalError) {
        var risk: String?
        if case .riskAdjusted(let sum) = chart.kind { risk = sum.risk }
        let names = [chart.value] + [chart.size, chart.time, risk].compactMap { $0 }
        let (sample, dropped) = try table.complete(in: names)
        let raw = try ChartPoints.values(chart, sample)
        let bases = try chart.size.map { (name) throws(CausalError) in
            try ChartPoints.sizes(chart, name, sample)
        }
        let risks = try risk.map { (name) throws(CausalError) in
            try sample.numbers(name, that: "be a probability between 0 and 1") { $0 > 0 && $0 < 1 }
        }
        if let bases, chart.kind == .proportions || chart.kind == .proportionsPrime,
            let place = raw.indices.first(where: { raw[$0] > bases[$0] })
        {
            throw CausalError(
                .badValue, "a point has more events than cases", file: table.source, column: chart.value,
                row: sample.tableRow(place), value: raw[place].shortestDecimal)
        }
        let order = try ChartOrder(chart.time, sample)
        values = order.positions.map { raw[$0] }
        sizes = bases.map { all in order.positions.map { all[$0] } } ?? []
        self.risks = risks.map { all in order.positions.map { all[$0] } } ?? []
        labels = order.labels
        times = order.times
        timeName = chart.time ?? "order"
        notes = dropped + order.notes
        guard values.count >= 2 else {
            throw CausalError(.tooFewRows, "a chart needs at least two points", column: chart.value)
        }
    }

    private static func values(_ chart: ControlChart, _ sample: Sample) throws(CausalError) -> [Double] {
        switch chart.kind {
        case .riskAdjusted:
            return try sample.numbers(chart.value, that: "be 0 or 1") { $0 == 0 || $0 == 1 }
        case .proportions, .proportionsPrime, .counts, .rates, .ratesPrime:
            return try sample.numbers(chart.value, that: "be a whole number of events, 0 or more") {
                $0 >= 0 && $0 == $0.rounded()
            }
        default: return try sample.numbers(chart.value, that: "be a finite number") { _ in true }
        }
    }

    private static func sizes(
        _ chart: ControlChart, _ name: String, _ sample: Sample
    ) throws(CausalError) -> [Double] {
        let isShare = chart.kind == .proportions || chart.kind == .proportionsPrime
        return try sample.numbers(
            name, that: isShare ? "be a whole number of cases above 0" : "be an exposure above 0"
        ) { $0 > 0 && (!isShare || $0 == $0.rounded()) }
    }
}

/// The order of points in time.
struct ChartOrder {
    let positions: [Int]
    let labels: [String]
    let times: [Double]
    let notes: [String]

    init(_ time: String?, _ sample: Sample) throws(CausalError) {
        guard let time else {
            positions = Array(0..<sample.count)
            labels = positions.map { "\($0 + 1)" }
            times = positions.map { Double($0 + 1) }
            notes = []
            return
        }
        let column = try sample.table.column(time)
        if column.numbers != nil {
            let numbers = try sample.numbers(time)
            positions = numbers.indices.sorted { (numbers[$0], $0) < (numbers[$1], $1) }
            times = positions.map { numbers[$0] }
            labels = times.map(\.shortestDecimal)
            notes = ChartOrder.repeated(labels)
            return
        }
        let texts = (0..<sample.count).map { column.label(sample.tableRow($0) - 1) ?? "" }
        // Texts such as 2024-03 or 2024-W07 sort as their times do; others keep the table's order.
        let isDated = texts.allSatisfy { text in
            text.count == texts[0].count && text.prefix(4).allSatisfy(\.isNumber)
        }
        positions =
            isDated ? texts.indices.sorted { (texts[$0], $0) < (texts[$1], $1) } : Array(texts.indices)
        labels = positions.map { texts[$0] }
        times = positions.indices.map { Double($0 + 1) }
        notes =
            ChartOrder.repeated(labels)
            + (isDated
                ? [] : ["The times are texts that do not sort as dates do; rows are in the table's order."])
    }

    private static func repeated(_ labels: [String]) -> [String] {
        Set(labels).count == labels.count ? [] : ["Some times occur more than once; each row is a point."]
    }
}
