import ArgumentParser
import Causal

/// `causal allocate`
struct AllocateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "allocate",
        abstract: "Choose among interventions under a budget.",
        discussion: """
            causal allocate options.csv --budget 250000 --plot frontier.svg
            causal allocate options.csv --budget 250000 --interactions pairs.csv \\
                --equity weight --frontier all

            Columns of the file, a row for each intervention:
              name, cost, effect    needed; cost and effect are those of a unit
              std.error             of the effect (default 0)
              minimum, maximum      the level that must be had (0), the greatest (1)
              smallest              the least level, if there is any at all (0)
              scalable              yes or no: any level or whole units (no)
              group, baseline       the group served, its health before
              result, term, people  in place of effect and std.error: a file written by
                                    --format json, its row, and a multiplier
              baseline.risk         what a result's odds or rate ratio changes
            Columns of --interactions: two of names, then effect and, if known,
            std.error: what both at level 1 add to the sum of their effects.

            Rows: one for each intervention with its level as the estimate, total,
            group for each group's health, and frontier for each budget.
            """)

    @OptionGroup var input: InputOptions

    @Option(parsing: .unconditional, help: "What may be spent.")
    var budget: Double

    @Option(
        help: ArgumentHelp(
            "A column that says for whom health counts.",
            discussion:
                "Numbers weigh a unit of health; texts are groups, of which the worst off comes first.",
            valueName: "col"))
    var equity: String?

    @Option(help: ArgumentHelp("A CSV file of pairs that do more or less than their sum.", valueName: "file"))
    var interactions: String?

    @Option(help: "What is made greatest: health, worst-off (of the groups) or lower-bound (of health).")
    var objective: ObjectiveName?

    @Option(
        parsing: .unconditional,
        help: "How many effects fall to their lower limit at once under lower-bound (default: all).")
    var deviations: Double?

    @Option(
        parsing: .unconditional,
        help: """
            Add the best plans for so many budgets up to where money buys nothing more, or for all at which the best plan \
            changes (default: all with --plot).
            """)
    var frontier: FrontierRequest?

    @Option(
        parsing: .unconditional,
        help:
            "How often effects are drawn from their errors; 0 for never (default: 200 where there are errors)."
    )
    var draws: Int?

    @Option(parsing: .unconditional, help: "The seed of the draws (default: 42).")
    var seed: UInt64?

    @Option(parsing: .unconditional, help: "The longest time of a search in seconds (default: 20).")
    var timeLimit: Double?

    @Option(
        parsing: .unconditional,
        help: "The most parts into which a search divides the choices (default: 50000).")
    var nodes: Int?

    @Option(
        parsing: .unconditional,
        help: "The share by which another plan may be better where scalable pairs interact (default: 1e-06).")
    var gap: Double?

    @OptionGroup var output: OutputOptions

    enum ObjectiveName: String, ExpressibleByArgument, CaseIterable {
        case health
        case worstOff = "worst-off"
        case lowerBound = "lower-bound"
    }

    /// Reads, searches and writes.
    func run() throws {
        try output.apply()
        var stopwatch = Stopwatch()
        let allocation = try stopwatch.time("read") { () throws(CausalError) in try read() }
        var report = try stopwatch.time("search") { () throws(CausalError) in try AllocationReport(allocation)
        }
        if frontier != nil || output.plot != nil {
            try stopwatch.time("frontier") { () throws(CausalError) in
                if case .points(let count) = frontier {
                    report.frontier = try allocation.frontier(points: count)
                } else {
                    try report.addFrontier()
                }
            }
        }
        let count = draws ?? (allocation.isUncertain ? 200 : 0)
        if count != 0 {
            report.uncertainty = try stopwatch.time("draws") { () throws(CausalError) in
                try allocation.uncertainty(of: report.plan, draws: count, seed: seed ?? 42)
            }
        }
        try output.write(report.estimates(level: output.level), stopwatch)
    }

    private func read() throws(CausalError) -> BudgetAllocation {
        guard deviations == nil || objective == .lowerBound else {
            throw CausalError(.badArgument, "--deviations belongs to --objective lower-bound")
        }
        let pairs = try interactions.map { path throws(CausalError) in try DataTable(file: path) }
        var allocation = try BudgetAllocation(
            input.read(), interactions: pairs, budget: budget, equity: equity, objective: chosen)
        allocation.limits.seconds = timeLimit ?? allocation.limits.seconds
        allocation.limits.nodes = nodes ?? allocation.limits.nodes
        allocation.limits.gap = gap ?? allocation.limits.gap
        return allocation
    }

    private var chosen: BudgetAllocation.Objective? {
        switch objective {
        case nil: nil
        case .health: .health
        case .worstOff: .worstOff
        case .lowerBound: .lowerBound(level: output.level, deviations: deviations)
        }
    }
}

/// `20` or `all`
enum FrontierRequest: ExpressibleByArgument {
    case points(Int)
    case all

    init?(argument: String) {
        if argument.lowercased() == "all" {
            self = .all
        } else if let count = Int(argument) {
            self = .points(count)
        } else {
            return nil
        }
    }
}
