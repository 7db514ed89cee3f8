import ArgumentParser
import Causal

/// `causal stepped-wedge design`
struct SteppedWedgeDesignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "design",
        abstract:
            "The schedule of a stepped-wedge trial, its clusters allocated at random, as CSV and picture.",
        discussion: """
            causal stepped-wedge design --sequences 4 --clusters-per-sequence 3 \\
                --seed 7 --plot schedule.svg
            causal stepped-wedge design --sequences 4 --clusters-per-sequence 3 \\
                --clusters sites.csv --balance beds,rural --share 0.1 \\
                --allocations orders.csv > schedule.csv
            causal stepped-wedge design --sequences 4 --clusters-per-sequence 3 \\
                --information --size 50 --icc 0.05 --cac 0.8 --plot information.svg
            """)

    @OptionGroup(title: "The schedule") var schedule: ScheduleOptions

    @OptionGroup(title: "The allocation") var allocation: AllocationOptions

    @Flag(
        help:
            "The information content of each cell in place of the schedule (with --icc or --tau, and --size)."
    )
    var information = false

    @Option(parsing: .unconditional, help: "People in a cluster and period (with --information).")
    var size: Double?

    @OptionGroup(title: "Likeness within clusters (with --information)") var likeness: LikenessOptions

    @Option(help: "The file to write; standard output without it.")
    var output: String?

    @Option(help: "Draw the schedule (or the information): FILE.svg, .vl.json, .html or .png.")
    var plot: String?

    @Flag(help: "No remarks on standard error.")
    var quiet = false

    /// Allocates and writes.
    func run() throws {
        if let plot { _ = try Picture.Format(path: plot) }
        let listed = try allocation.listedClusters()
        let plan = try schedule.schedule(clusters: allocation.clustersPerSequence(listed, schedule.sequences))
        guard !information else { return try tellInformation(plan) }
        guard size == nil, try likeness.dependence() == nil else {
            throw CausalError(
                .badArgument, "--size and the likeness within clusters are for --information",
                remedy: "Add --information, or leave them out; causal stepped-wedge power tells the power.")
        }
        let allocation = try allocation.allocation(plan, listed)
        let allocated = try allocation.scheduled()
        try self.allocation.writeAcceptable(allocation)
        try write(allocated.table())
        if let plot {
            try Picture.schedule(
                clusters: allocated.clusters, periods: allocated.periods, exposure: allocated.exposureRows
            ).write(to: plot)
        }
        remark(allocated.remarks + self.allocation.remarks(allocation))
    }

    private func tellInformation(_ plan: Schedule) throws(CausalError) {
        guard let dependence = try likeness.dependence(), let size else {
            throw CausalError(
                .badArgument, "information depends on sizes and likeness",
                remedy:
                    "Give --size, and --icc (with --cac, --iac or --decay) or --tau (with --gamma, --psi).")
        }
        try allocation.refuse()
        let trial = PlannedTrial(
            schedule: plan, size: size, outcome: .continuous(effect: 1, deviation: 1), dependence: dependence)
        let content = try trial.cellInformation()
        try write(content.table())
        if let plot {
            try Picture.cellInformation(
                sequences: content.sequences, periods: content.periods, content: content.content
            ).write(to: plot)
        }
        let empty =
            "A cell is empty where nobody is observed or where the effect cannot be estimated without it."
        remark(
            plan.remarks
                + [
                    "Each number is the variance of the effect without the cell over that with it; 1 tells nothing."
                ]
                + (content.hasIndispensable ? [empty] : []))
    }

    private func write(_ table: DataTable) throws(CausalError) {
        try TableOutput.write(table, to: output)
    }

    private func remark(_ remarks: [String]) {
        guard !quiet else { return }
        for remark in remarks { Console.standardError("note: \(remark)\n") }
    }
}
