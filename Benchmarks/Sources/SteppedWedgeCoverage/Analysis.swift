import Causal

/// A fit of a trial and the ways to judge it.
struct Analysis: Sendable {
    /// What the effect means for events.
    enum Scale { case conditional, marginal, difference }

    /// The judgements' names.
    let names: [String]
    let scale: Scale
    /// The treatment's row by each judgement; nil where there is none.
    let rows: @Sendable (DataTable) -> [Estimate?]

    private static let trial = SteppedWedge(
        outcome: "y", cluster: "cluster", period: "period", treatment: "treatment")

    /// Those for a family.
    static func all(_ family: SimulatedTrial.Family) -> [Analysis] {
        let events = family == .binomial
        return [mixed] + [false, true].map { marginal(events ? .binomial : .gaussian, isAdjusted: $0) }
            + (events ? [generalised] : []) + [standardised(events ? .binomial : .gaussian)]
            + [TrialContrast.fixedEffects, .withinPeriod].map(permutation)
    }

    private static let mixed = Analysis(
        names: MixedInference.allCases.map { "mixed model, \($0.title)" }, scale: .difference
    ) { table in
        let fit = try? trial.fit(table)
        return MixedInference.allCases.map { try? fit?.estimates($0).row("treatment") }
    }

    private static func marginal(_ family: OutcomeFamily, isAdjusted: Bool) -> Analysis {
        let model = MarginalModel(trial, family: family, isMatrixAdjusted: isAdjusted)
        return Analysis(
            names: MarginalInference.allCases.map { "\(isAdjusted ? "MAEE" : "GEE"), \($0.title)" },
            scale: family == .binomial ? .marginal : .difference
        ) { table in
            let fit = try? model.fit(table)
            return MarginalInference.allCases.map { try? fit?.estimates($0).row("treatment") }
        }
    }

    private static let generalised = Analysis(
        names: GeneralisedMixedInference.allCases.map { "GLMM, Laplace, \($0.rawValue)" }, scale: .conditional
    ) { table in
        let fit = try? GeneralisedMixedModel(trial, family: .binomial).fit(table)
        return GeneralisedMixedInference.allCases.map { try? fit?.estimates($0).row("treatment") }
    }

    /// Averaged over people; the true effect is the same for all.
    private static func standardised(_ family: OutcomeFamily) -> Analysis {
        // Without covariates the correlation of the working model changes nothing.
        var independent = trial
        independent.correlation = .independent
        let model = MarginalModel(independent, family: family)
        return Analysis(names: ["standardised, jackknife, t(K − 1)"], scale: .difference) { table in
            [try? model.standardised(table).estimates().rows.first]
        }
    }

    private static func permutation(_ contrast: TrialContrast) -> Analysis {
        let name =
            contrast == .fixedEffects
            ? "permutation, fixed effects" : "permutation, within periods (vertical)"
        return Analysis(names: [name], scale: .difference) { table in
            [
                try? trial.permutationTest(table, PermutationAnalysis(contrast, draws: 999)).estimates()
                    .row("treatment")
            ]
        }
    }
}

extension MixedInference {
    /// Its name in the table.
    fileprivate var title: String {
        switch self {
        case .normal: "normal"
        case .t: "t(K − p)"
        case .satterthwaite: "Satterthwaite"
        case .kenwardRoger: "Kenward–Roger"
        case .betweenWithin: "between–within"
        case .robust: "robust (CR0), normal"
        case .cr2: "CR2, Satterthwaite"
        case .cr3: "CR3, Satterthwaite"
        }
    }
}

extension MarginalInference {
    /// Its name in the table; with t(K − p) but for the last two.
    fileprivate var title: String {
        switch self {
        case .model: "model"
        case .robust: "robust"
        case .kauermannCarroll: "Kauermann–Carroll"
        case .manclDeRouen: "Mancl–DeRouen"
        case .fayGraubard: "Fay–Graubard"
        case .morelBokossaNeerchal: "Morel–Bokossa–Neerchal"
        case .cr2: "CR2, Satterthwaite"
        case .cr3: "CR3, Satterthwaite"
        }
    }
}
