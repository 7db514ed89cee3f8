import Regression

/// An effect beside those that the same model finds where there can be none.
public struct EffectReplications: Sendable, Hashable {
    /// Where the other effects come from.
    public enum Kind: String, Sendable, Hashable, Codable {
        /// Earlier dates in the periods before the interruption.
        case placeboDates = "placebo-dates"
        /// Control units in the treated one's place.
        case permutedControls = "permuted-controls"
    }

    /// One of the other effects.
    public struct Effect: Sendable, Hashable {
        /// The date or unit.
        public let label: String
        /// The estimate there.
        public let estimate: Double
        /// Its standard error; NaN where there is none.
        public let standardError: Double
    }

    /// Where the other effects come from.
    public let kind: Kind
    /// The term, e.g. `level` or `difference.slope`.
    public let term: String
    /// The effect itself.
    public let estimate: Double
    /// The other effects.
    public let others: [Effect]
    /// How many dates or units gave no estimate.
    public let failures: Int

    /// How many of the other effects are as large in magnitude.
    public var asLarge: Int {
        others.filter { abs($0.estimate) >= abs(estimate) * (1 - 1e-12) }.count
    }

    /// The share of the other effects that are as large; NaN without any.
    public var share: Double { Double(asLarge) / Double(others.count) }

    /// (1 + as large)/(1 + all): for units exact under random assignment, for dates a description.
    public var pValue: Double { Double(asLarge + 1) / Double(others.count + 1) }

    /// What goes into the answer.
    public var diagnostic: Diagnostic {
        let name = kind == .placeboDates ? "date" : "unit"
        let rows = others.map { effect in
            JSONValue.object([
                .init(name, .string(effect.label)), .init("estimate", .finite(effect.estimate)),
                .init("std.error", .finite(effect.standardError)),
            ])
        }
        let p: [JSONValue.Member] = kind == .permutedControls ? [.init("p.value", .number(pValue))] : []
        return Diagnostic(
            kind.rawValue,
            [
                .init("term", .string(term)), .init("estimate", .finite(estimate)),
                .init("share", .finite(share)), .init("as.large", .integer(asLarge)),
                .init("\(name)s", .integer(others.count)), .init("failures", .integer(failures)),
            ] + p + [.init("effects", .array(rows))])
    }
}

extension SegmentedRegression {
    /// One list for each term of the effect.
    func replications(
        _ kind: EffectReplications.Kind, _ terms: [String], _ actual: Estimates,
        _ found: [(label: String, answer: Estimates)], failures: Int
    ) throws(CausalError) -> [EffectReplications] {
        var lists: [EffectReplications] = []
        for term in terms {
            let others = found.compactMap { label, answer -> EffectReplications.Effect? in
                guard let row = answer.rows.first(where: { $0.term == term }), row.isEstimated else {
                    return nil
                }
                return .init(label: label, estimate: row.estimate, standardError: row.standardError)
            }
            lists.append(
                EffectReplications(
                    kind: kind, term: term, estimate: try actual.row(term).estimate, others: others,
                    failures: failures + found.count - others.count))
        }
        return lists
    }
}
