import Groundwork

/// How p-values are adjusted when several hypotheses are tested at once.
///
/// | method | adjusted p-value, p₍₁₎ ≤ … ≤ p₍ₘ₎ | controls |
/// |---|---|---|
/// | ``bonferroni`` | m·p | the chance of any false rejection |
/// | ``holm`` | max over i ≤ j of (m − i + 1)·p₍ᵢ₎ | the same, never less powerful |
/// | ``benjaminiHochberg`` | min over i ≥ j of m·p₍ᵢ₎/i | the share of false ones among the rejections |
///
/// None is above 1. Bonferroni's and Holm's hold whatever the dependence between tests; Benjamini & Hochberg's for
/// independent or positively dependent ones. Romano & Wolf's method uses the dependence: `romanoWolf`.
///
/// - Source: Holm (1979), Scandinavian Journal of Statistics 6; Benjamini & Hochberg (1995), Journal of the Royal
///   Statistical Society B 57. The numbers are those of R's `p.adjust`.
public enum MultipleTesting: String, Sendable, Hashable, Codable, CaseIterable {
    /// m·p.
    case bonferroni
    /// Holm's step-down.
    case holm
    /// Benjamini & Hochberg's step-up.
    case benjaminiHochberg = "bh"

    /// The adjusted p-values in the order of the given ones; a missing one (NaN) stays missing and does not count.
    public func adjusted(_ pValues: [Double]) -> [Double] {
        let order = pValues.indices.filter { !pValues[$0].isNaN }
            .sorted { (pValues[$0], $0) < (pValues[$1], $1) }
        var result = [Double](repeating: .nan, count: pValues.count)
        let m = order.count
        switch self {
        case .bonferroni: for i in order { result[i] = min(1, Double(m) * pValues[i]) }
        case .holm:
            var running = 0.0
            for (rank, i) in order.enumerated() {
                running = max(running, min(1, Double(m - rank) * pValues[i]))
                result[i] = running
            }
        case .benjaminiHochberg:
            var running = 1.0
            for (rank, i) in order.enumerated().reversed() {
                running = min(running, Double(m) * pValues[i] / Double(rank + 1))
                result[i] = running
            }
        }
        return result
    }
}

extension Estimate {
    /// The label that holds an adjusted p-value.
    static let adjustedName = "p.adjusted"

    /// The p-value adjusted for testing several rows at once; nil when it was not asked for.
    public var adjustedPValue: Double? { labels.first { $0.name == Estimate.adjustedName }?.value.double }
}

extension Estimates {
    /// The result with p-values adjusted for testing several rows at once, as the rows' label `p.adjusted`.
    ///
    /// - Parameters:
    ///   - method: how.
    ///   - terms: the rows' names; nil for all that can be tested but the intercept.
    /// - Throws: `CausalError.Code.unknownTerm`; `CausalError.Code.notIdentified` when a named row has no standard error.
    public func adjusted(_ method: MultipleTesting, rows terms: [String]? = nil) throws(CausalError)
        -> Estimates
    {
        let positions = try family(terms)
        let values = method.adjusted(positions.map { rows[$0].pValue })
        return adding(adjusted: values, at: positions, facts: [.init("method", .string(method.rawValue))])
    }

    /// The result with adjusted p-values at some rows; those that were there before give way.
    func adding(adjusted values: [Double], at positions: [Int], facts: [JSONValue.Member]) -> Estimates {
        var changed = rows
        for (position, value) in zip(positions, values) {
            let row = rows[position]
            let labels = row.labels.filter { $0.name != Estimate.adjustedName }
            changed[position] = row.renamed(
                row.term, labels: labels + [.init(Estimate.adjustedName, .number(value))]
            ).with(simultaneous: row.simultaneous)
        }
        let fact = JSONValue.Member(
            Estimate.adjustedName, .object(facts + [.init("rows", .integer(positions.count))]))
        return Estimates(
            command: command, rows: changed, covariance: covariance,
            model: model.filter { $0.name != Estimate.adjustedName } + [fact], diagnostics: diagnostics,
            notes: notes)
    }
}
