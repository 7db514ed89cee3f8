import Design
import Groundwork

/// The burnout triad — exhaustion, cynicism, professional efficacy — scored from the columns of a questionnaire.
///
/// Each score is the mean of its items. High exhaustion and cynicism and low efficacy are adverse; the three are kept
/// apart, since they have different causes and cures, and told together as profiles (``BurnoutProfile``).
///
/// ```swift
/// let triad = try BurnoutMeasure(
///     exhaustion: ["ex1", "ex2", "ex3"], cynicism: ["cy1", "cy2", "cy3"], efficacy: ["pe1", "pe2", "pe3"],
///     range: 0...6
/// ).fit(survey)
/// print(try triad.estimates(by: "clinic", cluster: "clinic"))
/// try triad.table().write(csv: "scored.csv")            // for causal did, ols, its
/// ```
///
/// - Source: Maslach & Jackson (1981), Journal of Occupational Behaviour 2, 99–113; Maslach, Schaufeli & Leiter (2001),
///   Annual Review of Psychology 52, 397–422. The inventory's items are their publisher's; none are part of this.
public struct BurnoutMeasure: Sendable, Hashable {
    /// The three scales: exhaustion, cynicism, efficacy.
    public let scales: [ScaleItems]
    /// What counts as high and low.
    public var boundaries: BurnoutBoundaries
    /// How the factor behind ω is found.
    public var estimator: OneFactorModel.Estimator

    /// Makes a measure.
    ///
    /// - Parameters:
    ///   - exhaustion: the items of exhaustion.
    ///   - cynicism: the items of cynicism (depersonalisation).
    ///   - efficacy: the items of professional efficacy (personal accomplishment), high for good.
    ///   - reversed: items to turn round, such as efficacy's when they ask for inefficacy.
    ///   - range: the lowest and the highest answer.
    ///   - answeredShare: the share of a scale's items that must be answered.
    ///   - boundaries: what counts as high and low.
    ///   - estimator: how the factor behind ω is found.
    /// - Throws: as `ScaleItems`; `CausalError.Code.badArgument` for an item of two scales or a reversed one of none.
    public init(
        exhaustion: [String], cynicism: [String], efficacy: [String], reversed: Set<String> = [],
        range: ClosedRange<Double>? = nil, answeredShare: Double = 0.5,
        boundaries: BurnoutBoundaries = .critical,
        estimator: OneFactorModel.Estimator = .maximumLikelihood
    ) throws(CausalError) {
        var scales: [ScaleItems] = []
        for (name, items) in [("exhaustion", exhaustion), ("cynicism", cynicism), ("efficacy", efficacy)] {
            scales.append(
                try ScaleItems(
                    name, items: items, reversed: reversed, range: range, answeredShare: answeredShare))
        }
        try ScaleItems.check(scales, reversed: reversed)
        if case .scores(let a, let b, let c) = boundaries, ![a, b, c].allSatisfy(\.isFinite) {
            throw CausalError(.badArgument, "boundaries are finite numbers", value: "\(a),\(b),\(c)")
        }
        self.scales = scales
        self.boundaries = boundaries
        self.estimator = estimator
    }

    /// Scores a table.
    ///
    /// - Throws: what reading columns throws; `CausalError.Code.tooFewRows` with fewer than three people who have all three
    ///   scores, or with all items answered; `CausalError.Code.notIdentified` for an item that never varies.
    public func fit(_ table: DataTable) throws(CausalError) -> BurnoutScores {
        try BurnoutScores(self, try ScoredScales(scales, table, estimator: estimator))
    }
}

extension ScaleItems {
    /// Refuses items of two scales, and items to turn round that belong to none.
    static func check(_ scales: [ScaleItems], reversed: Set<String>) throws(CausalError) {
        var seen: Set<String> = []
        for item in scales.flatMap(\.items) where !seen.insert(item).inserted {
            throw CausalError(.badArgument, "an item belongs to two scales", value: item)
        }
        if let stray = reversed.subtracting(seen).sorted().first {
            throw CausalError(
                .badArgument, "an item that is to be turned round belongs to no scale", value: stray)
        }
    }
}
