import Regression

/// How an outcome varies about its mean in a marginal or generalised mixed model.
///
/// | family | usual link | others | variance | dispersion φ |
/// |---|---|---|---|---|
/// | ``gaussian`` | identity | log | φ | estimated |
/// | ``binomial`` | logit | log, identity | μ(1 − μ) | 1 |
/// | ``poisson`` | log | identity | μ | 1 |
/// | ``quasipoisson`` | log | identity | φμ | estimated |
public enum OutcomeFamily: String, Sendable, Hashable, Codable, CaseIterable {
    /// Numbers of any sign.
    case gaussian
    /// Events, 0 or 1.
    case binomial
    /// Counts, whose variance is the mean.
    case poisson
    /// Counts, whose variance is proportional to the mean.
    case quasipoisson

    /// The usual link.
    public var link: Link {
        switch self {
        case .gaussian: .identity
        case .binomial: .logit
        case .poisson, .quasipoisson: .log
        }
    }

    /// The links that the family may have.
    public var links: [Link] {
        switch self {
        case .gaussian: [.identity, .log]
        case .binomial: [.logit, .log, .identity]
        case .poisson, .quasipoisson: [.log, .identity]
        }
    }

    /// Whether φ is estimated.
    var estimatesDispersion: Bool { self == .gaussian || self == .quasipoisson }

    /// V(μ); not positive for a mean that the family does not allow.
    func variance(_ mean: Double) -> Double {
        switch self {
        case .gaussian: 1
        case .binomial: mean * (1 - mean)
        case .poisson, .quasipoisson: mean
        }
    }

    /// Refuses a link that does not go with the family.
    func check(_ link: Link) throws(CausalError) {
        guard !links.contains(link) else { return }
        throw CausalError(
            .badArgument, "the family \(rawValue) has no link \(link.rawValue)",
            remedy: "Its links are: \(links.map(\.rawValue).joined(separator: ", ")).")
    }

    /// Refuses an outcome that the family cannot have.
    func check(_ outcome: [Double], _ sample: Sample, _ name: String) throws(CausalError) {
        let isAllowed: (Double) -> Bool
        switch self {
        case .gaussian: return try OutcomeFamily.checkScale(outcome, sample, name)
        case .binomial: isAllowed = { $0 == 0 || $0 == 1 }
        case .poisson, .quasipoisson: isAllowed = { $0 >= 0 && $0 == $0.rounded() }
        }
        guard let position = outcome.firstIndex(where: { !isAllowed($0) }) else { return }
        throw CausalError(
            .badValue,
            self == .binomial ? "an event is neither 0 nor 1" : "a count is negative or not whole",
            file: sample.table.source, column: name, row: sample.tableRow(position),
            value: outcome[position].shortestDecimal,
            remedy: self == .binomial
                ? "Code the outcome 1 for an event and 0 for none, or take --family gaussian or poisson."
                : "Counts are 0, 1, 2, …; take --family gaussian for other numbers.")
    }
}

extension OutcomeFamily {
    /// Refuses numbers whose squares overflow or vanish.
    private static func checkScale(_ outcome: [Double], _ sample: Sample, _ name: String) throws(CausalError)
    {
        let largest = outcome.reduce(0) { max($0, $1.magnitude) }
        guard largest > 1e140 || (largest > 0 && largest < 1e-140) else { return }
        throw CausalError(
            .badValue, "the outcome's numbers are too \(largest > 1 ? "large" : "small") to be squared",
            file: sample.table.source, column: name, value: largest.shortestDecimal,
            remedy: "Take another unit: multiply or divide the outcome by a power of ten.")
    }
}

extension Link {
    /// μ at a linear predictor; probit does not occur in these models.
    func mean(at eta: Double) -> Double {
        switch self {
        case .identity, .probit: eta
        case .log: Exponential.of(eta)
        case .logit: 1 / (1 + Exponential.of(-eta))
        }
    }

    /// dμ/dη at a mean.
    func slope(at mean: Double) -> Double {
        switch self {
        case .identity, .probit: 1
        case .log: mean
        case .logit: mean * (1 - mean)
        }
    }

    /// The exponential of a row's estimate and interval: a ratio of means or of odds.
    func ratioLabels(_ row: Estimate) -> [JSONValue.Member] {
        guard self != .identity, row.isEstimated else { return [] }
        let ends = [row.estimate, row.interval.low, row.interval.high].map(Exponential.of)
        return zip(["ratio", "ratio.low", "ratio.high"], ends).map {
            .init($0, .finite($1))
        }
    }
}
