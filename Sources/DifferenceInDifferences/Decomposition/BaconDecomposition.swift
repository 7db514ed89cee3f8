import Regression

/// A two-way fixed-effects coefficient as a weighted mean of comparisons.
public struct BaconDecomposition: Sendable {
    /// The comparisons, by the earlier group, then by the later one.
    public let comparisons: [Comparison]
    /// The coefficient itself, by least squares.
    public let coefficient: Double
    let facts: [JSONValue.Member]
    let notes: [String]
    let labels: EffectCells.PeriodLabels

    /// Who is compared with whom.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// The later group is not treated yet.
        case earlierVersusLater = "earlier vs later treated"
        /// The earlier group is treated already.
        case laterVersusEarlier = "later vs earlier treated"
        /// The controls are never treated.
        case treatedVersusNever = "treated vs never treated"
        /// The controls are treated in all periods.
        case laterVersusAlways = "later vs always treated"
        /// Both groups are treated at some time; all periods, with covariates.
        case bothTreated = "earlier and later treated"
        /// Units of one group, whose covariates differ.
        case withinGroups = "within groups"
    }

    /// Two groups in two spans of time.
    public struct Comparison: Sendable, Hashable {
        /// Who is compared with whom.
        public let type: Kind
        /// The first treated period of the group whose treatment changes; NaN within groups.
        public let treated: Double
        /// The first treated period of the controls; +∞ for never, NaN within groups.
        public let control: Double
        /// Its weight in the coefficient.
        public let weight: Double
        /// The difference of differences.
        public let estimate: Double

        func scaled(_ total: Double) -> Comparison {
            Comparison(
                type: type, treated: treated, control: control, weight: weight / total, estimate: estimate)
        }
    }

    /// The weight of a type, and its weighted mean estimate; nil when it does not occur.
    public func total(_ type: Kind) -> (weight: Double, estimate: Double)? {
        let members = comparisons.filter { $0.type == type }
        let weight = members.reduce(0) { $0 + $1.weight }
        guard weight > 0 else { return nil }
        return (weight, members.reduce(0) { $0 + $1.weight * $1.estimate } / weight)
    }

    /// The comparisons as rows, the totals by type as diagnostics.
    public var estimates: Estimates {
        let rows = comparisons.map { comparison in
            Estimate(
                term: comparison.type.rawValue,
                labels: [
                    .init("type", .string(comparison.type.rawValue)),
                    .init("treated", comparison.treated.isNaN ? .null : labels.label(comparison.treated)),
                    .init("control", comparison.control.isNaN ? .null : labels.label(comparison.control)),
                    .init("weight", .number(comparison.weight)),
                ], estimate: comparison.estimate, standardError: .nan, degreesOfFreedom: nil)
        }
        let totals = Kind.allCases.compactMap { type in
            total(type).map {
                Diagnostic(
                    type.rawValue,
                    [.init("weight", .number($0.weight)), .init("estimate", .number($0.estimate))])
            }
        }
        return Estimates(
            command: "decompose", rows: rows,
            covariance: Matrix(rows.count, rows.count, repeating: .nan),
            model: [.init("estimator", "goodman-bacon"), .init("twfe", .number(coefficient))] + facts,
            diagnostics: totals, notes: notes + ["The comparisons have no standard errors."])
    }
}
