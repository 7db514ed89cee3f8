import ArgumentParser
import Causal

/// `causal capacity`
struct CapacityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capacity",
        abstract: "How many clinicians a panel of patients needs, and how sure that is.",
        discussion: """
            causal capacity --panel 12000 --visits 3.2 --minutes 20 --hours 1600 \\
                --utilisation 0.85
            causal capacity --panel 12000 --visits 2.4:3.0 --minutes 20+-1.5 --hours 1600 \\
                --messages 6 --message-minutes 4 --triage 0.4 --protected 200

            A number may be exact (20), have a standard error (20+-1.5) or lie in a
            range (18:22). Messages, monitoring and protected hours are counted per
            patient and per clinician a year.
            """)

    @Option(parsing: .unconditional, help: "Patients.")
    var panel: UncertainQuantity

    @Option(parsing: .unconditional, help: "Visits of a patient in a year.")
    var visits: UncertainQuantity

    @Option(parsing: .unconditional, help: "Minutes of a visit, with what comes before and after it.")
    var minutes: UncertainQuantity

    @Option(parsing: .unconditional, help: "Hours of care that a clinician can sustain in a year.")
    var hours: UncertainQuantity

    @Option(parsing: .unconditional, help: "The share of the hours that is planned to be worked, e.g. 0.85.")
    var utilisation: Double = 1

    @OptionGroup(title: "Work outside visits") var outside: OutsideWorkOptions

    @Option(
        parsing: .unconditional, help: "The clinicians there are: their utilisation, and the hours they lack."
    )
    var clinicians: Int?

    @Option(parsing: .unconditional, help: "Draws behind the intervals.")
    var draws: Int = 10_000

    @Option(help: "The seed of the draws.")
    var seed: UInt64 = 42

    @OptionGroup var output: OutputOptions

    /// Computes and writes.
    func run() throws {
        try output.apply()
        var stopwatch = Stopwatch()
        let plan = CapacityPlan(
            panel: panel, visits: visits, minutes: minutes, hours: hours, streams: try outside.streams(),
            protectedHours: outside.protected, utilisation: utilisation, staff: clinicians, draws: draws,
            seed: seed)
        let answer = try stopwatch.time("fit") { () throws(CausalError) in
            try plan.answer(level: output.level).estimates
        }
        try output.write(answer, stopwatch)
    }
}

/// Messages, monitoring and other work that does not come as visits.
struct OutsideWorkOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: "Messages of a patient in a year.")
    var messages: UncertainQuantity?

    @Option(parsing: .unconditional, help: "Minutes of a clinician for a message.")
    var messageMinutes: UncertainQuantity?

    @Option(parsing: .unconditional, help: "Monitoring alerts of a patient in a year.")
    var monitoring: UncertainQuantity?

    @Option(parsing: .unconditional, help: "Minutes of a clinician for an alert.")
    var monitoringMinutes: UncertainQuantity?

    @Option(
        parsing: .unconditional,
        help: "The share of messages and alerts that the team settles without a clinician.")
    var triage: UncertainQuantity?

    @Option(help: "Further work: NAME,RATE,MINUTES[,TRIAGED SHARE]; may be given several times.")
    var stream: [StreamText] = []

    @Option(parsing: .unconditional, help: "Hours of each clinician's year kept for work outside visits.")
    var protected: UncertainQuantity?

    func streams() throws(CausalError) -> [CapacityPlan.Stream] {
        var streams: [CapacityPlan.Stream] = []
        for (name, rate, minutes, option) in [
            ("messages", messages, messageMinutes, "--message-minutes"),
            ("monitoring", monitoring, monitoringMinutes, "--monitoring-minutes"),
        ] {
            switch (rate, minutes) {
            case (nil, nil): continue
            case (let rate?, let minutes?):
                streams.append(.init(name, rate: rate, minutes: minutes, triage: triage ?? .init(0)))
            default:
                throw CausalError(.badArgument, "--\(name) and \(option) go together", remedy: "Give both.")
            }
        }
        guard triage == nil || !streams.isEmpty else {
            throw CausalError(
                .badArgument, "--triage takes messages or alerts off clinicians, and there are none",
                remedy: "Add --messages or --monitoring; a --stream has its own share.")
        }
        streams += stream.map(\.stream)
        let names = streams.map(\.name)
        for (place, name) in names.enumerated() where names[..<place].contains(name) || name == "visits" {
            throw CausalError(.badArgument, "two streams of work have the same name", value: name)
        }
        return streams
    }
}

/// `NAME,RATE,MINUTES[,SHARE]`
struct StreamText: ExpressibleByArgument {
    let stream: CapacityPlan.Stream

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimming(" ") }
        guard parts.count == 3 || parts.count == 4, !parts[0].isEmpty, let rate = UncertainQuantity(parts[1]),
            let minutes = UncertainQuantity(parts[2]),
            let triage = parts.count == 4 ? UncertainQuantity(parts[3]) : .init(0)
        else { return nil }
        stream = .init(parts[0], rate: rate, minutes: minutes, triage: triage)
    }
}

extension UncertainQuantity: ExpressibleByArgument {
    /// Reads `20`, `20+-2` or `18:22`.
    public init?(argument: String) { self.init(argument) }
}
