import ArgumentParser
import Causal

/// `causal qaly`
struct QualityAdjustedLifeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "qaly",
        abstract: "Quality-adjusted life years from utilities and durations.",
        discussion: """
            causal qaly states.csv --utility utility --duration years \\
                --strategy arm --discount 0.035
            causal qaly visits.csv --utility eq5d --time year --strategy arm
            causal qaly trace.csv --state state --share share --utility utility \\
                --cycle 1 --strategy arm --discount 0.035

            With --time the area lies under straight lines, with --cycle the first and
            the last utility count half. Rows stand in order of time within a strategy.
            With --state a row is a state at a time, and --share the share of people in
            it: rows of one --time, or the k-th of each state with --cycle, belong
            together. Times are in years, utilities at most 1.
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

    @Option(
        help: "The column of strategies; the one that comes first in the file is compared with the others.")
    var strategy: String?

    @Option(help: "The column of states, where people are in several at once or the parts are asked for.")
    var state: String?

    @Option(help: "The column of the share of people in each state (default: 1).")
    var share: String?

    @Option(help: "The column of the utilities' standard errors; those of one --state are one.")
    var utilitySe: String?

    @Option(parsing: .unconditional, help: "The annual rate of discount.")
    var discount = 0.0

    @OptionGroup var random: SeedOption

    @OptionGroup var output: OutputOptions

    /// Reads, weighs and writes.
    func run() throws {
        try output.apply()
        guard [duration != nil, time != nil, cycle != nil].count(where: { $0 }) == 1 else {
            throw CausalError(.badArgument, "qaly needs one of --duration, --time and --cycle")
        }
        guard share == nil || state != nil else {
            throw CausalError(
                .badArgument, "--share needs --state", remedy: "Name the column of states.")
        }
        var stopwatch = Stopwatch()
        let table = try stopwatch.time("read", input.read)
        if let columns {
            return try output.write(
                StateTrace.estimates(columns.traces(table), level: output.level), stopwatch)
        }
        try output.write(QualityAdjustedLife.estimates(lives(table), level: output.level), stopwatch)
    }

    /// The columns of a trace; nil without states.
    private var columns: StateTraceColumns? {
        state.map { state in
            let timing: StateTraceColumns.Timing =
                if let duration { .durations(duration) } else if let time { .times(time) } else {
                    .cycle(cycle ?? 1)
                }
            return StateTraceColumns(
                state: state, utility: utility, share: share, error: utilitySe, strategy: strategy,
                timing: timing, discountRate: discount)
        }
    }

    private func lives(_ table: DataTable) throws(CausalError)
        -> [(name: String, life: QualityAdjustedLife, errors: [Double]?)]
    {
        let groups = try strategy.map { name throws(CausalError) in try Sample(table).factor(name) }
        var lives: [(name: String, life: QualityAdjustedLife, errors: [Double]?)] = []
        let errors = try utilitySe.map { name throws(CausalError) in try table.nonNegative(name) }
        for level in levels(groups) {
            let rows = (0..<table.rowCount).filter { (groups?.codes[$0] ?? 0) == level }
            let own = errors.map { errors in rows.map { errors[$0] } }
            lives.append((groups?.label(Int(level)) ?? "all", try life(table, rows), own))
        }
        return lives
    }

    /// The strategies in the order of the file.
    private func levels(_ groups: Factor?) -> [Int32] {
        guard let groups else { return [0] }
        var seen: Set<Int32> = []
        return groups.codes.filter { seen.insert($0).inserted }
    }

    private func life(_ table: DataTable, _ rows: [Int]) throws(CausalError) -> QualityAdjustedLife {
        do throws(CausalError) {
            return try life(table.rows(rows.map { Int32($0) }))
        } catch {
            var placed = error
            placed.row = error.row.map { rows.indices.contains($0 - 1) ? rows[$0 - 1] + 1 : $0 }
            throw placed
        }
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
}
