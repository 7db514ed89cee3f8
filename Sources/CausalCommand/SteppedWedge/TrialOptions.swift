import ArgumentParser
import Causal

/// The columns and the model of a stepped-wedge trial, shared by all methods.
struct TrialOptions: ParsableArguments {
    @Option(help: "The column of the outcome.")
    var outcome: String

    @Option(help: "The column of clusters.")
    var cluster: String

    @Option(help: "The column of periods.")
    var period: String

    @Option(help: "The column that is 1 in treated rows and 0 elsewhere.")
    var treatment: String

    @Option(
        help: "independent, exchangeable, nested, decay, random-treatment or cluster-by-treatment.")
    var correlation: TrialCorrelation = .nestedExchangeable

    @Option(help: "The column of individuals who are measured in several periods (a closed cohort).")
    var individual: String?

    @Option(help: "categorical: a level for each period; linear: a line in the periods' values.")
    var time: SecularTrend = .categorical

    @Option(
        help: """
            immediate; exposure-time: an effect for each number of periods since the start; spline:K: a natural \
            spline of it with K coefficients; calendar-time: an effect for each period.
            """)
    var effect: EffectName = .immediate

    @Option(help: "gaussian, binomial (0 and 1) or poisson (counts), the last two with gee and glmm.")
    var family: FamilyName?

    @Option(help: "Further regressors, e.g. \"age + log(beds)\".")
    var covariates: String?

    enum FamilyName: String, ExpressibleByArgument, CaseIterable {
        case gaussian, binomial, poisson
    }

    /// The model.
    func model() throws(CausalError) -> SteppedWedge {
        SteppedWedge(
            outcome: outcome, cluster: cluster, period: period, treatment: treatment,
            correlation: correlation, individual: individual, time: time, effect: effect.effect,
            covariates: covariates)
    }
}

extension TrialCorrelation: ExpressibleByArgument {}
extension SecularTrend: ExpressibleByArgument {}

/// `immediate`, `exposure-time`, `spline:K` or `calendar-time`.
struct EffectName: ExpressibleByArgument {
    let effect: TreatmentEffect

    static let immediate = EffectName(.immediate)

    init(_ effect: TreatmentEffect) { self.effect = effect }

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        switch (parts.first, parts.count) {
        case ("immediate", 1): effect = .immediate
        case ("exposure-time", 1): effect = .exposureTime
        case ("calendar-time", 1): effect = .calendarTime
        case ("spline", 1): effect = .spline(coefficients: 3)
        case ("spline", 2):
            guard let count = Int(parts[1]), (1...1000).contains(count) else { return nil }
            effect = .spline(coefficients: count)
        default: return nil
        }
    }

    var defaultValueDescription: String { "immediate" }
}
