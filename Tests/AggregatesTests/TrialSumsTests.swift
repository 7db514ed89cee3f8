import Aggregates
import Testing

/// A way to analyse a trial, and what it needs of the cells.
struct TrialQuestion: Sendable {
    let name: String
    let trial: SteppedWedge
    let detail: TrialSums.Detail
    let answer: @Sendable (SteppedWedge, DataTable) throws -> Estimates

    private static func trial(
        _ outcome: String = "y", _ correlation: TrialCorrelation = .nestedExchangeable,
        effect: TreatmentEffect = .immediate, covariates: String? = nil
    ) -> SteppedWedge {
        SteppedWedge(
            outcome: outcome, cluster: "site", period: "step", treatment: "exposed",
            correlation: correlation, effect: effect, covariates: covariates)
    }

    static let all: [TrialQuestion] = [
        .init(name: "reml nested", trial: trial(), detail: .moments) {
            try $0.fit($1).estimates(.kenwardRoger)
        },
        .init(name: "ml exchangeable", trial: trial("y", .exchangeable), detail: .moments) {
            try $0.fit($1, .ml).estimates(.satterthwaite)
        },
        .init(
            name: "exposure time", trial: trial("y", .exchangeable, effect: .exposureTime), detail: .moments
        ) { try $0.fit($1).estimates(.robust) },
        .init(
            name: "covariates", trial: trial("y", .exchangeable, covariates: "z + factor(kind)"),
            detail: .moments
        ) { try $0.fit($1).estimates(.satterthwaite) },
        .init(name: "gee", trial: trial(), detail: .patterns) {
            try MarginalModel($0).fit($1).estimates(.kauermannCarroll)
        },
        .init(
            name: "gee events", trial: trial("event", .exchangeable, covariates: "kind"), detail: .outcomes
        ) {
            try MarginalModel($0, family: .binomial).fit($1).estimates(.robust)
        },
        .init(name: "glmm events", trial: trial("event", .exchangeable), detail: .outcomes) {
            try GeneralisedMixedModel($0, family: .binomial).fit($1).estimates(.normal)
        },
        .init(name: "glmm counts", trial: trial("visits", .exchangeable), detail: .outcomes) {
            try GeneralisedMixedModel($0, family: .poisson).fit($1).estimates(.normal)
        },
        .init(name: "standardised", trial: trial(), detail: .patterns) {
            try MarginalModel($0).standardised($1).estimates(level: 0.95)
        },
        .init(name: "standardised events", trial: trial("event", .exchangeable), detail: .outcomes) {
            try MarginalModel($0, family: .binomial).standardised($1).estimates(level: 0.95)
        },
        .init(name: "staggered", trial: trial(), detail: .moments) { try $0.staggeredComparison($1) },
    ]

    /// The answer from sums against the rows' own.
    func compare(
        _ table: DataTable, _ comment: String, _ statistics: (CellSums) throws -> CrossProducts
    ) throws {
        let sums = try TrialSums(trial, detail: detail)
        let rows = try sums.table(statistics(sums.sums))
        // The search for the largest likelihood ends at a tolerance of its own, which moves standard errors by 4e-9;
        // estimating equations are solved exactly.
        expectSame(
            try answer(sums.model, rows.table).restated(for: rows), try answer(trial, table),
            "\(comment) \(name)", tolerance: detail == .moments ? 1e-8 : 1e-9)
    }
}

@Suite struct TrialSumsTests {
    @Test(arguments: TrialQuestion.all) func answersAreThoseOfTheRows(_ question: TrialQuestion) throws {
        for seed in 1...2 as ClosedRange<UInt64> {
            let table = try randomWedge(seed)
            try question.compare(table, "seed \(seed)") { try $0.statistics(table) }
        }
    }

    @Test func individualsAreRefused() throws {
        var trial = TrialQuestion.all[0].trial
        trial.individual = "person"
        #expect(throws: CausalError.self) { try TrialSums(trial) }
    }
}
