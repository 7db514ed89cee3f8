import ArgumentParser
import Causal

/// `causal alert`
struct AlertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alert",
        abstract: "What each threshold of an alert averts, takes and burdens, and which serves best.",
        discussion: """
            causal alert stays.csv --score risk --outcome sepsis --cluster ward \\
                --benefit 1 --harm 0.02 --minutes 6 --patients-per-day 16 --fatigue 8 \\
                --hour-weight 0.05 --plot alerts.svg

            There is an alert when the score is at least the threshold. The row optimum has
            the threshold of the greatest value: harm averted less what time, workload and
            burden weigh. The rows threshold have net benefit (Vickers & Elkin 2006) as the
            estimate and the vector of each threshold as labels.
            """)

    @OptionGroup var input: InputOptions

    @Option(help: "The column of scores; probabilities for net benefit.")
    var score: String

    @Option(help: "The column of outcomes, 1 or 0.")
    var outcome: String

    @Option(help: "The column of clusters that the bootstrap draws (default: rows).")
    var cluster: String?

    @Option(
        parsing: .unconditional,
        help: "Thresholds: 0.05,0.1,0.2 or FROM:TO:STEP (default: 0.01:0.99:0.01).")
    var thresholds: ThresholdList?

    @OptionGroup(title: "What alerts do and take") var setting: AlertSettingOptions

    @Option(
        parsing: .unconditional, help: "How often data are drawn for intervals; 0 for never (default: 500).")
    var draws: Int = 500

    @Option(parsing: .unconditional, help: "The seed of the draws (default: 42).")
    var seed: UInt64?

    @OptionGroup var output: OutputOptions

    /// Reads, counts, draws and writes.
    func run() throws {
        try output.apply()
        guard draws != 0 || cluster == nil else {
            throw CausalError(.badArgument, "--cluster belongs to draws, and nothing is drawn")
        }
        var stopwatch = Stopwatch()
        let table = try stopwatch.time("read", input.read)
        let question = AlertThresholds(
            score: score, outcome: outcome, cluster: cluster, thresholds: thresholds?.values,
            setting: setting.setting)
        let fit = try stopwatch.time("fit") { () throws(CausalError) in try question.fit(table) }
        let bootstrap = try stopwatch.time("inference") { () throws(CausalError) -> AlertBootstrap? in
            draws == 0 ? nil : try fit.bootstrap(draws: draws, seed: seed ?? 42, level: output.level)
        }
        try output.write(fit.estimates(bootstrap, level: output.level), stopwatch)
    }
}

/// The setting in which alerts are used.
struct AlertSettingOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: "The harm that an alert averts when it is right and heeded.")
    var benefit: Double = 1

    @Option(parsing: .unconditional, help: "The harm that an alert does when it is wrong and heeded.")
    var harm: Double = 0

    @Option(parsing: .unconditional, help: "The clinicians' minutes for each alert.")
    var minutes: Double?

    @Option(parsing: .unconditional, help: "Their further minutes for an alert that is right and heeded.")
    var followUpMinutes: Double = 0

    @Option(
        parsing: .unconditional, help: "The patients whom a clinician sees in a day, for the alert burden.")
    var patientsPerDay: Double?

    @Option(
        parsing: .unconditional, help: "Alerts for a clinician and day at which half are no longer heeded.")
    var fatigue: Double?

    @Option(
        parsing: .unconditional, help: "The share of patients with the outcome, where it is not the data's.")
    var prevalence: Double?

    @Option(parsing: .unconditional, help: "The harm that an hour of clinicians' time is worth.")
    var hourWeight: Double = 0

    @Option(parsing: .unconditional, help: "The harm that handling an alert is worth.")
    var alertWeight: Double = 0

    @Option(
        parsing: .unconditional,
        help: "The harm for 1,000 patients that one more alert for a clinician and day is worth.")
    var burdenWeight: Double = 0

    var setting: AlertSetting {
        AlertSetting(
            benefit: benefit, harm: harm, minutesPerAlert: minutes, minutesPerTrueAlert: followUpMinutes,
            patientsPerDay: patientsPerDay, fatigue: fatigue, prevalence: prevalence, hourWeight: hourWeight,
            alertWeight: alertWeight, burdenWeight: burdenWeight)
    }
}

/// `0.05,0.1` or `FROM:TO:STEP`.
struct ThresholdList: ExpressibleByArgument {
    let values: [Double]

    init?(argument: String) {
        let isRange = argument.contains(":")
        let parts = argument.split(separator: isRange ? ":" : ",", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Double($0.trimming(" ")) }
        guard numbers.count == parts.count, numbers.allSatisfy(\.isFinite) else { return nil }
        guard isRange else {
            values = numbers
            return
        }
        guard numbers.count == 3, numbers[2] > 0, numbers[0] <= numbers[1] else { return nil }
        let steps = ((numbers[1] - numbers[0]) / numbers[2] + 1e-9).rounded(.down)
        guard steps < 1000 else { return nil }
        // A step such as 0.01 stands for 1/100: dividing gives the numbers that people would type.
        let perUnit = (1 / numbers[2]).rounded()
        let isReciprocal = perUnit >= 1 && (perUnit * numbers[2] - 1).magnitude < 1e-12
        values = (0...Int(steps)).map { step in
            isReciprocal
                ? ((numbers[0] * perUnit) + Double(step)) / perUnit : numbers[0] + Double(step) * numbers[2]
        }
    }
}
