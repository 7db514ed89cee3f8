import Regression

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What repeats from year to year.
///
/// | value | columns at time t, period P |
/// |---|---|
/// | `.harmonics(K, period: P)` | sin(2πkt/P), cos(2πkt/P), k = 1…K (no sine where 2k = P) |
/// | `.dummies(period: P)` | an indicator of each position in the period but the first |
/// | `.splines(K, period: P)` | periodic cubic B-splines with K + 1 evenly spaced knots, all but the first |
///
/// Period and t count steps of the series. Without a period it is that of the calendar: 12 for months, 4 for
/// quarters, 52 for weeks.
public struct Season: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case harmonics(Int)
        case dummies
        case splines(Int)
    }
    let kind: Kind
    /// The length of the season in steps; nil takes it from the calendar.
    public let period: Int?

    /// Waves of K frequencies.
    public static func harmonics(_ count: Int, period: Int? = nil) -> Season {
        Season(kind: .harmonics(count), period: period)
    }

    /// A coefficient for each position in the season but the first.
    public static func dummies(period: Int? = nil) -> Season { Season(kind: .dummies, period: period) }

    /// A smooth curve with K coefficients that ends as it begins, as far as its second derivative.
    public static func splines(_ count: Int, period: Int? = nil) -> Season {
        Season(kind: .splines(count), period: period)
    }

    /// The season on an axis.
    func placed(calendar: CalendarText.Kind?, step: Double) throws(CausalError) -> PlacedSeason {
        guard let period = period ?? calendar?.periodsInYear else {
            throw CausalError(
                .badArgument, "the season needs a period", remedy: "Write --period 12 for months.")
        }
        guard (2...100_000).contains(period) else {
            throw CausalError(.badArgument, "a season has 2 to 100,000 periods", value: "\(period)")
        }
        if case .harmonics(let count) = kind, !(1...max(1, period / 2)).contains(count) {
            throw CausalError(
                .badArgument, "a season of \(period) periods has 1 to \(period / 2) harmonics",
                value: "\(count)")
        }
        if case .splines(let count) = kind, !(2...max(2, period - 1)).contains(count) || period < 3 {
            throw CausalError(
                .badArgument,
                period < 3
                    ? "a season of \(period) periods has no spline"
                    : "a season of \(period) periods has splines of 2 to \(period - 1) coefficients",
                value: "\(count)", remedy: period < 3 ? "Use --season dummies." : nil)
        }
        return PlacedSeason(kind: kind, period: period, step: step)
    }
}

/// A season on the axis of a series: its columns at any time.
struct PlacedSeason: Sendable {
    let kind: Season.Kind
    let period: Int
    let step: Double

    /// The number of columns.
    var width: Int {
        switch kind {
        case .harmonics(let count): 2 * count == period ? 2 * count - 1 : 2 * count
        case .dummies: period - 1
        case .splines(let count): count
        }
    }

    /// The terms' names, in order.
    var names: [String] {
        switch kind {
        case .harmonics(let count):
            (1...count).flatMap { k in
                2 * k == period ? ["season.cos\(k)"] : ["season.sin\(k)", "season.cos\(k)"]
            }
        case .dummies: (2...period).map { "season.\($0)" }
        case .splines(let count): (1...count).map { "season.spline\($0)" }
        }
    }

    /// The columns' values at a time.
    func values(_ time: Double) -> [Double] {
        let steps = time / step
        switch kind {
        case .harmonics(let count):
            return (1...count).flatMap { k in
                let angle = 2 * Double.pi * Double(k) * steps / Double(period)
                return 2 * k == period
                    ? [cos(angle)] : [sin(angle), cos(angle)]
            }
        case .dummies:
            let rest = Int(steps.rounded().truncatingRemainder(dividingBy: Double(period)))
            let position = rest < 0 ? rest + period : rest
            return (1..<period).map { $0 == position ? 1 : 0 }
        case .splines(let count):
            return Array(PeriodicSplines(count + 1).values(steps / Double(period)).dropFirst())
        }
    }
}
