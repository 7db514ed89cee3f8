import Inference

/// Robust intervals by bound, beside the usual one.
public struct Sensitivity: Sendable, Hashable {
    /// What was asked.
    public let analysis: SensitivityAnalysis
    /// The estimate under parallel trends, l′β̂.
    public let estimate: Double
    /// Its standard error.
    public let standardError: Double
    /// The confidence level.
    public let level: Double
    /// An interval for each of the analysis's bounds; nil where every effect is rejected, and with it the restriction.
    public let intervals: [Interval?]
    /// The smallest bound at which zero is not rejected; infinite when none up to 1,024 times the scale does.
    public let breakdown: Double

    /// The usual interval, which rests on parallel trends.
    public var original: Interval { row("original", nil, nil).interval }

    /// The rows `original` and `robust`, the latter labelled with their `bound`.
    public var estimates: Estimates {
        let robust = zip(analysis.bounds, intervals).map { bound, interval in
            row("robust", bound, interval ?? Interval(.infinity, -.infinity))
        }
        let rows = [row("original", nil, nil)] + robust
        let variance = standardError * standardError
        var covariance = Matrix(rows.count, rows.count, repeating: .nan)
        covariance[0, 0] = variance
        return Estimates(
            command: "sensitivity", rows: rows, covariance: covariance, model: facts, notes: notes)
    }

    private func row(_ term: String, _ bound: Double?, _ interval: Interval?) -> Estimate {
        Estimate(
            term: term, labels: bound.map { [.init("bound", .number($0))] } ?? [], estimate: estimate,
            standardError: interval == nil ? standardError : .nan, degreesOfFreedom: nil, level: level,
            bounds: interval)
    }

    private var facts: [JSONValue.Member] {
        var facts: [JSONValue.Member] = [
            .init("estimator", .string("rambachan-roth")),
            .init("restriction", .string(analysis.restriction.rawValue)),
            .init("method", .string(analysis.chosenMethod.rawValue)),
            .init("breakdown", .number(breakdown)),
        ]
        if let shape = analysis.shape { facts.append(.init("shape", .string(shape.rawValue))) }
        if analysis.chosenMethod == .conditional {
            facts.append(.init("draws", .integer(analysis.draws)))
            facts.append(.init("seed", .seed(analysis.seed)))
        }
        return facts
    }

    private var notes: [String] {
        let measure =
            analysis.restriction == .relativeMagnitude
            ? "times the largest change of trends between two periods before"
            : "as the change of the trends' slope between two periods"
        var notes: [String] = []
        if breakdown == 0 {
            notes.append("The interval holds zero even at the bound 0.")
        } else if breakdown.isFinite {
            notes.append(
                "The interval excludes zero up to a bound of \(SensitivityText.short(breakdown)) \(measure).")
        } else {
            notes.append("No bound was found at which the interval holds zero.")
        }
        if intervals.contains(where: { $0 == nil }) {
            notes.append(
                "At a bound without an interval every effect is rejected: the data contradict the restriction."
            )
        }
        return notes
    }
}

/// Numbers in notes.
enum SensitivityText {
    /// Three significant digits or so.
    static func short(_ value: Double) -> String {
        guard value != 0, value.isFinite else { return "\(value)" }
        var unit = 1.0
        while unit * 100 > value.magnitude, unit > 1e-12 { unit /= 10 }
        let scaled = (value / unit).rounded()
        return "\(unit < 1 ? scaled / (1 / unit).rounded() : scaled * unit)"
    }
}

extension SensitivityTest {
    /// The smallest bound at which zero is not rejected, to a thousandth of itself; 0 when it never is.
    ///
    /// Sought by doubling from the restriction's own scale and then by bisection, as the restrictions are nested.
    func breakdown() throws(CausalError) -> Double {
        if try holdsZero(0) { return 0 }
        var high = analysis.restriction == .relativeMagnitude ? 0.5 : scale / 4
        let limit = 1024 * high
        var low = 0.0
        while try !holdsZero(high) {
            (low, high) = (high, 2 * high)
            guard high <= limit else { return .infinity }
        }
        while high - low > 1e-3 * high {
            let middle = 0.5 * (low + high)
            if try holdsZero(middle) { high = middle } else { low = middle }
        }
        return high
    }
}
