import ArgumentParser
import Causal

/// `causal payment`
struct PaymentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "payment",
        abstract: "What an intervention does to margin and workload under each way of paying.",
        discussion: """
            causal payment --panel 1800 --visits 3.1 --minutes 18 --visit-cost 40 \\
                --change-visits -0.4 --change-visits-se 0.1 --change-minutes 4 \\
                --program-cost 60000 --fee 110 --capitation 32

            A contract is compared when its terms are given:
              fee-for-service  --fee
              capitation       --capitation, times --risk
              shared-savings   --benchmark (times --risk) and --spending, beside --fee
              mixture          --mix fee-for-service=0.6,capitation=0.4

            Rows: margin.before, margin.after, margin.change and neutral.payment for
            each contract, workload.before, workload.after and workload.change.
            """)

    @OptionGroup(title: "The practice") var practice: PracticeOptions
    @OptionGroup(title: "What the intervention changes") var change: ChangeOptions
    @OptionGroup(title: "The contracts") var contracts: ContractOptions

    @Option(parsing: .unconditional, help: "How often uncertain amounts are drawn (default: 10000).")
    var draws: Int?

    @Option(parsing: .unconditional, help: "The seed of the draws (default: 42).")
    var seed: UInt64?

    @OptionGroup var output: OutputOptions

    /// Reckons and writes.
    func run() throws {
        try output.apply()
        var stopwatch = Stopwatch()
        let effects = try change.change(practice)
        let analysis = PaymentAnalysis(
            practice: practice.practice, change: effects,
            contracts: try contracts.contracts(practice),
            spendingDeviation: practice.spendingDeviation ?? 0,
            covariance: try change.covariance(effects), draws: draws ?? 10_000, seed: seed ?? 42)
        guard analysis.isUncertain || draws == nil else {
            throw CausalError(
                .badArgument, "--draws needs something to draw",
                remedy: "Give standard errors of the changes, or --spending-sd.")
        }
        let estimates = try stopwatch.time("payment") { () throws(CausalError) in
            try analysis.estimates(level: output.level, hours: practice.hours)
        }
        try output.write(estimates, stopwatch)
    }
}

/// The practice as it is.
struct PracticeOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: "The patients on the panel.")
    var panel: Double

    @Option(parsing: .unconditional, help: "Billable visits for each patient and year.")
    var visits: Double

    @Option(parsing: .unconditional, help: "The clinicians' minutes for each visit.")
    var minutes: Double = 0

    @Option(
        parsing: .unconditional,
        help: "Their minutes for each patient and year outside visits (messages, records).")
    var outsideMinutes: Double = 0

    @Option(parsing: .unconditional, help: "What a visit costs the practice beyond what it costs without it.")
    var visitCost: Double = 0

    @Option(
        parsing: .unconditional, help: "What a patient costs the practice in a year, whatever the visits.")
    var patientCost: Double = 0

    @Option(parsing: .unconditional, help: "What the practice costs in a year, whatever the panel.")
    var fixedCost: Double = 0

    @Option(parsing: .unconditional, help: "What all care of a patient costs the payer in a year.")
    var spending: Double?

    @Option(
        name: .customLong("spending-sd"), parsing: .unconditional,
        help: "Its standard deviation between patients: the chance in shared savings.")
    var spendingDeviation: Double?

    @Option(parsing: .unconditional, help: "The panel's mean risk score, 1 being average.")
    var risk: Double = 1

    @Option(
        parsing: .unconditional, help: "The hours that clinicians can sustain in a year, for the utilisation."
    )
    var hours: Double?

    var practice: Practice {
        Practice(
            panel: panel, visits: visits, minutesPerVisit: minutes, minutesOutside: outsideMinutes,
            costPerVisit: visitCost, costPerPatient: patientCost, fixedCost: fixedCost,
            spending: spending ?? 0,
            risk: risk)
    }
}

/// What changes, with standard errors.
struct ChangeOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: "The change in visits for each patient and year; or FILE.json:TERM, a result's row.")
    var changeVisits: AmountSource = .number(0)

    @Option(parsing: .unconditional, help: "Its standard error.")
    var changeVisitsSe: Double?

    @Option(parsing: .unconditional, help: "The change in minutes for each visit.")
    var changeMinutes: AmountSource = .number(0)

    @Option(parsing: .unconditional, help: "Its standard error.")
    var changeMinutesSe: Double?

    @Option(parsing: .unconditional, help: "The change in minutes for each patient and year outside visits.")
    var changeOutsideMinutes: AmountSource = .number(0)

    @Option(parsing: .unconditional, help: "Its standard error.")
    var changeOutsideMinutesSe: Double?

    @Option(
        parsing: .unconditional, help: "The change in what all care of a patient costs the payer in a year.")
    var changeSpending: AmountSource = .number(0)

    @Option(parsing: .unconditional, help: "Its standard error.")
    var changeSpendingSe: Double?

    @Option(parsing: .unconditional, help: "What the intervention costs in a year.")
    var programCost: Double = 0

    @Option(parsing: .unconditional, help: "What it costs for each patient and year.")
    var programCostPerPatient: Double = 0

    /// The covariance of changes that are rows of one result; nil when there are no two such.
    func covariance(_ change: PracticeChange) throws(CausalError) -> Matrix? {
        try AmountSource.covariance(
            [changeVisits, changeMinutes, changeOutsideMinutes, changeSpending],
            [change.visits, change.minutesPerVisit, change.minutesOutside, change.spending])
    }

    /// The change; a row that is the logarithm of a ratio changes what the practice has.
    func change(_ practice: PracticeOptions) throws(CausalError) -> PracticeChange {
        PracticeChange(
            visits: try changeVisits.amount(changeVisitsSe, "--change-visits", of: practice.visits),
            minutesPerVisit: try changeMinutes.amount(
                changeMinutesSe, "--change-minutes", of: practice.minutes),
            minutesOutside: try changeOutsideMinutes.amount(
                changeOutsideMinutesSe, "--change-outside-minutes", of: practice.outsideMinutes),
            spending: try changeSpending.amount(
                changeSpendingSe, "--change-spending", of: practice.spending),
            costPerPatient: programCostPerPatient, fixedCost: programCost)
    }
}
