import Regression

/// Averages of cells, and their derivatives.
struct GroupTimeAverages {
    /// f(θ̂) and ∂f/∂θ′ over cells and shares.
    struct Average {
        let value: Double
        let gradient: [Double]
    }

    /// Effects followed by the cohorts' shares.
    private let base: any InfluenceFit
    private let cells: GroupTimeCells
    private let cohortLabels: [JSONValue]
    private let periodLabels: [JSONValue]
    private var names: [String] = []
    private var labels: [[JSONValue.Member]] = []
    private(set) var averages: [Average] = []

    init(
        _ base: any InfluenceFit, _ cells: GroupTimeCells, cohortLabels: [JSONValue],
        periodLabels: [JSONValue]
    ) {
        self.base = base
        self.cells = cells
        self.cohortLabels = cohortLabels
        self.periodLabels = periodLabels
    }

    /// The averages of one kind as a fit.
    mutating func aggregate(_ aggregation: GroupTimeAggregation) throws(CausalError) -> CombinedInfluence {
        switch aggregation {
        case .simple: add("ATT", [], weighted(after))
        case .group: addGroups()
        case .calendar: addPeriods()
        case .eventTime(let window, let balanced): try addEvents(window, balanced)
        }
        guard averages.contains(where: { $0.value.isFinite }) else {
            throw CausalError(
                .notIdentified, "no effect could be estimated that the average asks for",
                remedy: "Look at the single effects with --aggregate none.")
        }
        return fit(aggregation)
    }

    /// The cells that were estimated and lie at or after the treatment.
    private var after: [Int] { estimated.filter { cells.isPost(cells.cells[$0]) } }
    private var estimated: [Int] { cells.cells.indices.filter { base.coefficients[$0].isFinite } }

    private mutating func add(_ name: String, _ labels: [JSONValue.Member], _ average: Average) {
        names.append(name)
        self.labels.append(labels)
        averages.append(average)
    }

    /// Σ p_g ATT(g, t)/Σ p_g over some cells, with the influence of p.
    private func weighted(_ used: [Int]) -> Average {
        let shareOf = { (cell: Int) in cells.cells.count + cells.cells[cell].cohort }
        let mass = used.reduce(0) { $0 + base.coefficients[shareOf($1)] }
        let value = used.reduce(0) { $0 + base.coefficients[shareOf($1)] * base.coefficients[$1] } / mass
        var gradient = zero
        for cell in used {
            gradient[cell] += base.coefficients[shareOf(cell)] / mass
            gradient[shareOf(cell)] += (base.coefficients[cell] - value) / mass
        }
        return Average(value: used.isEmpty ? .nan : value, gradient: gradient)
    }

    /// The mean of averages.
    private func mean(_ parts: [Average]) -> Average {
        var gradient = zero
        for part in parts {
            for i in gradient.indices { gradient[i] += part.gradient[i] / Double(parts.count) }
        }
        let sum = parts.reduce(0) { $0 + $1.value }
        return Average(value: parts.isEmpty ? .nan : sum / Double(parts.count), gradient: gradient)
    }

    private var zero: [Double] { Array(repeating: 0, count: base.terms.count) }

    /// Means over a cohort's periods, and their average weighted by the cohorts' shares.
    private mutating func addGroups() {
        var groups: [(cohort: Int, average: Average)] = []
        for cohort in cells.starts.indices {
            let used = after.filter { cells.cells[$0].cohort == cohort }
            guard !used.isEmpty else { continue }
            var gradient = zero
            for cell in used { gradient[cell] = 1 / Double(used.count) }
            let sum = used.reduce(0) { $0 + base.coefficients[$1] }
            groups.append((cohort, Average(value: sum / Double(used.count), gradient: gradient)))
        }
        let first = cells.cells.count
        let mass = groups.reduce(0) { $0 + base.coefficients[first + $1.cohort] }
        let value = groups.reduce(0) { $0 + base.coefficients[first + $1.cohort] * $1.average.value } / mass
        var gradient = zero
        for group in groups {
            let share = base.coefficients[first + group.cohort] / mass
            for i in gradient.indices { gradient[i] += share * group.average.gradient[i] }
            gradient[first + group.cohort] += (group.average.value - value) / mass
        }
        add("overall", [], Average(value: groups.isEmpty ? .nan : value, gradient: gradient))
        for group in groups {
            let label = cohortLabels[group.cohort]
            add("group::" + label.plain, [.init("group", label)], group.average)
        }
    }

    /// Averages over the cohorts treated by then, and their mean.
    private mutating func addPeriods() {
        var periods: [(period: Int, average: Average)] = []
        for period in cells.times.indices {
            let used = after.filter { cells.cells[$0].period == period }
            if !used.isEmpty { periods.append((period, weighted(used))) }
        }
        add("overall", [], mean(periods.map(\.average)))
        for (period, average) in periods {
            let label = periodLabels[period]
            add("time::" + label.plain, [.init("time", label)], average)
        }
    }

    /// Averages by event time, and the mean of those from 0 on.
    private mutating func addEvents(_ window: ClosedRange<Int>?, _ balanced: Int?) throws(CausalError) {
        let eligible = balanced.map(balancedCohorts)
        var events: [(event: Double, average: Average)] = []
        let used = estimated.filter { eligible?.contains(cells.cells[$0].cohort) ?? true }
        for event in Set(used.map { cells.event(cells.cells[$0]) }).sorted() {
            guard window.map({ event >= Double($0.lowerBound) && event <= Double($0.upperBound) }) ?? true
            else { continue }
            if let balanced {
                let earliest = Double(balanced) - (cells.times.last ?? 0) + (cells.times.first ?? 0)
                guard event <= Double(balanced), event >= earliest else { continue }
            }
            events.append((event, weighted(used.filter { cells.event(cells.cells[$0]) == event })))
        }
        guard !events.isEmpty else {
            throw CausalError(
                .badArgument, "no event time lies within the window or balance asked for",
                value: window.map { "\($0.lowerBound):\($0.upperBound)" } ?? balanced.map(String.init),
                remedy: "Leave out the window to see which event times there are.")
        }
        add("overall", [], mean(events.filter { $0.event >= 0 }.map(\.average)))
        for (event, average) in events {
            add(
                "event::" + event.shortestDecimal, [.init("event", JSONValue.wholeOrNumber(event))], average)
        }
    }

    /// Cohorts seen for so many periods after their start, with an estimate at each event time up to it.
    private func balancedCohorts(_ last: Int) -> Set<Int> {
        let end = cells.times.last ?? 0
        let long = cells.starts.indices.filter { end - cells.starts[$0] >= Double(last) }
        let inside = cells.cells.indices.filter {
            let event = cells.event(cells.cells[$0])
            return event >= 0 && event <= Double(last) && long.contains(cells.cells[$0].cohort)
        }
        let needed = Set(inside.map { cells.event(cells.cells[$0]) })
        return Set(
            long.filter { cohort in
                let own = inside.filter {
                    cells.cells[$0].cohort == cohort && base.coefficients[$0].isFinite
                }
                return Set(own.map { cells.event(cells.cells[$0]) }) == needed
            })
    }

    /// The averages as a fit; bands hold together for all rows but `overall`.
    private func fit(_ aggregation: GroupTimeAggregation) -> CombinedInfluence {
        let count = base.terms.count
        var jacobian = Matrix(averages.count, count)
        for (row, average) in averages.enumerated() {
            for column in 0..<count { jacobian[row, column] = average.gradient[column] }
        }
        return base.combined(
            jacobian, terms: names, labels: labels, values: averages.map(\.value),
            family: names.indices.filter { names[$0] != "overall" },
            facts: [.init("aggregation", .string(aggregation.name))])
    }
}
