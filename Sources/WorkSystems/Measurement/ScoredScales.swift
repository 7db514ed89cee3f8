import Design
import Groundwork

/// Several scales scored on one table, with their reliability.
struct ScoredScales {
    let table: DataTable
    let scales: [ScaleItems]
    /// Scores of all rows, scale by scale; NaN where too few items were answered.
    let scores: [[Double]]
    /// Nil for a scale of one item.
    let reliabilities: [Reliability?]
    /// The rows with all scores.
    let sample: Sample
    let notes: [String]

    init(
        _ scales: [ScaleItems], _ table: DataTable, estimator: OneFactorModel.Estimator
    ) throws(CausalError) {
        var (scores, reliabilities): ([[Double]], [Reliability?]) = ([], [])
        var incomplete = 0
        for scale in scales {
            let answers = try scale.answers(table)
            let own = scale.scores(answers)
            scores.append(own)
            incomplete +=
                own.indices.filter { row in
                    !own[row].isNaN && answers.contains { $0[row].isNaN }
                }.count
            reliabilities.append(
                scale.items.count > 1
                    ? try Reliability(scale.items, answers: answers, estimator: estimator) : nil)
        }
        let all = scores
        let kept = Parallel.positions(table.rowCount) { row in !all.contains { $0[row].isNaN } }
        guard kept.count >= 3 else {
            throw CausalError(
                .tooFewRows, "too few rows have all scores: \(kept.count), where three are the least",
                file: table.source)
        }
        self.table = table
        self.scales = scales
        self.scores = scores
        self.reliabilities = reliabilities
        sample = kept.count < table.rowCount ? Sample(table).keeping(kept) : Sample(table)
        notes = ScoredScales.notes(rows: table.rowCount, kept: kept.count, incomplete: incomplete)
    }

    private static func notes(rows: Int, kept: Int, incomplete: Int) -> [String] {
        var notes: [String] = []
        if kept < rows {
            notes.append("\(rows - kept) of \(rows) rows lack a score: too few items were answered.")
        }
        if incomplete > 0 {
            notes.append("\(incomplete) scores are means of the items that were answered.")
        }
        return notes
    }

    /// A scale's scores in the rows that have all.
    func complete(_ scale: Int) -> [Double] {
        sample.rows.map { Parallel.gather(scores[scale], at: $0) } ?? scores[scale]
    }

    /// A line for each scale with more than one item.
    func reliabilityDiagnostics(level: Double) -> [Diagnostic] {
        zip(scales, reliabilities).compactMap { scale, reliability in
            guard let reliability else { return nil }
            let interval = reliability.alphaInterval(level: level)
            var values: [JSONValue.Member] = [
                .init("items", .integer(scale.items.count)), .init("rows", .integer(reliability.rowCount)),
                .init("alpha", .number(reliability.alpha)), .init("alpha.low", .number(interval.low)),
                .init("alpha.high", .number(interval.high)),
            ]
            if let factor = reliability.factor {
                let bounds = factor.omegaInterval(level: level)
                values += [
                    .init("omega", .number(factor.omega)),
                    .init("omega.std.error", .number(factor.omegaStandardError)),
                    .init("omega.low", .number(bounds.low)), .init("omega.high", .number(bounds.high)),
                ]
            }
            return Diagnostic("reliability.\(scale.name)", values)
        }
    }

    /// Each item's place in its scale.
    var itemFact: JSONValue.Member {
        .init(
            "items",
            .array(
                zip(scales, reliabilities).flatMap { scale, reliability -> [JSONValue] in
                    scale.items.indices.map { item in
                        [
                            "scale": .string(scale.name), "item": .string(scale.items[item]),
                            "reversed": .bool(scale.reversed.contains(scale.items[item])),
                            "item.rest": reliability.map { .number($0.itemRestCorrelations[item]) } ?? .null,
                            "alpha.without": reliability.map { .number($0.alphaWithout[item]) } ?? .null,
                            "loading": reliability?.factor.map { .number($0.standardisedLoadings[item]) }
                                ?? .null,
                        ]
                    }
                }))
    }

    /// What to say of scales whose items do not hang together.
    func remarks() -> [String] {
        zip(scales, reliabilities).compactMap { scale, reliability in
            guard let reliability else { return nil }
            if let worst = reliability.itemRestCorrelations.indices.first(where: {
                reliability.itemRestCorrelations[$0] < 0
            }) {
                return
                    "The item \(scale.items[worst]) runs against the rest of \(scale.name): should it be turned round?"
            }
            if reliability.factor?.isImproper == true {
                return
                    "One factor fits \(scale.name) improperly: an item has (nearly) no variance of its own."
            }
            if reliability.alpha < 0.7 {
                return
                    "The items of \(scale.name) hang together loosely: α is \(Funnel.short(reliability.alpha))."
            }
            return scale.items.count >= 3 && reliability.factor == nil
                ? "ω of \(scale.name) could not be found: items determine one another." : nil
        }
    }
}
