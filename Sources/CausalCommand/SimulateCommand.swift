import ArgumentParser
import Causal

/// `causal simulate`
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "A data set with known truth, as CSV.",
        subcommands: [SimulateClinicsCommand.self, SimulateSeriesCommand.self, SimulateTrialCommand.self])
}

/// `causal simulate did`
struct SimulateClinicsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "did",
        abstract: "Clinicians' monthly burnout in clinics of which some redesign their work.",
        discussion: """
            causal simulate did --output clinics.csv
            causal simulate did --adoption 7,13,19 --never 0.4 --effect -3 \\
                --growth -0.5 > staggered.csv
            """)

    @Option(help: "The seed; the same settings and seed give the same data.")
    var seed: UInt64 = SimulatedClinics().seed

    @Option(help: "How many clinics.")
    var clinics: Int = SimulatedClinics().clinics

    @Option(help: "How many clinicians in a clinic.")
    var clinicians: Int = SimulatedClinics().cliniciansPerClinic

    @Flag(help: "Clinics of unequal size, with that mean.")
    var unequal = false

    @Option(help: "How many months.")
    var months: Int = SimulatedClinics().months

    @Option(help: "How many regions the clinics lie in.")
    var regions: Int = SimulatedClinics().regions

    @Option(help: "The month of adoption, or several for staggered adoption, e.g. 7,13,19.")
    var adoption: String = "13"

    @Option(help: "The share of clinics that never adopt.")
    var never: Double = 0.5

    @Option(parsing: .unconditional, help: "What adoption does to the score at once.")
    var effect: Double = -5

    @Option(parsing: .unconditional, help: "What each further month adds to the effect.")
    var growth: Double = 0

    @Option(help: "The share of scores that are missing.")
    var missing: Double = 0

    @Option(parsing: .unconditional, help: "The correlation of a clinic's shocks from month to month.")
    var autocorrelation: Double = SimulatedClinics().autocorrelation

    @Option(help: "The file to write; standard output without it, or with -.")
    var output: String?

    /// Draws and writes; the true effect goes to standard error.
    func run() throws {
        let simulation = try settings()
        let table = try simulation.table()
        try TableOutput.write(table, to: output)
        if let truth = try simulation.averageEffect() {
            Console.standardError("true average effect on the treated: \(truth)\n")
        }
    }

    private func settings() throws(CausalError) -> SimulatedClinics {
        var simulation = SimulatedClinics()
        simulation.seed = seed
        simulation.clinics = clinics
        simulation.cliniciansPerClinic = clinicians
        simulation.unequalSizes = unequal
        simulation.months = months
        simulation.regions = regions
        simulation.missingShare = missing
        simulation.autocorrelation = autocorrelation
        simulation.effect = growth == 0 ? .constant(effect) : .growing(start: effect, perMonth: growth)
        let starts = adoption.split(separator: ",").compactMap { Int($0.trimming(" ")) }
        guard starts.count == adoption.split(separator: ",", omittingEmptySubsequences: false).count else {
            throw CausalError(
                .badArgument, "--adoption is a month or several, separated by commas", value: adoption)
        }
        simulation.adoption =
            starts.count == 1
            ? .simultaneous(month: starts[0], share: 1 - never)
            : .staggered(months: starts, neverTreatedShare: never)
        return simulation
    }
}
