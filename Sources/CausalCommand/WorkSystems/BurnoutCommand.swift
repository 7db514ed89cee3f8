import ArgumentParser
import Causal

/// `causal burnout`
struct BurnoutCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "burnout",
        abstract: "The burnout triad: scores, reliability and profiles from a questionnaire's columns.",
        discussion: """
            causal burnout answers.csv --exhaustion ex1,ex2,ex3,ex4,ex5 \\
                --cynicism cy1,cy2,cy3,cy4,cy5 --efficacy pe1,pe2,pe3,pe4,pe5,pe6 \\
                --scale 0,6 --by clinic --cluster clinic --scores scored.csv

            Profiles (Leiter & Maslach 2016): engaged, ineffective, overextended,
            disengaged, burnout; mixed is what two of three adverse scores make.
            --latent 1:6 finds classes instead of setting bounds: a mixture of normal
            distributions, their number by BIC, named by the profile of their means.
            """)

    @OptionGroup var input: InputOptions

    @Option(help: "The items of exhaustion, separated by commas.")
    var exhaustion: ColumnNames

    @Option(help: "The items of cynicism (depersonalisation).")
    var cynicism: ColumnNames

    @Option(help: "The items of professional efficacy, high for good (or name them in --reverse).")
    var efficacy: ColumnNames

    @Option(
        parsing: .unconditional,
        help: """
            From which exhaustion and cynicism on, and below which efficacy, a score is adverse, e.g. 3.2,2.4,4.1 \
            (default: mean + 0.5, + 1.25 and + 0.1 SD of these data).
            """)
    var boundaries: NumberList?

    @OptionGroup(title: "Latent profiles") var latent: LatentProfileOptions

    @OptionGroup var scales: ScaleOptions

    @OptionGroup var output: OutputOptions

    /// Reads, scores and writes.
    func run() throws {
        try output.apply()
        let measure = try BurnoutMeasure(
            exhaustion: exhaustion.names, cynicism: cynicism.names, efficacy: efficacy.names,
            reversed: scales.reversed, range: try scales.range(), answeredShare: scales.answered,
            boundaries: try chosenBoundaries(), estimator: scales.factor)
        var stopwatch = Stopwatch()
        let table = try stopwatch.time("read", input.read)
        let scored = try stopwatch.time("fit") { () throws(CausalError) in try measure.fit(table) }
        var estimates = try stopwatch.time("inference") { () throws(CausalError) in
            try scored.estimates(by: scales.by, cluster: scales.cluster, level: output.level)
        }
        guard let profiles = try latent.profiles() else {
            try scales.write(scored.table)
            return try output.write(estimates, stopwatch)
        }
        let classes = try stopwatch.time("classes") { () throws(CausalError) in
            try scored.latentProfiles(profiles)
        }
        estimates = try scored.adding(
            classes, to: estimates, cluster: scales.cluster, level: output.level)
        try scales.write { () throws(CausalError) in try scored.table(classes) }
        try output.write(estimates, stopwatch)
    }

    private func chosenBoundaries() throws(CausalError) -> BurnoutBoundaries {
        guard let numbers = boundaries?.numbers else { return .critical }
        guard numbers.count == 3 else {
            throw CausalError(
                .badArgument, "--boundaries are three numbers: exhaustion, cynicism, efficacy",
                value: numbers.map(\.shortestDecimal).joined(separator: ","))
        }
        return .scores(exhaustion: numbers[0], cynicism: numbers[1], efficacy: numbers[2])
    }
}

/// Whether classes are looked for, and how.
struct LatentProfileOptions: ParsableArguments {
    @Option(help: "Look for so many classes, or for the number from 1 to 12 with the smallest BIC: 5 or 1:6.")
    var latent: ClassRange?

    @Option(help: "Whether classes share their variances: equal or varying (default: equal).")
    var variances: LatentProfiles.Variances?

    @Option(parsing: .unconditional, help: "How many places the search begins at (default: 50).")
    var starts: Int?

    @Option(help: "The seed of the beginnings (default: 42).")
    var seed: UInt64?

    func profiles() throws(CausalError) -> LatentProfiles? {
        guard let latent else {
            guard variances == nil, starts == nil else {
                throw CausalError(
                    .badArgument, "--variances and --starts belong to --latent",
                    remedy: "Add --latent 1:6.")
            }
            return nil
        }
        return try LatentProfiles(
            classes: latent.range, variances: variances ?? .equal, starts: starts ?? 50, seed: seed ?? 42)
    }
}

/// `5` or `1:6`
struct ClassRange: ExpressibleByArgument {
    let range: ClosedRange<Int>

    init?(argument: String) {
        let ends = argument.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard let low = ends.first ?? nil, let high = ends.last ?? nil, ends.count <= 2, low <= high else {
            return nil
        }
        range = low...high
    }
}

extension LatentProfiles.Variances: ExpressibleByArgument {}
