import Groundwork

/// A two-sided cumulative sum of measurements.
///
/// With zₜ = (xₜ − μ₀)/σ: C⁺ₜ = max(0, C⁺ₜ₋₁ + zₜ − k), C⁻ₜ = max(0, C⁻ₜ₋₁ − zₜ − k), a signal where either exceeds h. It
/// finds lasting shifts of about 2k standard deviations soonest. After a signal the sum runs on.
///
/// - Source: Page (1954), Biometrika 41, 100–115; Lucas & Crosier (1982), Technometrics 24(3), 199–205 (head start);
///   Montgomery (2013), *Introduction to Statistical Quality Control*, section 9.1.
public struct CumulativeSum: Sendable, Hashable, Codable {
    /// k, half the shift to find, in standard deviations.
    public let reference: Double
    /// h, the limit, in standard deviations.
    public let decision: Double
    /// Where the sums start, as a share of h: 0, or 0.5 for a fast first response.
    public let headStart: Double

    /// Makes a sum; k 0.5 and h 5 signal falsely once in 465 points and find a shift of 1 after 10.4.
    ///
    /// - Throws: `CausalError.Code.badArgument` unless 0 < k ≤ 5, 0 < h ≤ 40 and the head start lies in [0, 1).
    public init(
        reference: Double = 0.5, decision: Double = 5, headStart: Double = 0
    ) throws(CausalError) {
        guard reference > 0, reference <= 5 else {
            throw CausalError(
                .badArgument, "the reference value k lies between 0 and 5", value: "\(reference)",
                remedy: "Take half the shift to find, in standard deviations; 0.5 is usual.")
        }
        guard decision > 0, decision <= 40 else {
            throw CausalError(
                .badArgument, "the decision value h lies between 0 and 40", value: "\(decision)",
                remedy: "4 or 5 is usual.")
        }
        guard headStart >= 0, headStart < 1 else {
            throw CausalError(
                .badArgument, "the head start is a share of h, from 0 to below 1", value: "\(headStart)")
        }
        self.reference = reference
        self.decision = decision
        self.headStart = headStart
    }

    /// The sum whose limit lets a stable process run for so many points on average before it signals.
    ///
    /// - Throws: `CausalError.Code.badArgument` for a run length that no limit up to 40 gives, or above 10⁷.
    public init(
        reference: Double = 0.5, runLength: Double, headStart: Double = 0
    ) throws(CausalError) {
        let trial = try CumulativeSum(reference: reference, decision: 1, headStart: headStart)
        let limit =
            runLength > 1 && runLength <= 1e7
            ? RunLengths.limit(0.001...40, wanted: runLength) { h in
                RunLengths.cumulativeSum(
                    reference: trial.reference, decision: h, shift: 0, headStart: headStart * h)
            } : nil
        guard let limit else { throw CumulativeSum.unreachable(runLength) }
        try self.init(reference: reference, decision: limit, headStart: headStart)
    }

    static func unreachable(_ runLength: Double) -> CausalError {
        CausalError(
            .badArgument, "no limit gives the average run length", value: "\(runLength)",
            remedy: "Take a number from about 10 to 10000000; 370 is that of three-sigma limits.")
    }

    /// The average number of points until a signal after the mean has moved by `shift` standard deviations; infinite
    /// beyond what can be computed.
    public func averageRunLength(shift: Double = 0) -> Double {
        RunLengths.cumulativeSum(
            reference: reference, decision: decision, shift: shift, headStart: headStart * decision)
    }

    /// The same for the upper sum alone.
    public func oneSidedRunLength(shift: Double = 0) -> Double {
        RunLengths.oneSided(
            reference: reference, decision: decision, shift: shift, start: headStart * decision)
    }

    func series(_ chart: ControlChart, _ data: ChartPoints) throws(CausalError) -> ControlSeries {
        let scale = try ChartScale(chart, data)
        var (up, down) = (headStart * decision, headStart * decision)
        var (upper, lower): ([Double], [Double]) = ([], [])
        for x in data.values {
            let z = (x - scale.target) / scale.deviation
            up = max(0, up + z - reference)
            down = max(0, down - z - reference)
            upper.append(up)
            lower.append(0 - down)
        }
        let signals = upper.indices.map { index in
            [upper[index] > decision, lower[index] < -decision].enumerated().filter(\.element).map {
                $0.offset + 1
            }
        }
        return ControlSeries(
            chart, data, points: upper, lowerPoints: lower, centre: upper.map { _ in 0 },
            low: upper.map { _ in -decision }, high: upper.map { _ in decision }, signals: signals,
            columns: [("value", data.values)],
            facts: scale.facts + [
                .init("reference", .number(reference)), .init("decision", .number(decision)),
                .init("head.start", .number(headStart)),
            ], diagnostics: runLengths,
            notes: ["Signal 1 is a shift upwards, 2 one downwards."])
    }

    private var runLengths: [Diagnostic] {
        [RunLengthTable.diagnostic { averageRunLength(shift: $0) }]
    }
}

/// The target and the standard deviation that a CUSUM or EWMA measures against.
struct ChartScale {
    let target: Double
    let deviation: Double

    init(_ chart: ControlChart, _ data: ChartPoints) throws(CausalError) {
        let first = 0..<(chart.baseline ?? data.values.count)
        target = chart.target ?? first.reduce(0) { $0 + data.values[$1] } / Double(first.count)
        deviation =
            chart.standardDeviation
            ?? ShewhartLimits.movingRange(data.values, first) / ShewhartLimits.rangeOfTwo
        guard deviation > 0 else { throw ShewhartLimits.unvarying(chart.value) }
    }

    var facts: [JSONValue.Member] { [.init("target", .number(target)), .init("sd", .number(deviation))] }
}

/// Average run lengths at a few shifts.
enum RunLengthTable {
    static func diagnostic(_ runLength: (Double) -> Double) -> Diagnostic {
        Diagnostic(
            "average-run-length",
            [0.0, 0.5, 1, 1.5, 2, 3].map { shift in
                .init("shift.\(shift.shortestDecimal)", .number(runLength(shift)))
            })
    }
}
