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
            causal qaly trace.csv --utility mean --cycle 1 --strategy arm

            With --time the area lies under straight lines, with --cycle the first and
            the last utility count half. Rows stand in order of time within a strategy.
            Times are in years, utilities at most 1.
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
        let errors = try utilitySe.map { name throws(CausalError) in try known(table, name) }
        for level in levels(groups) {
            let rows = (0..<table.rowCount).filter { (groups?.codes[$0] ?? 0) == level }
            let own = errors.map { errors in rows.map { errors[$0] } }
            lives.append((groups?.label(Int(level)) ?? "all", try life(table, rows), own))
        }
        try output.write(QualityAdjustedLife.estimates(lives, level: output.level), stopwatch)
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

    private func known(_ table: DataTable, _ name: String) throws(CausalError) -> [Double] {
        let errors = try table.numbers(name)
        guard let row = errors.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) else { return errors }
        throw CausalError(
            .badValue, "a standard error is not negative", column: name, row: row + 1, value: "\(errors[row])"
        )
    }
}
