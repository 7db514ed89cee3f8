import ArgumentParser
import Causal

/// How servers tire.
struct FatigueOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The service rate falls with the line: FLOOR,HALFWAY[,STEEPNESS] or the loss by each one waiting.",
            valueName: "fatigue"))
    var feedback: BoundList?

    @Option(
        parsing: .unconditional,
        help: "How slowly fatigue follows the line in a simulation, in units of time (default 0: at once).")
    var memory: Double?

    func fatigue(isSimulated: Bool) throws(CausalError) -> Fatigue? {
        guard memory == nil || (feedback != nil && isSimulated) else {
            throw CausalError(
                .badArgument, "--memory belongs to a simulation with fatigue",
                remedy: "Add --feedback and --simulate.")
        }
        guard let numbers = feedback?.values else { return nil }
        switch numbers.count {
        case 1:
            guard numbers[0] > 1e-9, numbers[0] < 1e9 else {
                throw CausalError(
                    .badArgument, "the loss by each one waiting is a positive number", value: "\(numbers[0])",
                    remedy: "Leave --feedback out when nobody tires.")
            }
            return Fatigue(perItem: numbers[0])
        case 2: return Fatigue(floor: numbers[0], halfway: numbers[1])
        case 3: return Fatigue(floor: numbers[0], halfway: numbers[1], steepness: numbers[2])
        default:
            throw CausalError(
                .badArgument, "--feedback takes one to three numbers",
                value: numbers.map(\.shortestDecimal).joined(separator: ","),
                remedy: "Write FLOOR,HALFWAY[,STEEPNESS], e.g. 0.6,10,2.")
        }
    }

    func refuse() throws(CausalError) {
        guard feedback == nil, memory == nil else {
            throw CausalError(
                .badArgument, "--feedback goes with one arrival rate", remedy: "Give one arrival rate.")
        }
    }
}

/// The simulation beside the theory.
struct QueueSimulationOptions: ParsableArguments {
    @Option(
        parsing: .unconditional, help: "Simulate so many units of time, event by event, beside the theory.")
    var simulate: Double?

    @Option(parsing: .unconditional, help: "The time before that, which is not measured (default a tenth).")
    var warmUp: Double?

    @Option(help: "The seed of the simulation.")
    var seed: UInt64 = 42

    func refuse() throws(CausalError) {
        guard simulate == nil, warmUp == nil else {
            throw CausalError(
                .badArgument, "--simulate goes with one arrival rate", remedy: "Give one arrival rate.")
        }
    }

    /// The result with simulated rows, when they are asked for.
    func adding(
        to estimates: Estimates, _ queue: Queue, _ fatigue: Fatigue?, _ memory: Double, level: Double
    ) throws(CausalError) -> Estimates {
        guard let simulate else {
            guard warmUp == nil else {
                throw CausalError(
                    .badArgument, "--warm-up belongs to a simulation", remedy: "Add --simulate TIME.")
            }
            return estimates
        }
        let run = try QueueSimulation(
            queue, fatigue: fatigue, memory: memory, duration: simulate, warmUp: warmUp, seed: seed
        ).run()
        let rows = run.beside(estimates.rows, level: level)
        var facts: [JSONValue.Member] = [
            .init("simulated", .number(simulate)), .init("simulated.arrivals", .integer(run.arrivals)),
            .init("seed", .seed(seed)),
        ]
        if fatigue != nil { facts.append(.init("memory", .number(memory))) }
        var notes: [String] = []
        if fatigue != nil, memory == 0 {
            notes.append(
                "The simulation lets fatigue come at once, the rows beside it let it come slowly; --memory TIME slows the "
                    + "simulation's.")
        }
        if let time = run.tippedAt {
            let rounded = (time * 1000).rounded() / 1000
            notes.append(
                "In the simulation the line first reached the state from which arrivals outrun services at time "
                    + "\(rounded.shortestDecimal).")
        }
        return Estimates(
            command: estimates.command, rows: rows,
            covariance: Matrix(rows.count, rows.count, repeating: .nan), model: estimates.model + facts,
            diagnostics: estimates.diagnostics, notes: estimates.notes + notes)
    }
}
