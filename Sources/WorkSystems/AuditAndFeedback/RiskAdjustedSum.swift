import Groundwork
import LinearAlgebra

/// A cumulative sum of events case by case, each weighed by its own risk.
///
/// A case with predicted risk p adds the log-likelihood ratio of odds R against odds 1:
///
///     W = log( R^y / (1 − p + Rp) ),   S ← max(0, S + W),
///
/// y = 1 for an event. A signal where S exceeds h; R above 1 looks for more events, R below 1 for fewer.
///
/// - Source: Steiner, Cook, Farewell & Treasure (2000), Biostatistics 1(4), 441–452.
public struct RiskAdjustedSum: Sendable, Hashable, Codable {
    /// The column of predicted risks.
    public let risk: String
    /// R, the odds ratio to find.
    public let oddsRatio: Double
    /// h, the limit.
    public let decision: Double

    /// Makes a sum.
    ///
    /// - Throws: `CausalError.Code.badArgument` unless R is above 0 and not 1, and 0 < h ≤ 50.
    public init(risk: String, oddsRatio: Double = 2, decision: Double = 4.5) throws(CausalError) {
        guard oddsRatio > 0, oddsRatio != 1, oddsRatio.isFinite else {
            throw CausalError(
                .badArgument, "the odds ratio to find is above 0 and not 1", value: "\(oddsRatio)",
                remedy: "2 looks for doubled odds, 0.5 for halved ones.")
        }
        guard decision > 0, decision <= 50 else {
            throw CausalError(
                .badArgument, "the decision value h lies between 0 and 50", value: "\(decision)",
                remedy: "4.5 is usual.")
        }
        self.risk = risk
        self.oddsRatio = oddsRatio
        self.decision = decision
    }

    /// What a case adds.
    public func weight(risk p: Double, event: Bool) -> Double {
        (event ? RealFunctions.logarithm(oddsRatio) : 0) - RealFunctions.logarithm(1 - p + oddsRatio * p)
    }

    /// The average number of cases until a signal, by a Markov chain on `states` evenly spaced values of the sum from 0 to
    /// h; a sum between two of them counts as either in proportion to its nearness.
    ///
    /// Cases are drawn from `risks`, equally likely (of more than 400, 400 evenly spaced ones of the sorted risks); events
    /// have the odds of their risk times `actual`. With 201 states the error is about 0.1 %.
    ///
    /// - Returns: infinite where no case can reach the limit within what can be computed.
    public func averageRunLength(risks: [Double], actual: Double = 1, states: Int = 201) -> Double {
        let value = chain(RiskAdjustedSum.spread(risks), actual, max(2, states))
        return value.isFinite && value >= 1 ? value : .infinity
    }

    private static func spread(_ risks: [Double]) -> [Double] {
        let sorted = risks.sorted()
        guard sorted.count > 400 else { return sorted }
        return (0..<400).map { sorted[(2 * $0 + 1) * sorted.count / 800] }
    }

    /// (I − Q)L = 1 for the run lengths L from each state.
    private func chain(_ risks: [Double], _ actual: Double, _ states: Int) -> Double {
        let step = decision / Double(states - 1)
        var system = Matrix.identity(states)
        let share = 1 / Double(max(1, risks.count))
        for p in risks {
            let probability = actual * p / (1 - p + actual * p)
            for (event, chance) in [(true, probability), (false, 1 - probability)] {
                let move = weight(risk: p, event: event) / step
                for state in 0..<states {
                    let place = max(0, Double(state) + move)
                    guard place <= Double(states - 1) else { continue }
                    let lower = min(states - 2, Int(place))
                    let nearness = place - Double(lower)
                    system[state, lower] -= share * chance * (1 - nearness)
                    system[state, lower + 1] -= share * chance * nearness
                }
            }
        }
        return LinearSystem.solve(system, [Double](repeating: 1, count: states))?[0] ?? .infinity
    }

    func series(_ chart: ControlChart, _ data: ChartPoints) throws(CausalError) -> ControlSeries {
        var sum = 0.0
        var points: [Double] = []
        for (event, p) in zip(data.values, data.risks) {
            sum = max(0, sum + weight(risk: p, event: event == 1))
            points.append(sum)
        }
        let signals = points.map { $0 > decision ? [1] : [] }
        let expected = data.risks.reduce(0, +)
        let lengths = Diagnostic(
            "average-run-length",
            [
                .init("in.control", .number(averageRunLength(risks: data.risks))),
                .init("at.odds.ratio", .number(averageRunLength(risks: data.risks, actual: oddsRatio))),
            ])
        return ControlSeries(
            chart, data, points: points, centre: points.map { _ in 0 }, low: points.map { _ in .nan },
            high: points.map { _ in decision }, signals: signals,
            columns: [("event", data.values), ("risk", data.risks)],
            facts: [
                .init("odds.ratio", .number(oddsRatio)), .init("decision", .number(decision)),
                .init("events", .number(data.values.reduce(0, +))), .init("expected", .number(expected)),
            ], diagnostics: [lengths])
    }
}
