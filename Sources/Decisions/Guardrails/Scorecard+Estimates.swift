import Groundwork
import Inference

extension Scorecard {
    /// A row `weight` for each measure (labels `measure`, `reward`, `first.low`, `first.high`) and a row `score` for each
    /// unit, best first (labels `unit`, `rank`, `rank.best`, `rank.worst`, `first.share`).
    ///
    /// - Parameters:
    ///   - share: by how much of itself each weight may vary; nil for any weights at all.
    ///   - draws: of weights.
    ///   - seed: of the draws.
    /// - Throws: as ``rankSpread(share:draws:seed:)``.
    public func estimates(share: Double? = nil, draws: Int = 2000, seed: UInt64 = 42) throws(CausalError)
        -> Estimates
    {
        let spread = try rankSpread(share: share, draws: draws, seed: seed)
        var table = DecisionRows(level: 0.95)
        let ranges = firstPlaceRanges
        for (j, measure) in measures.enumerated() {
            table.add(
                "weight",
                [
                    .init("measure", .string(measure.name)),
                    .init("better", measure.higherIsBetter ? "higher" : "lower"),
                    .init("reward", rewards.map { .number($0[j]) } ?? .null),
                    .init("first.low", ranges[j].map { .number($0.lowerBound) } ?? .null),
                    .init("first.high", ranges[j].map { .number($0.upperBound) } ?? .null),
                ], measure.weight)
        }
        let ranks = ranks
        let best = units.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }
        for unit in best {
            table.add(
                "score",
                [
                    .init("unit", .string(units[unit])), .init("rank", .integer(ranks[unit])),
                    .init("rank.best", .integer(spread.best[unit])),
                    .init("rank.worst", .integer(spread.worst[unit])),
                    .init("first.share", .number(spread.first[unit])),
                ], scores[unit])
        }
        return table.estimates(
            command: "scorecard",
            model: [
                .init("estimator", "scorecard"), .init("units", .integer(units.count)),
                .init("draws", .integer(draws)),
                .init("seed", .seed(seed)),
                .init("weights.vary", share.map(JSONValue.number) ?? "any"), .init("parts", parts(best)),
            ], notes: notes)
    }

    /// For the picture: what each measure adds to the scores of the first 60 units, best first.
    private func parts(_ best: [Int]) -> JSONValue {
        .object(
            measures.enumerated().map { j, measure in
                .init(
                    measure.name,
                    .array(best.prefix(60).map { .number(measure.weight * standardised[j][$0]) }))
            })
    }

    private var notes: [String] {
        guard let rewards else { return ["All units have the same score."] }
        var notes: [String] = []
        let leader = ranks.firstIndex(of: 1) ?? 0
        if let j = rewards.indices.max(by: { rewards[$0] < rewards[$1] }) {
            notes.append(
                "What tells units apart is mostly \(measures[j].name): weight \(Numbers.percent(measures[j].weight)), "
                    + "\(Numbers.percent(rewards[j])) of the score's variance.")
        }
        for j in rewards.indices where rewards[j] < -0.005 {
            notes.append("The score works against \(measures[j].name): units that do well in it score lower.")
        }
        for (measure, range) in zip(measures, firstPlaceRanges) {
            guard let range, range.lowerBound > 0 || range.upperBound < 1 else { continue }
            notes.append(
                "\(units[leader]) stays first while the weight of \(measure.name) is \(Numbers.percent(range.lowerBound)) to "
                    + "\(Numbers.percent(range.upperBound)).")
        }
        return notes
    }
}
