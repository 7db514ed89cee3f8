import Groundwork
import Regression

/// The gain and the drift of an audit-and-feedback loop, estimated from what units did period by period.
///
///     yᵢ,ₜ₊₁ − yᵢₜ = K(B − yᵢ,ₜ₋d) + δ(y⁰ᵢ − yᵢₜ) + wᵢₜ
///
/// by least squares over all units and the periods with feedback, without a constant: the loop of `FeedbackLoop`. y⁰ᵢ is the
/// unit's mean before feedback began, or a number that is given; with neither δ counts as 0. Where the delay d is not
/// known, the one with the smallest residual sum of squares is taken, all delays judged on the same steps.
///
/// Chance in the values themselves (shares of few cases) falls back by itself and looks like a gain: use large denominators,
/// or a delay of a period or more with drift, which takes that part up.
///
/// - Source: Åström & Murray (2008), *Feedback Systems*, chapter 1; Ljung (1999), *System Identification*, chapter 4
///   (least squares of an ARX model).
public struct FeedbackGain: Sendable, Hashable {
    /// The column of performance.
    public var value: String
    /// The column of periods.
    public var time: String
    /// The column of units; nil for one series.
    public var unit: String?
    /// B.
    public var benchmark: Double
    /// The first period with feedback, as the column writes it; nil for the first of the data.
    public var from: String?
    /// y⁰, the same for all units; nil for each unit's mean before ``from``.
    public var start: Double?
    /// d; nil to find it.
    public var delay: Int?
    /// The longest delay that is tried.
    public var longestDelay: Int

    /// Makes a question.
    public init(
        value: String, time: String, unit: String? = nil, benchmark: Double, from: String? = nil,
        start: Double? = nil, delay: Int? = nil, longestDelay: Int = 6
    ) {
        self.value = value
        self.time = time
        self.unit = unit
        self.benchmark = benchmark
        self.from = from
        self.start = start
        self.delay = delay
        self.longestDelay = longestDelay
    }

    /// Estimates the loop.
    ///
    /// - Throws: what reading columns and a panel throws; `CausalError.Code.badArgument` for numbers that cannot be;
    ///   `CausalError.Code.tooFewRows` with fewer than ten steps; `CausalError.Code.notIdentified` when nothing moves.
    public func fit(_ table: DataTable) throws(CausalError) -> FeedbackGainFit {
        guard benchmark.isFinite, start?.isFinite ?? true else {
            throw CausalError(.badArgument, "the benchmark and the start are numbers")
        }
        guard (0...60).contains(delay ?? longestDelay) else {
            throw CausalError(
                .badArgument, "a delay lies between 0 and 60 periods", value: "\(delay ?? longestDelay)")
        }
        let steps = try FeedbackSteps(self, table)
        if let delay { return try FeedbackGainFit(self, steps, delay: delay, tried: []) }
        var tried: [FeedbackGainFit.Tried] = []
        for candidate in 0...longestDelay where steps.count(delay: longestDelay) >= 10 {
            let fit = try steps.regression(delay: candidate, common: longestDelay)
            tried.append(.init(delay: candidate, residualSumOfSquares: fit.residualSumOfSquares))
        }
        guard let best = tried.min(by: { $0.residualSumOfSquares < $1.residualSumOfSquares }) else {
            throw CausalError(
                .tooFewRows,
                "there are \(steps.count(delay: longestDelay)) steps with data \(longestDelay) periods old; ten are the least",
                remedy: "Give --delay, or a shorter --longest-delay.")
        }
        return try FeedbackGainFit(self, steps, delay: best.delay, tried: tried)
    }
}

/// What units did from one period to the next.
struct FeedbackSteps: Sendable {
    private let question: FeedbackGain
    private let source: String?
    /// Units × periods; NaN where there is no value.
    private let values: [[Double]]
    private let names: [String]
    /// The first period with feedback.
    let first: Int
    /// Each unit's habit; NaN where it is not known.
    let habits: [Double]

    init(_ question: FeedbackGain, _ table: DataTable) throws(CausalError) {
        var columns = table.columns
        let unit = question.unit ?? " all"
        if question.unit == nil {
            columns.append(Column(unit, [Double](repeating: 1, count: table.rowCount)))
        }
        let whole = try DataTable(columns, source: table.source)
        let sample = try whole.complete(in: [question.value, question.time, unit]).sample
        let period = try Panel.finitePeriods(sample, question.time)
        let panel = try Panel(sample, unit: sample.factor(unit), period: period)
        let axis = try PeriodAxis(period)
        let own = try sample.numbers(question.value, that: "be a finite number") { _ in true }
        let periods = axis.levelTimes
        var values = [[Double]](
            repeating: [Double](repeating: .nan, count: periods.count), count: panel.unit.levelCount)
        for row in own.indices { values[Int(panel.unit.codes[row])][Int(panel.period.codes[row])] = own[row] }
        let from = try question.from.map { text throws(CausalError) in try axis.time(of: text) }
        let begin = from.map { from in periods.firstIndex { $0 >= from } ?? periods.count } ?? 0
        guard begin < periods.count - 1 else {
            throw CausalError(
                .badArgument, "feedback begins where the data end", column: question.time,
                value: question.from)
        }
        habits = values.map { path in
            let before = path[..<begin].filter { !$0.isNaN }
            return question.start ?? (before.isEmpty ? .nan : before.reduce(0, +) / Double(before.count))
        }
        self.question = question
        self.values = values
        source = table.source
        names = (0..<panel.unit.levelCount).map { panel.unit.label($0) }
        first = begin
    }

    /// Whether habits are known, so that drift can be told.
    var hasDrift: Bool { habits.contains { !$0.isNaN } }

    /// The mean of all units in each period from one on.
    func means(from start: Int) -> [Double] {
        (start..<(values.first?.count ?? 0)).map { period in
            let own = values.map { $0[period] }.filter { !$0.isNaN }
            return own.isEmpty ? .nan : own.reduce(0, +) / Double(own.count)
        }
    }

    /// How many steps have data so many periods old.
    func count(delay: Int) -> Int { places(delay).count }

    private func places(_ delay: Int) -> [(unit: Int, period: Int)] {
        var places: [(Int, Int)] = []
        for (unit, path) in values.enumerated() where !hasDrift || !habits[unit].isNaN {
            for period in first..<max(first, path.count - 1) where period >= delay {
                let needed = [path[period], path[period + 1], path[period - delay]]
                if !needed.contains(where: \.isNaN) { places.append((unit, period)) }
            }
        }
        return places
    }

    /// The regression of a delay on the steps that another has too.
    ///
    /// - Throws: `CausalError.Code.tooFewRows`; what `LeastSquares.fit(_:)` throws.
    func regression(delay: Int, common: Int? = nil) throws(CausalError) -> LeastSquaresFit {
        let places = places(max(delay, common ?? delay)).filter { !values[$0.unit][$0.period - delay].isNaN }
        guard places.count >= 10 else {
            throw CausalError(
                .tooFewRows,
                "there are \(places.count) steps from one period to the next with data \(delay) periods old; ten are the least",
                file: source)
        }
        let level = { (unit: Int, period: Int) in values[unit][period] }
        let table = try DataTable([
            Column("step", places.map { level($0.unit, $0.period + 1) - level($0.unit, $0.period) }),
            Column("gain", places.map { question.benchmark - level($0.unit, $0.period - delay) }),
            Column("drift", places.map { hasDrift ? habits[$0.unit] - level($0.unit, $0.period) : 0 }),
            Column("unit", places.map { names[$0.unit] }),
        ])
        return try LeastSquares(hasDrift ? "step ~ gain + drift - 1" : "step ~ gain - 1").fit(table)
    }
}
