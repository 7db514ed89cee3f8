import Design
import Groundwork

/// The rows' times as whole steps, so that a lag is a difference in time and not in rows.
///
/// A step is the greatest one of which all differences between times are multiples: years 1990, 1991, 1993 are
/// steps 0, 1, 3; waves 2000, 2004, 2008 are steps 0, 1, 2. With times that are not whole numbers it is the
/// smallest difference, and the others have to be multiples of it to a thousandth of a step.
struct TimeSteps: Sendable {
    /// The column's levels, ascending.
    let period: Factor
    /// The length of a step in the column's units.
    let step: Double
    /// Each level's distance from the first, in steps.
    let position: [Int]

    /// - Throws: `CausalError.Code.badPanel` when the order of texts in time is not sure, or times are not regularly
    ///   spaced;
    ///   `CausalError.Code.badValue` for an infinite time; `CausalError.Code.missingValue`;
    ///   `CausalError.Code.unknownColumn`.
    init(_ sample: Sample, _ column: String) throws(CausalError) {
        period = try sample.factor(column)
        let times = try PeriodAxis(period).levelTimes
        guard let first = times.first, let last = times.last, first.isFinite, last.isFinite else {
            throw CausalError(.badValue, "a time is infinite", file: sample.table.source, column: column)
        }
        guard zip(times, times.dropFirst()).allSatisfy(<) else {
            throw CausalError(
                .badPanel, "the times do not sort as text", file: sample.table.source, column: column,
                remedy: "Write months and weeks with two digits: 2021-03.")
        }
        step = TimeSteps.step(times)
        let steps = times.map { [step] in ($0 - first) / step }
        guard steps.allSatisfy({ abs($0 - $0.rounded()) <= 1e-3 && $0 < 9e15 }) else {
            throw CausalError(
                .badPanel,
                "the times are not regularly spaced: the smallest step is \(step), and others are "
                    + "no multiples of it", file: sample.table.source, column: column,
                remedy: "Number the periods so that one step is 1.")
        }
        position = steps.map { Int($0.rounded()) }
    }

    /// The number of periods T.
    var count: Int { position.count }

    /// From the first period to the last, in steps.
    var span: Int { position.last ?? 0 }

    private static func step(_ times: [Double]) -> Double {
        let gaps = zip(times.dropFirst(), times).map { $0 - $1 }
        guard let least = gaps.min() else { return 1 }
        guard times.allSatisfy({ $0 == $0.rounded() && $0.magnitude < 9e15 }) else { return least }
        return gaps.reduce(0, divisor)
    }

    /// The greatest common divisor of two whole numbers.
    private static func divisor(_ a: Double, _ b: Double) -> Double {
        var (a, b) = (a, b)
        while b > 0 { (a, b) = (b, a.truncatingRemainder(dividingBy: b)) }
        return a
    }
}
