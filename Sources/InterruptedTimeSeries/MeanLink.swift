import Regression

/// How the linear predictor and the mean go together.
enum MeanLink: Sendable {
    case identity
    case log
    case logit

    /// μ(η)
    func mean(_ eta: Double) -> Double {
        switch self {
        case .identity: eta
        case .log: Exponential.of(eta)
        case .logit: 1 / (1 + Exponential.of(-eta))
        }
    }

    /// dμ/dη
    func slope(_ mean: Double) -> Double {
        switch self {
        case .identity: 1
        case .log: mean
        case .logit: mean * (1 - mean)
        }
    }

    /// The exponential of a row's estimate and interval.
    func ratioLabels(_ row: Estimate) -> [JSONValue.Member] {
        guard self != .identity, row.isEstimated else { return [] }
        return [
            .init("ratio", .finite(Exponential.of(row.estimate))),
            .init("ratio.low", .finite(Exponential.of(row.interval.low))),
            .init("ratio.high", .finite(Exponential.of(row.interval.high))),
        ]
    }
}

extension SegmentedRegression {
    /// The link of the outcome's family.
    var link: MeanLink {
        switch family {
        case nil: .identity
        case .binomial?: .logit
        default: .log
        }
    }
}

extension JSONValue {
    /// A number, or null for one that JSON does not have.
    static func finite(_ value: Double) -> JSONValue { value.isFinite ? .number(value) : .null }
}
