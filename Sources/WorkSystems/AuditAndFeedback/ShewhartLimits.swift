import Groundwork

/// The centre and the standard deviation of each point on a chart of Shewhart's kind.
///
/// With MR̄ the mean of the moving ranges |x_t − x_{t−1}| and d₂ = 2/√π (1.128, two normal values):
///
/// | chart | centre | standard deviation of a point |
/// |---|---|---|
/// | XmR | x̄ | MR̄/d₂ |
/// | p | Σr/Σn | √(p̄(1 − p̄)/n_t) |
/// | c | mean count | √c̄ |
/// | u | Σr/Σe | √(ū/e_t) |
/// | p′, u′ | as p, u | as p, u, times MR̄/d₂ of the points' z-scores |
///
/// Limits lie three standard deviations from the centre, within [0, 1] for shares and above 0 for counts.
///
/// - Source: Shewhart (1931); Wheeler (1993) for XmR; Laney (2002), Quality Engineering 14(4), 531–537, for p′ and u′.
struct ShewhartLimits {
    /// 2/√π: the mean range of two standard normal values.
    static let rangeOfTwo = 2 / Double.pi.squareRoot()
    /// √(2 − 4/π): the standard deviation of that range.
    static let rangeDeviation = (2 - 4 / Double.pi).squareRoot()

    let points: [Double]
    let centre: Double
    let deviations: [Double]
    /// The mean moving range of the points, or of their z-scores for p′ and u′.
    let movingRange: Double?
    /// MR̄/d₂ of z-scores.
    let adjustment: Double?

    init(_ chart: ControlChart, _ data: ChartPoints) throws(CausalError) {
        let counted = chart.kind.hasSizes
        let isCount = chart.kind == .counts
        let points = counted ? zip(data.values, data.sizes).map { $0 / $1 } : data.values
        self.points = points
        let first = 0..<(chart.baseline ?? points.count)
        let total = first.reduce(0) { $0 + data.values[$1] }
        let base = counted ? first.reduce(0) { $0 + data.sizes[$1] } : Double(first.count)
        let centre = chart.target ?? total / base
        self.centre = centre
        guard counted || isCount else {
            let range = ShewhartLimits.movingRange(points, first)
            let deviation = chart.standardDeviation ?? range / ShewhartLimits.rangeOfTwo
            guard deviation > 0 else { throw ShewhartLimits.unvarying(chart.value) }
            (movingRange, adjustment) = (range, nil)
            deviations = points.map { _ in deviation }
            return
        }
        let isShare = chart.kind == .proportions || chart.kind == .proportionsPrime
        guard centre > 0, !isShare || centre < 1 else { throw ShewhartLimits.unvarying(chart.value) }
        let own = (isShare ? centre * (1 - centre) : centre)
        let chance = points.indices.map { (own / (counted ? data.sizes[$0] : 1)).squareRoot() }
        guard chart.kind == .proportionsPrime || chart.kind == .ratesPrime else {
            (movingRange, adjustment) = (nil, nil)
            deviations = chance
            return
        }
        let z = points.indices.map { (points[$0] - centre) / chance[$0] }
        let range = ShewhartLimits.movingRange(z, first)
        let factor = range / ShewhartLimits.rangeOfTwo
        guard factor > 0 else { throw ShewhartLimits.unvarying(chart.value) }
        (movingRange, adjustment) = (range, factor)
        deviations = chance.map { $0 * factor }
    }

    /// The mean of |x_t − x_{t−1}| within a range.
    static func movingRange(_ x: [Double], _ range: Range<Int>) -> Double {
        let ranges = range.dropFirst().map { abs(x[$0] - x[$0 - 1]) }
        return ranges.reduce(0, +) / Double(max(1, ranges.count))
    }

    static func unvarying(_ column: String) -> CausalError {
        CausalError(
            .notIdentified, "the points that set the limits do not vary", column: column,
            remedy: "Give a longer baseline, a target, or a standard deviation.")
    }

    func series(_ chart: ControlChart, _ data: ChartPoints) throws(CausalError) -> ControlSeries {
        let z = points.indices.map { (points[$0] - centre) / deviations[$0] }
        var signals = chart.rules.signals(z)
        var columns: [(name: String, values: [Double])] = []
        var facts: [JSONValue.Member] = [
            .init("centre", .number(centre)), .init("rules", .string(chart.rules.rawValue)),
        ]
        if chart.kind.hasSizes { columns.append(("size", data.sizes)) }
        if let adjustment { facts.append(.init("sigma.z", .number(adjustment))) }
        var notes: [String] = []
        if chart.kind == .individuals, let movingRange {
            let ranges = [Double.nan] + (1..<points.count).map { abs(points[$0] - points[$0 - 1]) }
            let mean = deviations[0] * Self.rangeOfTwo
            let limit = mean + 3 * Self.rangeDeviation * deviations[0]
            columns.append(("moving.range", ranges))
            facts += [
                .init("sd", .number(deviations[0])), .init("moving.range", .number(movingRange)),
                .init("moving.range.limit", .number(limit)),
            ]
            for index in signals.indices where ranges[index] > limit { signals[index].append(9) }
            notes.append("Signal 9 is a moving range above its limit.")
        }
        let bounds = limits(chart)
        return ControlSeries(
            chart, data, points: points, centre: points.map { _ in centre }, low: bounds.low,
            high: bounds.high, signals: signals, columns: columns, facts: facts, notes: notes)
    }

    private func limits(_ chart: ControlChart) -> (low: [Double], high: [Double]) {
        let floor = chart.kind == .individuals ? -Double.infinity : 0
        let isShare = chart.kind == .proportions || chart.kind == .proportionsPrime
        let ceiling = isShare ? 1 : Double.infinity
        return (
            deviations.map { max(floor, centre - 3 * $0) }, deviations.map { min(ceiling, centre + 3 * $0) }
        )
    }
}
