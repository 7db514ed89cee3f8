import ArgumentParser
import Causal

// What is added to the power: curves, and the power of simulated analyses.
extension SteppedWedgePowerCommand {
    /// The simulated power of an analysis.
    struct Simulated {
        let analysis: SimulatedAnalysis
        let method: SimulatedMethod
        let answer: SimulatedPower.Answer
        /// What the outcome is; nil for means.
        let means: PlannedMeans?
        /// Whether events or counts were drawn on their own scale.
        let isMarginal: Bool

        /// What a reader should know.
        var notes: [String] {
            (answer.firstFailure.map { ["A simulated trial could not be analysed: \($0)"] } ?? [])
                + scaleNotes
        }

        private var scaleNotes: [String] {
            guard let means else { return [] }
            var notes: [String] = []
            if isMarginal, means.family == .poisson {
                notes.append(
                    "Simulated counts vary 1/(1 − ICC) times as much as Poisson's, for rates that differ between clusters."
                )
            }
            if means.link == .logit, isMarginal != (method == .gee) {
                notes.append(
                    "The simulation's coverage is that of the \(isMarginal ? "marginal" : "conditional") effect, from which "
                        + "the \(isMarginal ? "effect within clusters" : "marginal odds ratio") differs.")
            }
            return notes
        }
    }

    func simulation(_ trial: PlannedTrial) throws(CausalError) -> Simulated? {
        guard let simulate else { return nil }
        let means: PlannedMeans? = if case .counted(let means) = trial.outcome { means } else { nil }
        let method = method ?? SimulatedMethod(means?.analysis)
        let analysis = try method.analysis(inference)
        return Simulated(
            analysis: analysis, method: method,
            answer: try trial.simulatedPower(draws: simulate, analysis, seed: seed), means: means,
            isMarginal: try trial.simulation(seed: seed).likeness != nil)
    }

    func diagnostic(_ simulated: Simulated) -> Diagnostic {
        let answer = simulated.answer
        return Diagnostic(
            "simulation",
            [
                .init("method", .string(simulated.method.rawValue)),
                .init("inference", .string(simulated.analysis.inference)),
                .init("power", .number(answer.power)),
                .init("monte.carlo.error", .number(answer.monteCarloError)),
                .init("coverage", .number(answer.coverage)), .init("draws", .integer(answer.draws)),
                .init("failures", .integer(answer.failures)), .init("seed", .seed(seed)),
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
            let list = BoundList(argument: String(parts[1])), !list.values.isEmpty,
            list.values.allSatisfy(\.isFinite)
        else { return nil }
        (self.assumption, values) = (assumption, list.values)
    }
}

extension PlannedQuantity: ExpressibleByArgument {}
extension PlannedTrial.Time: ExpressibleByArgument {}

/// How simulated trials are analysed.
enum SimulatedMethod: String, ExpressibleByArgument, CaseIterable {
    case reml, gee, glmm

    /// The method that a plan's variance is that of; nil for means.
    init(_ planned: PlannedMeans.Analysis?) {
        self =
            switch planned {
            case nil, .pooled: .reml
            case .marginal: .gee
            case .conditional, .exact: .glmm
            }
    }

    /// The analysis with an inference of the method's own.
    func analysis(_ inference: InferenceName?) throws(CausalError) -> SimulatedAnalysis {
        switch self {
        case .reml: .mixed(try chosen(inference) ?? .kenwardRoger)
        case .gee: .marginal(inference == .t ? .model : try chosen(inference) ?? .kauermannCarroll)
        case .glmm: .generalised(try chosen(inference) ?? .normal)
        }
    }

    private func chosen<Inference: RawRepresentable & CaseIterable>(
        _ name: InferenceName?
    ) throws(CausalError) -> Inference? where Inference.RawValue == String {
        guard let name else { return nil }
        if let known = Inference(rawValue: name.rawValue) { return known }
        let names = Inference.allCases.map(\.rawValue).filter { InferenceName(rawValue: $0) != nil }
        throw CausalError(
            .badArgument, "--inference \(name.rawValue) does not belong to --method \(rawValue)",
            remedy: "Take \(names.joined(separator: ", ")).")
    }
}
