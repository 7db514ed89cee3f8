import ArgumentParser
import Causal

/// `causal queue`
struct QueueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue",
        abstract: "Waiting lines: utilisation, waits, backlog, and the demand at which a tired team tips.",
        discussion: """
            causal queue --arrival 9 --service 10
            causal queue --arrival 40 --service 5 --servers 9 --patience 0.5 --per hour
            causal queue --arrival 8 --service 10 --feedback 0.6,10 --increase 0.04
            causal queue --arrival 4,9,12,10,6 --service 5 --servers 2 --per hour

            Rates are per unit of time, waits in that unit. With more demand than can
            be served the answer is how fast the backlog grows.

            Feedback: FLOOR,HALFWAY[,STEEPNESS]: the service rate falls with the line
            towards a share FLOOR of itself, half of the way at HALFWAY waiting
            (steepness 2); or one number, the loss by each one waiting:
            rate/(1 + number*line).
            """)

    @Option(
        parsing: .unconditional,
        help: "Arrivals per unit of time; several, separated by commas: one a period.")
    var arrival: BoundList

    @Option(parsing: .unconditional, help: "What one server finishes per unit of time.")
    var service: Double

    @Option(
        parsing: .unconditional, help: "The number of servers; several, separated by commas: one a period.")
    var servers: WholeList?

    @Option(
        parsing: .unconditional, help: "Places, those in service included; without it as many as it takes.")
    var capacity: Int?

    @Option(parsing: .unconditional, help: "The mean time after which somebody who waits gives up.")
    var patience: Double?

    @OptionGroup(title: "General times") var general: GeneralTimeOptions

    @OptionGroup(title: "Fatigue") var fatigue: FatigueOptions

    @OptionGroup(title: "Periods") var periods: PeriodOptions

    @OptionGroup(title: "What is told") var told: QueueToldOptions

    @OptionGroup(title: "Simulation") var simulation: QueueSimulationOptions

    @OptionGroup var output: OutputOptions

    /// Computes and writes.
    func run() throws {
        try output.apply()
        var stopwatch = Stopwatch()
        let estimates = try stopwatch.time("fit") { () throws(CausalError) in
            try arrival.values.count > 1 ? varying() : steady()
        }
        try output.write(estimates, stopwatch)
    }

    private func queue() throws(CausalError) -> Queue {
        Queue(
            arrivalRate: arrival.values[0], serviceRate: service, servers: servers?.values.first ?? 1,
            capacity: capacity, patience: patience, serviceVariation: general.serviceCv ?? 1,
            arrivalVariation: general.arrivalCv ?? 1, approximation: general.approximation ?? .allenCunneen)
    }

    private func steady() throws(CausalError) -> Estimates {
        try periods.refuse()
        guard servers?.values.count ?? 1 == 1 else {
            throw CausalError(
                .badArgument, "several numbers of servers need as many arrival rates",
                remedy: "Write --arrival 4,9,12 for three periods.")
        }
        let queue = try queue()
        let report = told.report
        guard let fatigue = try fatigue.fatigue(isSimulated: simulation.simulate != nil) else {
            let estimates = try queue.performance().estimates(report)
            return try simulation.adding(to: estimates, queue, nil, 0, level: output.level)
        }
        let system = FatiguedQueue(queue, fatigue: fatigue)
        let estimates = try system.analyse().estimates(report)
        return try simulation.adding(
            to: estimates, queue, fatigue, self.fatigue.memory ?? 0, level: output.level)
    }

    private func varying() throws(CausalError) -> Estimates {
        try fatigue.refuse()
        try simulation.refuse()
        try told.refuse()
        let counts = servers?.values ?? [1]
        var queue = try queue()
        queue.arrivalRate = arrival.values.max() ?? 0
        let system = TimeVaryingQueue(
            queue, arrivalRates: arrival.values, servers: counts.count > 1 ? counts : [],
            period: periods.period ?? 1, start: periods.start ?? 0)
        return try system.estimates(unit: told.per)
    }
}

/// Times that are not exponential.
struct GeneralTimeOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: "The coefficient of variation of service times (default 1, exponential).")
    var serviceCv: Double?

    @Option(
        parsing: .unconditional,
        help: "The coefficient of variation of the times between arrivals (default 1).")
    var arrivalCv: Double?

    @Option(help: "For several servers with such times: allen-cunneen or kimura.")
    var approximation: Queue.Approximation?
}

/// Demand by periods.
struct PeriodOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: "The length of a period, with several arrival rates (default 1).")
    var period: Double?

    @Option(
        parsing: .unconditional,
        help: "The number in the system at the start of the first period (default 0).")
    var start: Int?

    func refuse() throws(CausalError) {
        guard period == nil, start == nil else {
            throw CausalError(
                .badArgument, "--period and --start go with several arrival rates",
                remedy: "Write --arrival 4,9,12 for three periods.")
        }
    }
}

/// What is told of a queue.
struct QueueToldOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: "Percentiles of the wait (default 50,90,95).")
    var percentiles: BoundList?

    @Option(parsing: .unconditional, help: "Times t for the probability of waiting longer than t.")
    var over: BoundList?

    @Option(parsing: .unconditional, help: "What so much more demand would do, e.g. 0.04 for 4 %.")
    var increase: Double?

    @Option(help: "What the unit of time is called, e.g. hour or day.")
    var per: String = "unit of time"

    var report: QueueReport {
        QueueReport(
            percentiles: percentiles?.values ?? [50, 90, 95], waitsOver: over?.values ?? [],
            increase: increase, unit: per)
    }

    func refuse() throws(CausalError) {
        guard percentiles == nil, over == nil, increase == nil else {
            throw CausalError(
                .badArgument, "--percentiles, --over and --increase go with one arrival rate",
                remedy: "Leave them out, or give one arrival rate.")
        }
    }
}

extension Queue.Approximation: ExpressibleByArgument {}

/// Whole numbers separated by commas.
struct WholeList: ExpressibleByArgument {
    let values: [Int]

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        guard !parts.contains(nil) else { return nil }
        values = parts.compactMap { $0 }
    }
}
