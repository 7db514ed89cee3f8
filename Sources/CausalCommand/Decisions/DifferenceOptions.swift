import ArgumentParser
import Causal

/// The difference between two options in numbers, or as rows of results.
struct DifferenceOptions: ParsableArguments {
    @Option(
        parsing: .unconditional, help: "The difference in effect; or FILE.json:TERM, a result's row.")
    var effect: AmountSource?

    @Option(parsing: .unconditional, help: "Its standard error.")
    var effectSe: Double?

    @Option(parsing: .unconditional, help: "The difference in cost; or FILE.json:TERM, a result's row.")
    var cost: AmountSource?

    @Option(parsing: .unconditional, help: "Its standard error.")
    var costSe: Double?

    @Option(
        parsing: .unconditional,
        help: "The covariance of the two estimates (default: that of rows of one file, else 0).")
    var covariance: Double?

    var isGiven: Bool {
        effect != nil || cost != nil || [effectSe, costSe, covariance].contains { $0 != nil }
    }

    func difference() throws(CausalError) -> IncrementalCostEffectiveness {
        guard let effect, let cost, effectSe != nil || effect.isRow, costSe != nil || cost.isRow else {
            throw CausalError(.badArgument, "--effect, --effect-se, --cost and --cost-se go together")
        }
        for error in [effectSe, costSe].compactMap({ $0 }) where !(error >= 0) {
            throw CausalError(.badArgument, "a standard error is not negative", value: "\(error)")
        }
        if case .row(let file, let term) = effect, case .row(file, let other) = cost, covariance == nil {
            guard effectSe == nil, costSe == nil else {
                throw CausalError(
                    .badArgument, "a result's row has its own standard error",
                    remedy: "Leave out --effect-se and --cost-se.")
            }
            return try IncrementalCostEffectiveness(Estimates(saved: file), effect: term, cost: other)
        }
        let (gain, price) = (
            try effect.amount(effectSe, "--effect"), try cost.amount(costSe, "--cost")
        )
        return try IncrementalCostEffectiveness(
            effect: gain.amount, cost: price.amount,
            effectVariance: gain.standardError * gain.standardError,
            costVariance: price.standardError * price.standardError, covariance: covariance ?? 0)
    }

    /// What to know when estimates of the same people are taken as independent.
    var notes: [String] {
        guard covariance == nil, case .row(let file, _) = effect, case .row(let other, _) = cost,
            file != other
        else { return [] }
        return [
            "Effect and cost come from two results and count as independent; estimates from the same people are not: give "
                + "their --covariance, or use causal net-benefit."
        ]
    }
}

/// The difference between two options as two rows of a stored result.
struct StoredDifferenceOptions: ParsableArguments {
    @Option(help: "A result that --format json wrote; the covariance of its rows is used.")
    var estimate: String?

    @Option(help: "The row of the difference in effect.")
    var effectTerm: String?

    @Option(help: "The row of the difference in cost.")
    var costTerm: String?

    var isGiven: Bool { estimate != nil || effectTerm != nil || costTerm != nil }

    func difference() throws(CausalError) -> IncrementalCostEffectiveness {
        guard let estimate, let effectTerm, let costTerm else {
            throw CausalError(.badArgument, "--estimate, --effect-term and --cost-term go together")
        }
        return try IncrementalCostEffectiveness(
            Estimates(saved: estimate), effect: effectTerm, cost: costTerm)
    }
}
