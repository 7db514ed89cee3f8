import ArgumentParser
import Causal

/// `synthetic`: synthetic difference-in-differences.
struct SyntheticOptions: ParsableArguments {
    @Option(
        help:
            "How uncertainty is measured: placebo, bootstrap (200 draws unless --draws says otherwise) or jackknife; default placebo, or bootstrap where controls are no more than treated units."
    )
    var inference: Inference?

    @Option(help: "How covariates enter: projected (before the weights) or optimised (together with them).")
    var adjustment: SyntheticAdjustment?

    @Option(help: "Where all unit and time weights are written, as CSV.")
    var weightsFile: String?

    enum Inference: String, ExpressibleByArgument, CaseIterable { case placebo, bootstrap, jackknife }

    static let takes: Set<String> = [
        "--method", "--inference", "--draws", "--adjustment", "--weights-file", "--bootstrap",
    ]

    /// The options given.
    var given: [String] {
        [
            ("--inference", inference != nil), ("--adjustment", adjustment != nil),
            ("--weights-file", weightsFile != nil),
        ].filter(\.1).map(\.0)
    }

    /// How uncertainty is measured, when the fit is known; `--bootstrap DRAWS` is short for
    /// `--inference bootstrap --draws DRAWS`.
    func chosen(
        _ uncertainty: PolicyUncertainty
    ) throws(CausalError) -> @Sendable (SyntheticFit) -> SyntheticInference {
        let draws = uncertainty.wild.draws
        if uncertainty.bootstrap != nil, draws != nil || (inference ?? .bootstrap) != .bootstrap {
            throw CausalError(
                .badArgument,
                "--bootstrap DRAWS stands for --inference bootstrap --draws DRAWS, and one of them "
                    + "contradicts it")
        }
        let kind = inference ?? (uncertainty.bootstrap == nil ? nil : .bootstrap)
        let count = uncertainty.bootstrap ?? draws ?? 200
        let seed = uncertainty.seed ?? 42
        switch kind {
        case nil: return { $0.usualInference(draws: count, seed: seed) }
        case .placebo: return { _ in .placebo(draws: count, seed: seed) }
        case .bootstrap: return { _ in .bootstrap(draws: count, seed: seed) }
        case .jackknife:
            guard draws == nil else {
                throw CausalError(.badArgument, "the jackknife draws nothing", remedy: "Leave out --draws.")
            }
            return { _ in .jackknife }
        }
    }
}

extension SyntheticAdjustment: ExpressibleByArgument {}

extension DifferenceInDifferencesCommand {
    /// `synthetic`
    func syntheticAnswer() throws(CausalError) -> PolicyAnswer {
        let inference = try synthetic.chosen(uncertainty)
        try refuseWeightsAndClusters()
        guard synthetic.adjustment == nil || policy.covariates != nil else {
            throw CausalError(.badArgument, "--adjustment belongs to --covariates")
        }
        let model = SyntheticDifferenceInDifferences(
            outcome: policy.outcome, panel: policy.panel, treatment: try policy.treated(),
            method: try syntheticMethod(), covariates: policy.covariates,
            adjustment: synthetic.adjustment ?? .projected)
        let (level, file) = (output.level, synthetic.weightsFile)
        return { (table, stopwatch) throws(CausalError) in
            let design = try stopwatch.time("design") { () throws(CausalError) in try model.design(table) }
            let fit = try stopwatch.time("fit", design.fit)
            let result = try stopwatch.time("inference") { () throws(CausalError) in
                try fit.estimates(inference(fit), level: level)
            }
            if let file { try fit.weightTable().write(to: file) }
            return result
        }
    }

    private func syntheticMethod() throws(CausalError) -> SyntheticMethod {
        guard let method = groupTime.method else { return .syntheticDifferences }
        guard let chosen = SyntheticMethod(rawValue: method.rawValue) else {
            throw method.refusal(by: "synthetic", SyntheticMethod.allCases.map(\.rawValue))
        }
        return chosen
    }

    private func refuseWeightsAndClusters() throws(CausalError) {
        guard policy.weights == nil else {
            throw CausalError(
                .badArgument, "synthetic makes its own weights of units and periods", value: policy.weights,
                remedy: "Leave out --weights.")
        }
        let columns = uncertainty.cluster.flatMap(\.names)
        guard columns.isEmpty || columns == [policy.unit ?? ""] else {
            throw CausalError(
                .badArgument, "the draws of synthetic take whole units, no other clusters",
                value: columns.joined(separator: ","), remedy: "Leave out --cluster.")
        }
    }
}
