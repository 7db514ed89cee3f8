import ArgumentParser
import Causal

/// What every regression takes on the command line: the model, its rows, and how uncertainty is measured.
struct RegressionOptions: ParsableArguments {
    @Argument(help: "The model, e.g. \"y ~ x1 + x2 | unit + year\".")
    var formula: String

    @Option(help: "Columns that name the clusters, e.g. firm or firm,year.")
    var cluster: [ColumnNames] = []

    @Option(
        help: """
            The covariance: iid, hc0 to hc3, cr0 to cr3, jackknife, newey-west, driscoll-kraay or conley \
            (default: cr1 with clusters, hc1 with sampling weights, iid otherwise).
            """)
    var vcov: CovarianceName?

    @Option(help: "The column of weights.")
    var weights: String?

    @Option(help: "What the weights are: analytic, frequency or sampling (default: analytic).")
    var weightKind: WeightKind?

    @Option(help: "The column of units, for lags and leads and for covariances under serial dependence.")
    var unit: String?

    @Option(help: "The column of periods, for the same.")
    var time: String?

    @OptionGroup var dependence: DependenceOptions

    @OptionGroup var questions: QuestionOptions

    @Flag(help: "Keep rows that are alone in a level of an absorbed factor.")
    var keepSingletons = false

    @Option(
        name: .customLong("tolerance"), parsing: .unconditional,
        help: "The relative residual that the absorption must reach (default: 1e-08).")
    var givenTolerance: Double?

    /// The tolerance that holds.
    var tolerance: Double { givenTolerance ?? 1e-8 }

    /// What to say of options that change nothing.
    func idleNotes(_ formula: Formula) -> [String] { idleAbsorption(formula) + idlePanel(formula) }

    /// --unit and --time where neither the formula nor the covariance looks at them.
    private func idlePanel(_ formula: Formula) -> [String] {
        let names = [unit == nil ? nil : "--unit", time == nil ? nil : "--time"].compactMap { $0 }
        guard !names.isEmpty, !formula.usesPanel, vcov?.isOfDependence != true else { return [] }
        return [
            names.joined(separator: " and ")
                + " changed nothing: the formula has no lag, lead or difference, and of the covariances only newey-west, "
                + "driscoll-kraay and conley look at time."
        ]
    }

    private func idleAbsorption(_ formula: Formula) -> [String] {
        guard formula.absorbed.isEmpty, formula.slopeNames.isEmpty else { return [] }
        let given = [keepSingletons ? "--keep-singletons" : nil, givenTolerance == nil ? nil : "--tolerance"]
        let names = given.compactMap { $0 }.joined(separator: " and ")
        return names.isEmpty ? [] : ["\(names) changed nothing: no factor is absorbed."]
    }

    /// The one column of clusters whose scores a covariance takes as they are.
    var scoredCluster: String? {
        let isPlain = vcov == nil || vcov == .cr1 || vcov == .cr0
        return isPlain && clusterNames.count == 1 ? clusterNames.first : nil
    }

    /// The columns of clusters.
    var clusterNames: [String] { cluster.flatMap(\.names) }

    /// The covariance that was asked for; nil for the fit's own choice.
    func covariance() throws(CausalError) -> LinearCovariance? {
        try CovarianceName.choose(
            vcov, clusters: cluster, dependence: dependence.covariance(vcov, unit: unit, time: time))
    }

    /// What the weights mean.
    func kindOfWeights() throws(CausalError) -> WeightKind {
        try WeightKind.choose(weightKind, weights: weights)
    }

    /// The units and periods that lags refer to.
    func panel() throws(CausalError) -> PanelIndex? {
        guard let time else {
            guard unit == nil else {
                throw CausalError(.badArgument, "--unit needs --time", remedy: "Add --time COLUMN.")
            }
            return nil
        }
        return PanelIndex(unit: unit, period: time)
    }
}

extension WeightKind: ExpressibleByArgument {
    /// The kind that was named, which is nothing without weights.
    static func choose(_ kind: WeightKind?, weights: String?) throws(CausalError) -> WeightKind {
        guard weights != nil || kind == nil else {
            throw CausalError(
                .badArgument, "--weight-kind needs weights", remedy: "Add --weights COLUMN.")
        }
        return kind ?? .analytic
    }
}
