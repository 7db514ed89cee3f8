import Regression

/// The rows of all stacks, one after another, and their corrective weights.
struct StackedRows: Sendable {
    /// The cohorts that have a stack, ascending.
    let cohorts: [Double]
    /// Each stacked row's place among the panel's rows.
    let rows: [Int32]
    /// Corrective weights times the rows' own.
    let weights: [Double]
    /// The event times with an effect: all of the window but −1.
    let events: [Int]
    let notes: [String]
    private let window: ClosedRange<Int>
    /// Each row's event time, from the window's first.
    private let eventCodes: [Int32]
    private let isTreated: [Bool]

    init(
        _ panel: PolicyPanel, weights own: [Double]?, window: ClosedRange<Int>, controls: ControlGroup,
        column: String
    ) throws(CausalError) {
        var stacks: [Stack] = []
        var left: [Double] = []
        let last = panel.time.max() ?? .nan
        for cohort in panel.cohorts {
            let from = cohort + Double(window.lowerBound)
            let to = cohort + Double(window.upperBound)
            guard from >= panel.firstPeriod, to <= last else {
                left.append(cohort)
                continue
            }
            let stack = Stack(panel, cohort, from...to, controls, own)
            try EffectAggregation.event.checkWhole(stack.eventTimes, column)
            if stack.isComplete(window) { stacks.append(stack) } else { left.append(cohort) }
        }
        guard !stacks.isEmpty else {
            throw CausalError(
                .notIdentified,
                panel.cohorts.isEmpty
                    ? "nobody is treated"
                    : "no cohort has rows and clean controls in its whole window \(window.lowerBound):\(window.upperBound)",
                column: column, remedy: panel.cohorts.isEmpty ? nil : panel.windowRemedy)
        }
        cohorts = stacks.map(\.cohort)
        rows = stacks.flatMap(\.rows)
        self.window = window
        events = window.filter { $0 != -1 }
        eventCodes = stacks.flatMap { $0.eventTimes.map { Int32($0) - Int32(window.lowerBound) } }
        isTreated = stacks.flatMap(\.isTreated)
        weights = StackedRows.correct(stacks, window)
        notes = StackedRows.notes(left.map(panel.startLabel))
    }

    private static func notes(_ left: [String]) -> [String] {
        guard !left.isEmpty else { return [] }
        let names = left.prefix(12).joined(separator: ", ")
        return [
            "Cohorts without rows or clean controls in their whole window were left out: \(names)"
                + (left.count > 12 ? ", …." : ".")
        ]
    }

    /// Treated rows keep their weight; controls get (N^D_ae/N^D_e)/(N^C_ae/N^C_e) times theirs.
    private static func correct(_ stacks: [Stack], _ window: ClosedRange<Int>) -> [Double] {
        let sums = stacks.map { $0.sums(window) }
        return zip(stacks, sums).flatMap { stack, own in
            let factors = (0..<window.count).map { event in
                let treated = sums.reduce(0) { $0 + $1.treated[event] }
                let control = sums.reduce(0) { $0 + $1.control[event] }
                return own.treated[event] / treated / (own.control[event] / control)
            }
            return stack.rows.indices.map { row in
                let weight = stack.weights?[row] ?? 1
                return stack.isTreated[row]
                    ? weight : weight * factors[Int(stack.eventTimes[row]) - window.lowerBound]
            }
        }
    }

    /// The coefficient's name of an event time.
    func name(_ event: Int) -> String { "event::\(event)" }

    /// Effects by event time, the treated group, event times.
    func columns() -> [DesignColumn] {
        let treated = isTreated.map { $0 ? 1.0 : 0 }
        let codes = events.map { $0 - window.lowerBound }
        return zip(events, codes).map {
            DesignColumn(name: name($0), term: "event", values: eventCodes.products($1, treated))
        } + [DesignColumn("treated group", treated)]
            + zip(events, codes).map {
                DesignColumn(name: "time::\($0)", term: "time", values: eventCodes.products($1, nil))
            }
    }

    /// What the stacks hold.
    var facts: [JSONValue.Member] {
        [
            .init("window", .array([.integer(window.lowerBound), .integer(window.upperBound)])),
            .init("stacks", .array(cohorts.map { .number($0) })),
            .init("reference", .integer(-1)),
        ]
    }
}

/// The rows of one cohort and its clean controls within its window.
private struct Stack {
    let cohort: Double
    let rows: [Int32]
    let eventTimes: [Double]
    let isTreated: [Bool]
    let weights: [Double]?

    init(
        _ panel: PolicyPanel, _ cohort: Double, _ times: ClosedRange<Double>, _ controls: ControlGroup,
        _ weights: [Double]?
    ) {
        let (time, starts) = (panel.time, panel.firstTreated)
        let latest = controls == .neverTreated ? Double.greatestFiniteMagnitude : times.upperBound
        rows = Parallel.positions(time.count) {
            times.contains(time[$0]) && (starts[$0] == cohort || starts[$0] > latest)
        }
        self.cohort = cohort
        eventTimes = Parallel.gather(time, at: rows).map { $0 - cohort }
        isTreated = Parallel.gather(starts, at: rows).map { $0 == cohort }
        self.weights = weights.map { [rows] in Parallel.gather($0, at: rows) }
    }

    /// Σ of the weights of treated and of control rows by event time.
    func sums(_ window: ClosedRange<Int>) -> (treated: [Double], control: [Double]) {
        var treated = [Double](repeating: 0, count: window.count)
        var control = treated
        for row in rows.indices {
            let event = Int(eventTimes[row]) - window.lowerBound
            if isTreated[row] {
                treated[event] += weights?[row] ?? 1
            } else {
                control[event] += weights?[row] ?? 1
            }
        }
        return (treated, control)
    }

    /// Whether there are treated and control rows at every event time.
    func isComplete(_ window: ClosedRange<Int>) -> Bool {
        let sums = sums(window)
        return !sums.treated.contains(0) && !sums.control.contains(0)
    }
}
