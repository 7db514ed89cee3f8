import DifferenceInDifferences

/// Moments of a panel's outcome vectors by cohort: all that difference-in-differences without covariates asks of the rows.
///
/// A kind of unit is a cohort (or a history of the treatment), the clusters it lies in, and the periods in which it is seen.
/// Of the units i of a kind, with the vector y_i of their outcomes less an origin,
///
///     n,   s = Σ y_i,   P = Σ y_i y_i′.
///
/// They give group-time effects with their full covariance, two-way fixed effects, event studies, Sun & Abraham, extended
/// two-way and imputation exactly, clustered by the unit or by what units lie in, for each is a linear function of a unit's
/// vector that is the same for all units of a kind. Without units, rows are kinds by cohort and period.
///
/// Whole units can be summed apart and ``Sums/merged(with:)``.
public struct PanelMoments: Sendable, Hashable {
    /// The outcome's column.
    public let outcome: String
    /// The columns of units and periods.
    public let panel: PanelIndex
    /// The column of the treatment.
    public let treatment: Treatment
    /// The columns of clusters that hold whole units.
    public let clusters: [String]

    /// Makes the request; a cluster that is the unit itself needs no sums of its own.
    public init(outcome: String, panel: PanelIndex, treatment: Treatment, clusters: [String] = []) {
        self.outcome = outcome
        self.panel = panel
        self.treatment = treatment
        self.clusters = clusters.filter { $0 != panel.unit }
    }

    /// The columns that may not be missing, in the order in which missing values are counted.
    var required: [String] {
        var names = [outcome, panel.period] + (panel.unit.map { [$0] } ?? [])
        if case .status(let column) = treatment { names.append(column) }
        return names
    }

    /// Whether the treatment is a column of first treated periods.
    var hasCohorts: Bool { if case .firstTreated = treatment { true } else { false } }

    /// The sums of all kinds of units.
    public struct Sums: Sendable, Hashable, Codable {
        /// The periods' values.
        public let periods: [CrossProducts.Key]
        /// By cohort (where there is one), clusters and history: moments of the outcome, a variable a period. A history
        /// names the periods seen by their positions from 1 on, `1,2,4`, with the treatment behind a colon where it is a
        /// status, and `:-` where its outcome is missing; other periods' sums mean nothing.
        public let moments: CrossProducts

        /// The sums of these units and others together; no unit may be in both.
        ///
        /// - Throws: `CausalError.Code.badArgument` when periods differ.
        public func merged(with other: Sums) throws(CausalError) -> Sums {
            guard periods == other.periods else {
                throw CausalError(
                    .badArgument, "parts of a panel have the same periods, and whole units",
                    value: other.periods.map(\.description).joined(separator: ", "))
            }
            return Sums(periods: periods, moments: try moments.merged(with: other.moments))
        }
    }

    /// Refuses more numbers than 2 GB hold.
    static func check(kinds: Int, periods: Int) throws(CausalError) {
        guard Double(kinds) * Double(periods) * Double(periods + 3) * 4 <= 0x1p31 else {
            throw CausalError(
                .badArgument,
                "\(kinds) kinds of units (cohort, cluster, periods seen) times the pairs of \(periods) periods are too many numbers",
                remedy: "Take coarser periods, or cluster by the unit, or fit on the rows.")
        }
    }

    /// Whether rows without an outcome still say when a unit was treated.
    var readsAllStatuses: Bool { !hasCohorts && panel.unit != nil }

    /// The names of the moments' keys.
    var keys: [String] {
        (hasCohorts ? [treatment.column] : []) + clusters + ["history"]
    }
}

/// The periods in which a unit is seen, and its treatment in each where that is a status.
struct PanelHistory: Hashable {
    var positions: [Int] = []
    var statuses: [Double] = []
    /// Whether the outcome is known in each of them; a status counts where it is not.
    var isKnown: [Bool] = []

    /// The periods with an outcome, by their place in the history.
    var known: [Int] { isKnown.indices.filter { isKnown[$0] } }

    init() {}

    /// - Throws: `CausalError.Code.badValue` for a text that is none.
    init(_ text: String) throws(CausalError) {
        for item in text.split(separator: ",") {
            let parts = item.split(separator: ":", omittingEmptySubsequences: false)
            guard let first = parts.first, let position = Int(first), position > 0, parts.count < 4 else {
                throw CausalError(.badValue, "the database's answer has no history", value: text)
            }
            positions.append(position - 1)
            isKnown.append(parts.count < 3)
            if parts.count > 1 {
                guard let status = Double(parts[1]) else {
                    throw CausalError(.badValue, "a treatment is no number", value: text)
                }
                statuses.append(status)
            }
        }
    }

    var text: String {
        positions.indices.map { place in
            (statuses.isEmpty
                ? "\(positions[place] + 1)" : "\(positions[place] + 1):\(statuses[place].shortestDecimal)")
                + (isKnown[place] ? "" : ":-")
        }.joined(separator: ",")
    }

    /// Whether a period occurs twice.
    var repeats: Bool { Set(positions).count < positions.count }
}
