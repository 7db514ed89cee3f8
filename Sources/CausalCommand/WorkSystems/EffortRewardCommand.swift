import ArgumentParser
import Causal

/// `causal effort-reward`
struct EffortRewardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "effort-reward",
        abstract:
            "Effort–reward imbalance: the ratio corrected for the numbers of items, and who lies above balance.",
        discussion: """
            causal effort-reward survey.csv --effort e1,e2,e3 \\
                --reward r1,r2,r3,r4,r5,r6,r7 --reverse r1,r5 --scale 1,4 \\
                --by ward --cluster ward

            ratio = Σ effort / (Σ reward · c), c = effort items / reward items;
            log.ratio is its logarithm, imbalance the share above --threshold.
            """)

    @OptionGroup var input: InputOptions

    @Option(help: "The items of effort, separated by commas.")
    var effort: ColumnNames

    @Option(help: "The items of reward, high for much reward (or name them in --reverse).")
    var reward: ColumnNames

    @Option(help: "The items of overcommitment.")
    var overcommitment: ColumnNames?

    @Option(help: "The ratio above which there is imbalance.")
    var threshold: Double = 1

    @OptionGroup var scales: ScaleOptions

    @OptionGroup var output: OutputOptions

    /// Reads, scores and writes.
    func run() throws {
        try output.apply()
        let measure = try EffortReward(
            effort: effort.names, reward: reward.names, overcommitment: overcommitment?.names ?? [],
            reversed: scales.reversed, range: try scales.range(), answeredShare: scales.answered,
            threshold: threshold, estimator: scales.factor)
        var stopwatch = Stopwatch()
        let table = try stopwatch.time("read", input.read)
        let scored = try stopwatch.time("fit") { () throws(CausalError) in try measure.fit(table) }
        let estimates = try stopwatch.time("inference") { () throws(CausalError) in
            try scored.estimates(by: scales.by, cluster: scales.cluster, level: output.level)
        }
        try scales.write(scored.table)
        try output.write(estimates, stopwatch)
    }
}
