import ArgumentParser
import Causal

// What is added to the power: curves, and the power of simulated analyses.
extension SteppedWedgePowerCommand {
    func simulation(_ trial: PlannedTrial) throws(CausalError) -> SimulatedPower.Answer? {
        guard let simulate else { return nil }
        return try trial.simulatedPower(draws: simulate, inference: inference ?? .kenwardRoger, seed: seed)
    }

    func diagnostic(_ answer: SimulatedPower.Answer) -> Diagnostic {
        Diagnostic(
            "simulation",
            [
                .init("inference", .string((inference ?? .kenwardRoger).rawValue)),
                .init("power", .number(answer.power)),
                .init("monte.carlo.error", .number(answer.monteCarloError)),
                .init("coverage", .number(answer.coverage)), .init("draws", .integer(answer.draws)),
                .init("failures", .integer(answer.failures)), .init("seed", .integer(Int(clamping: seed))),
            ])
    }

    func curves(_ trial: PlannedTrial) throws(CausalError) -> PowerCurves? {
        if let curve {
            return try trial.curves(
                over: curve.assumption, curve.values, by: by?.assumption, by?.values ?? [])
        }
        guard by == nil else {
            throw CausalError(
                .badArgument, "--by goes with --curve",
                remedy: "Say what the power runs over, e.g. --curve icc=0.01,0.05.")
        }
        return output.plot == nil ? nil : try trial.usualCurves()
    }
}

/// `icc=0.01,0.05,0.1`
struct CurveSpecification: ExpressibleByArgument {
    let assumption: PowerCurves.Assumption
    let values: [Double]

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, let assumption = PowerCurves.Assumption(rawValue: String(parts[0])),
            let list = BoundList(argument: String(parts[1])), !list.values.isEmpty
        else { return nil }
        (self.assumption, values) = (assumption, list.values)
    }
}

extension PlannedQuantity: ExpressibleByArgument {}
extension PlannedTrial.Time: ExpressibleByArgument {}
