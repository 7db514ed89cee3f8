import ArgumentParser
import Causal

/// `causal simulate stepped-wedge`
struct SimulateTrialCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stepped-wedge",
        abstract: "A stepped-wedge trial with known truth.",
        discussion: """
            causal simulate stepped-wedge --sequences 4 --clusters-per-sequence 6 \\
                --size 20 --effect 0.3 --icc 0.05 --cac 0.8 --output wedge.csv
            causal simulate stepped-wedge --family binomial --level -1 --effect 0.5 \\
                --tau 0.4 > events.csv
            causal simulate stepped-wedge --family binomial --level -1 \\
                --icc 0.05 --cac 0.8 > alike.csv
            causal simulate stepped-wedge --icc 0.1 --iac 0.4 --growth 0.1 > cohort.csv
            """)

    @OptionGroup(title: "The schedule (default: 4 sequences of 3 clusters)") var schedule: ScheduleOptions

    @Option(parsing: .unconditional, help: "How many people a cluster has in a period.")
    var size: Double = 20

    @Option(parsing: .unconditional, help: "The coefficient of variation of cluster sizes.")
    var sizeCv: Double?

    @Option(help: "gaussian, binomial (logit link) or poisson (log link).")
    var family: SimulatedTrial.Family = .gaussian

    @Option(parsing: .unconditional, help: "The mean of the first period under control, on the link's scale.")
    var level: Double = 0

    @Option(parsing: .unconditional, help: "What each further period adds, on the link's scale.")
    var trend: Double = 0.1

    @Option(parsing: .unconditional, help: "The effect in the first treated period, on the link's scale.")
    var effect: Double = 0.3

    @Option(parsing: .unconditional, help: "What each further period of treatment adds to it.")
    var growth: Double = 0

    @Option(
        parsing: .unconditional,
        help: "The standard deviation: in all with --icc, of the residual with --tau (gaussian; default 1).")
    var sd: Double?

    @OptionGroup(title: "Likeness within clusters (default: --icc 0.05 --cac 0.8, or --tau 0.3)")
    var likeness: LikenessOptions

    @Flag(help: "Add a covariate x1 of individuals, with coefficient 0.3.")
    var covariate = false

    @Option(help: "The seed; the same settings and seed give the same data.")
    var seed: UInt64 = 2026

    @Option(help: "The file to write; standard output without it, or with -.")
    var output: String?

    /// Draws and writes; the true effect goes to standard error.
    func run() throws {
        let trial = try settings()
        let table = try trial.table()
        try TableOutput.write(table, to: output)
        guard let truth = trial.averageEffect else { return }
        let scale = ["gaussian": "", "binomial": " (log odds ratio)", "poisson": " (log ratio)"]
        Console.standardError(
            // A mean of typed numbers, without the last digits of its sum.
            "true average effect of treatment: \(((truth * 1e12).rounded() / 1e12).shortestDecimal)\(scale[family.rawValue] ?? "")\n"
        )
    }

    private func settings() throws(CausalError) -> SimulatedTrial {
        let isBare = schedule.shape ?? .steppedWedge == .steppedWedge
        var trial = SimulatedTrial(
            schedule: try schedule.schedule(
                clusters: isBare ? 3 : nil,
                sequences: isBare
                    ? schedule.clustersPerSequence.map { $0.values.count > 1 ? $0.values.count : 4 } ?? 4
                    : nil))
        trial.sizes = sizeCv.map { .varying(mean: size, variation: $0) } ?? .equal(size)
        trial.family = family
        trial.level = level
        trial.trend = trend
        trial.effect = effect
        trial.growth = growth
        trial.hasCovariate = covariate
        trial.seed = seed
        trial.covariance = try covariance()
        guard family != .gaussian, let icc = likeness.icc else { return trial }
        guard likeness.iac == nil, likeness.eta == nil, !likeness.proportional else {
            throw CausalError(
                .badArgument, "events and counts with --icc have --cac or --decay besides, no more",
                remedy: "Give --tau (and --gamma, --psi, --eta), on the link's scale, in place of --icc.")
        }
        return try trial.alike(icc: icc, cac: likeness.cac ?? 1, decay: likeness.decay ?? 1)
    }

    private func covariance() throws(CausalError) -> PlannedCovariance {
        guard family == .gaussian else {
            guard sd == nil else {
                throw CausalError(.badArgument, "--sd is for gaussian outcomes", remedy: "Leave it out.")
            }
            let dependence = try likeness.dependence() ?? PlannedDependence(.deviations(cluster: 0.3))
            return try dependence.covariance(variance: 1)
        }
        let dependence = try likeness.dependence() ?? PlannedDependence(.correlations(icc: 0.05, cac: 0.8))
        let deviation = sd ?? 1
        guard deviation > 0, deviation <= 1e50 else {
            throw CausalError(.badArgument, "--sd is a number above 0", value: "\(deviation)")
        }
        return try dependence.covariance(variance: deviation * deviation)
    }
}

extension SimulatedTrial.Family: ExpressibleByArgument {}
