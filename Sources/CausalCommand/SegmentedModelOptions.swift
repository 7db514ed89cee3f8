import ArgumentParser
import Causal

/// The model of an interrupted series.
struct SegmentedModelOptions: ParsableArguments {
    @Option(help: "The column of the outcome, or an expression, e.g. \"log(cost)\".")
    var outcome: String

    @Option(help: "The column of times.")
    var time: String

    @Option(help: "The first period after the change, or several, separated by commas.")
    var at: String

    @Option(help: "gaussian, poisson, quasipoisson, negative-binomial or binomial.")
    var family: FamilyName = .gaussian

    @Option(help: "An expression added with coefficient 1, e.g. \"log(population)\".")
    var offset: String?

    @Option(help: "harmonics:K, splines:K (periodic cubic) or dummies.")
    var season: SeasonName?

    @Option(
        parsing: .unconditional,
        help: "The season's length in periods (default: 12 for months, 4 for quarters, 52 for weeks)."
    )
    var period: Int?

    @Option(help: "What may have changed: level, level+slope or slope.")
    var effect: Intervention.Change = .levelAndSlope

    @Option(
        parsing: .unconditional,
        help: "How many periods from the change on are left out, or the length of --onset."
    )
    var transition: Int = 0

    @Option(help: "How the level sets in over --transition: step, ramp, pulse or decay.")
    var onset: OnsetName = .step

    @Option(help: "The column of units, when there are control units.")
    var unit: String?

    @Option(help: "The treated units' values, separated by commas.")
    var treated: ColumnNames?

    @Option(help: "How control units count: equal or synthetic (a weighted mean near the treated before).")
    var controlWeights: SegmentedRegression.Groups.Weights?

    @Flag(help: "Give each unit a level of its own, beside the intercepts of the treated and the controls.")
    var unitLevels = false

    @Option(help: "Further regressors, e.g. \"x1 + log(x2)\".")
    var covariates: String?

    @Option(help: "The column of analytic weights.")
    var weights: String?

    enum FamilyName: String, ExpressibleByArgument, CaseIterable {
        case gaussian, poisson, quasipoisson, binomial
        case negativeBinomial = "negative-binomial"
    }

    /// The model that was asked for.
    func segmentedRegression(_ serial: SerialErrorOptions) throws(CausalError) -> SegmentedRegression {
        SegmentedRegression(
            outcome: outcome, time: time, interventions: try interventions(),
            season: try seasonOfYear(serial),
            covariates: covariates, groups: try groups(),
            family: family == .gaussian ? nil : ResponseFamily(rawValue: family.rawValue), offset: offset,
            weights: weights)
    }

    private func interventions() throws(CausalError) -> [Intervention] {
        let onset = try levelOnset()
        let points = at.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimming(" ") }
        guard !points.contains("") else {
            throw CausalError(.badArgument, "--at is a time or several, separated by commas", value: at)
        }
        return points.map {
            Intervention(
                at: TimePoint($0), change: effect, onset: onset,
                transition: onset == .step ? transition : 0)
        }
    }

    private func levelOnset() throws(CausalError) -> Intervention.Onset {
        guard onset != .step else { return .step }
        guard transition > 0 else {
            throw CausalError(
                .badArgument, "--onset \(onset.rawValue) needs its length",
                remedy: "Add --transition PERIODS.")
        }
        return onset.onset(transition)
    }

    private func seasonOfYear(_ serial: SerialErrorOptions) throws(CausalError) -> Season? {
        if let season { return season.season(period: period) }
        guard period == nil || serial.seasonal != nil else {
            throw CausalError(
                .badArgument, "--period belongs to a season",
                remedy: "Add --season harmonics:2, splines:4 or dummies.")
        }
        return nil
    }

    private func groups() throws(CausalError) -> SegmentedRegression.Groups? {
        switch (unit, treated) {
        case (nil, nil):
            guard controlWeights == nil, !unitLevels else {
                throw CausalError(
                    .badArgument, "--\(unitLevels ? "unit-levels" : "control-weights") needs control units",
                    remedy: "Add --unit and --treated.")
            }
            return nil
        case (let unit?, let treated?):
            return .init(
                unit: unit, treated: treated.names, weights: controlWeights ?? .equal, unitLevels: unitLevels)
        default:
            throw CausalError(
                .badArgument, "--unit and --treated go together",
                remedy: "--unit names the column of units, --treated the values of those that were treated.")
        }
    }
}

extension Intervention.Change: ExpressibleByArgument {}
extension SegmentedRegression.Groups.Weights: ExpressibleByArgument {}
