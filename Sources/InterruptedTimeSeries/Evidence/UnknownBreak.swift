import Distributions
import Regression

/// The test of a break at an unknown date (sup-F), the date that fits best, and a confidence set for it.
///
///     sup-F = max over T of (RSS₀ − RSS_T)/(RSS_T/(n − k − q))
///
/// RSS₀ is that of the model without an interruption, RSS_T with its change (level, slope or both; q columns) at T, a date with at
/// least 15 % of the periods on either side. Errors are taken as independent.
///
/// - ``pValue`` compares with sup-F of simulated normal outcomes on the same columns: exact for independent normal errors whatever the
///   trend and season (Hansen 2000's fixed regressors), up to the draws.
/// - ``asymptoticPValue`` is Hansen's (1997) approximation to Andrews' (1993) distribution, which supposes regressors without
///   a trend.
/// - ``first`` and ``last`` end Bai and Perron's set: a large sample's, for a break that is not tiny, errors of each side with their own variance.
///
/// Source: Andrews (1993), Econometrica 61; Hansen (1997), Journal of Business & Economic Statistics 15; Hansen (2000), Journal of
/// Econometrics 97; Bai & Perron (2003), Journal of Applied Econometrics 18, section 2.3.
public struct UnknownBreak: Sendable, Hashable {
    /// The largest F, in the form that is compared with q times an F.
    public let statistic: Double
    /// The first period after the break that fits best.
    public let date: TimePoint
    /// P(sup-F ≥ statistic) without a break, by simulation.
    public let pValue: Double
    /// The same by Hansen's approximation.
    public let asymptoticPValue: Double
    /// The earliest date of the confidence set, within the data; nil where the set does not exist.
    public let first: TimePoint?
    /// The latest date of the confidence set.
    public let last: TimePoint?
    /// How many dates were tried.
    public let candidates: Int
    /// How many outcomes were simulated.
    public let draws: Int
    /// The seed of the simulation.
    public let seed: UInt64

    /// The share of periods left on either side.
    public static let trimming = 0.15

    /// 1 − P(χ²(η) ≤ θ₀ + θ₁x), with 15 % trimmed on either side and one or two changing columns.
    static func hansen(_ x: Double, changing: Int) -> Double {
        let (constant, factor, df) =
            changing == 1
            ? (-0.98828874, 1.01604712, 2.96752918) : (-1.65273586, 1.05932633, 4.69340428)
        return ChiSquared(df: df).survival(max(0, constant + factor * x))
    }

    /// What goes into the answer.
    public var diagnostic: Diagnostic {
        Diagnostic(
            "sup-f",
            [
                .init("statistic", .finite(statistic)), .init("p.value", .number(pValue)),
                .init("date", date.json),
                .init("date.low", first?.json ?? .null),
                .init("date.high", last?.json ?? .null),
                .init("p.value.hansen", .number(asymptoticPValue)), .init("dates", .integer(candidates)),
                .init("trimming", .number(UnknownBreak.trimming)), .init("draws", .integer(draws)),
                .init("seed", .seed(seed)),
            ])
    }
}

extension UnknownBreak {
    /// The date in words.
    public var note: String {
        let set = [first, last].compactMap { $0?.description }
        return "A break fits best from \(date) on"
            + (set.count == 2
                ? " (confidence set from \(set[0]) to \(set[1]))." : "; its date has no confidence set.")
            + " The test takes errors as independent."
    }
}

extension TimePoint {
    /// A number where it is one.
    var json: JSONValue {
        Double(description).map { $0.isFinite ? .number($0) : .string(description) } ?? .string(description)
    }
}
