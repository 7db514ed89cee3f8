import ArgumentParser
import Causal

/// `causal strategies`
struct StrategiesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "strategies",
        abstract: "Several options: dominance, extended dominance, the efficiency frontier and its ratios.",
        discussion: """
            causal strategies options.csv
            causal strategies options.csv --name programme --cost total --effect qaly --plot frontier.svg
            """)

    @OptionGroup var input: InputOptions

    @Option(help: "The column of names.")
    var name = "strategy"

    @Option(help: "The column of effects, of which more is better.")
    var effect = "effect"

    @Option(help: "The column of costs.")
    var cost = "cost"

    @OptionGroup var output: OutputOptions

    /// Reads, orders and writes.
    func run() throws {
        try output.apply()
        var stopwatch = Stopwatch()
        let table = try stopwatch.time("read", input.read)
        let (names, effects, costs) = (
            try table.column(name), try table.numbers(effect), try table.numbers(cost)
        )
        let frontier = try EfficiencyFrontier(
            (0..<table.rowCount).map { Strategy(names.label($0) ?? "", effect: effects[$0], cost: costs[$0]) }
        )
        try output.write(
            frontier.estimates(level: output.level), stopwatch, picture: .efficiencyFrontier(frontier))
    }
}

/// `causal qaly`
struct QualityAdjustedLifeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "qaly",
        abstract: "Quality-adjusted life years from utilities and durations.",
        discussion: """
            causal qaly states.csv --utility utility --duration years --strategy arm --discount 0.035
            causal qaly visits.csv --utility eq5d --time year --strategy arm      area under straight lines
            causal qaly trace.csv --utility mean --cycle 1 --strategy arm         half-cycle correction

            Rows stand in order of time within a strategy. Times are in years, utilities at most 1.
            """)

    @OptionGroup var input: InputOptions

    @Option(help: "The column of utilities.")
    var utility: String

    @Option(help: "The column of years spent in each state.")
    var duration: String?

    @Option(help: "The column of years at which utilities were measured.")
    var time: String?

    @Option(parsing: .unconditional, help: "The length of a model's cycle in years.")
    var cycle: Double?

    @Option(help: "The column of strategies; the first is compared with the others.")
    var strategy: String?

    @Option(help: "The column of the utilities' standard errors.")
    var utilitySe: String?

    @Option(parsing: .unconditional, help: "The annual rate of discount.")
    var discount = 0.0

    @OptionGroup var output: OutputOptions

    /// Reads, weighs and writes.
    func run() throws {
        try output.apply()
        guard [duration != nil, time != nil, cycle != nil].count(where: { $0 }) == 1 else {
            throw CausalError(.badArgument, "qaly needs one of --duration, --time and --cycle")
        }
        var stopwatch = Stopwatch()
        let table = try stopwatch.time("read", input.read)
        let groups = try strategy.map { name throws(CausalError) in try Sample(table).factor(name) }
        var lives: [(name: String, life: QualityAdjustedLife, errors: [Double]?)] = []
        for level in 0..<(groups?.levelCount ?? 1) {
            let rows = (0..<table.rowCount).filter { (groups?.codes[$0] ?? 0) == Int32(level) }
            let own = table.rows(rows.map { Int32($0) })
            let errors = try utilitySe.map { name throws(CausalError) in try known(own, name) }
            lives.append((groups?.label(level) ?? "all", try life(own), errors))
        }
        try output.write(QualityAdjustedLife.estimates(lives, level: output.level), stopwatch)
    }

    private func life(_ table: DataTable) throws(CausalError) -> QualityAdjustedLife {
        let rule: QualityAdjustedLife.Rule
        if let duration {
            rule = .durations(try table.numbers(duration))
        } else if let time {
            rule = .area(times: try table.numbers(time))
        } else {
            rule = .halfCycle(length: cycle ?? 1)
        }
        return try QualityAdjustedLife(table.numbers(utility), rule, discountRate: discount)
    }

    private func known(_ table: DataTable, _ name: String) throws(CausalError) -> [Double] {
        let errors = try table.numbers(name)
        guard let row = errors.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) else { return errors }
        throw CausalError(
            .badValue, "a standard error is not negative", column: name, row: row + 1, value: "\(errors[row])"
        )
    }
}

/// `causal evppi`
struct PartialInformationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evppi",
        abstract: "What it is worth to know some of a model's parameters.",
        discussion: """
            causal evppi --draws psa.csv --effects e1,e2 --costs c1,c2 --parameters p,q --wtp 25000
            causal evppi --draws psa.csv --effects e1,e2 --costs c1,c2 --parameters p,q --jointly --wtp 25000
            causal evppi --draws nested.csv --effects e1,e2 --costs c1,c2 --outer sample --wtp 25000

            By regression on splines of the parameters (Strong, Oakley & Brennan 2014), or from nested simulation whose
            rows name their outer sample.
            """)

    @OptionGroup(title: "Draws of a probabilistic analysis") var draws: DrawOptions

    @Option(help: "The columns of parameters, each by itself unless --jointly.")
    var parameters: ColumnNames?

    @Flag(help: "All parameters together.")
    var jointly = false

    @Option(help: "The column of outer samples, for nested simulation.")
    var outer: String?

    @Option(parsing: .unconditional, help: "What a unit of effect may cost, or several amounts.")
    var wtp: BoundList

    @Option(help: "The seed of the standard errors (default: 42).")
    var seed: UInt64?

    @OptionGroup var output: OutputOptions

    /// Reads, computes and writes.
    func run() throws {
        try output.apply()
        guard (parameters == nil) != (outer == nil) else {
            throw CausalError(.badArgument, "evppi needs either --parameters or --outer")
        }
        guard outer == nil || (!jointly && seed == nil) else {
            throw CausalError(.badArgument, "--jointly and --seed belong to --parameters")
        }
        var stopwatch = Stopwatch()
        let (table, effects, costs) = try stopwatch.time("read", draws.table)
        let sample = try StrategyDraws(
            table, effects: effects, costs: costs, names: draws.strategies?.names ?? effects)
        let found = try stopwatch.time("decision") { () throws(CausalError) in try values(sample, table) }
        try output.write(PartialInformation.estimates(found, level: output.level), stopwatch)
    }

    private func values(_ sample: StrategyDraws, _ table: DataTable) throws(CausalError)
        -> [PartialInformation]
    {
        var found: [PartialInformation] = []
        for k in wtp.values {
            if let outer {
                found.append(try sample.nestedInformation(outer: Sample(table).factor(outer), willingness: k))
                continue
            }
            var columns: [(name: String, draws: [Double])] = []
            for name in parameters?.names ?? [] { columns.append((name, try table.numbers(name))) }
            for set in jointly ? [columns] : columns.map({ [$0] }) {
                found.append(try sample.partialInformation(set, willingness: k, seed: seed ?? 42))
            }
        }
        return found
    }
}

extension Picture {
    /// Options on the plane of effect and cost, with the frontier through those that are efficient.
    static func efficiencyFrontier(_ frontier: EfficiencyFrontier) -> Picture {
        let all = frontier.strategies
        var layers = [
            Layer(
                .line(x: frontier.order.map { all[$0].effect }, y: frontier.order.map { all[$0].cost }),
                name: "frontier",
                tone: .series(0))
        ]
        for (tone, status) in EfficiencyFrontier.Status.allCases.enumerated() {
            let own = all.indices.filter { frontier.status[$0] == status }
            guard !own.isEmpty else { continue }
            layers.append(
                Layer(
                    .points(x: own.map { all[$0].effect }, y: own.map { all[$0].cost }),
                    name: status.rawValue,
                    tone: .series(tone)))
        }
        if all.count <= 20 {
            layers.append(
                Layer(.texts(x: all.map(\.effect), y: all.map(\.cost), all.map(\.name)), tone: .ink))
        }
        let panel = Panel(x: Axis("effect"), y: Axis("cost"), height: 300, layers: layers)
        return Picture("Efficiency frontier", panels: [panel])
    }
}
