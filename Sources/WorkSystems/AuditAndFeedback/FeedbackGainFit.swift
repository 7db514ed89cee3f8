import Groundwork
import LinearAlgebra
import Regression

/// A loop that was estimated.
public struct FeedbackGainFit: Sendable {
    /// The question.
    public let question: FeedbackGain
    /// d.
    public let delay: Int
    /// The delays that were tried; empty when it was given.
    public let tried: [Tried]
    /// The regression of steps on gaps: the coefficients `gain` and, where habits are known, `drift`.
    public let regression: LeastSquaresFit
    /// The mean performance of all units in each period with feedback.
    public let means: [Double]
    /// The same in the periods before whose data were shown first; empty where the data do not reach back so far.
    let history: [Double]
    /// The mean of the units' habits; the first mean with feedback where they are not known.
    public let start: Double
    /// How many units there are.
    public let unitCount: Int

    /// A delay and what it leaves unexplained.
    public struct Tried: Sendable, Hashable, Codable {
        /// The delay.
        public let delay: Int
        /// The residual sum of squares, on the steps that all delays have.
        public let residualSumOfSquares: Double
    }

    init(_ question: FeedbackGain, _ steps: FeedbackSteps, delay: Int, tried: [Tried]) throws(CausalError) {
        self.question = question
        self.delay = delay
        self.tried = tried
        regression = try steps.regression(delay: delay)
        means = steps.means(from: steps.first)
        history = steps.first >= delay ? Array(steps.means(from: steps.first - delay).prefix(delay)) : []
        let known = steps.habits.filter { !$0.isNaN }
        start = known.isEmpty ? means.first { !$0.isNaN } ?? 0 : known.reduce(0, +) / Double(known.count)
        unitCount =
            Set(
                regression.sample.table.columns.last.map { column in
                    (0..<column.count).compactMap { column.label($0) }
                } ?? []
            ).count
        guard regression.coefficients.first?.isFinite == true else {
            throw CausalError(
                .notIdentified, "no unit is ever away from the benchmark, so that there is no gap to answer",
                value: question.value)
        }
    }

    /// The loop with the estimated numbers; a gain or a drift outside what a loop can have is brought to the nearest that it
    /// can.
    public var loop: FeedbackLoop {
        get throws(CausalError) { try loop(regression.coefficients) }
    }

    func loop(_ numbers: [Double]) throws(CausalError) -> FeedbackLoop {
        let drift = numbers.count > 1 && numbers[1].isFinite ? numbers[1] : 0
        let spread = regression.residualSumOfSquares / Double(max(1, regression.rowCount - numbers.count))
        return try FeedbackLoop(
            gain: min(100, max(0, numbers[0])), delay: delay, drift: min(1, max(0, drift)),
            benchmark: question.benchmark, start: start, noise: spread.squareRoot())
    }
}
