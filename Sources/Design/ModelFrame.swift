import Groundwork
import Tables

/// A formula filled with a table's data: what least squares and its relatives are computed from.
///
/// A row is used when no column that the formula (or `weights`, or `requiring`) reads is missing there and
/// its weight is above zero. Numeric columns share the table's storage when every row is used.
public struct ModelFrame: Sendable {
    /// The formula, with `.` replaced by the columns it stands for.
    public let formula: Formula
    /// The rows used, and the counts of those that are not.
    public let sample: Sample
    /// The response as the formula writes it.
    public let responseName: String
    /// The response in every row used; finite.
    public let response: [Double]
    /// The columns of the design without the intercept, in the order of the terms.
    public let columns: [DesignColumn]
    /// Whether an intercept belongs to the design: false when it was removed or factors are absorbed. Where slopes
    /// alone are absorbed it is a column like others, because they are swept out of it.
    public let hasIntercept: Bool
    /// The absorbed factors whose levels have effects.
    public let absorbed: [Factor]
    /// The absorbed slopes, each varying by the levels of a factor.
    public let slopes: [VaryingSlope]
    /// The column of weights, when one was named.
    public let weightsColumn: String?
    /// The weights, all above zero.
    public let weights: [Double]?
    /// The endogenous columns of the formula's instruments' part.
    public let endogenous: [DesignColumn]
    /// The excluded instruments.
    public let instruments: [DesignColumn]

    /// How long `rows` (what is missing), `columns` and `codes` (of absorbed factors) took.
    public let times: Stopwatch

    /// Fills a formula.
    ///
    /// - Parameters:
    ///   - formula: what is regressed on what.
    ///   - table: the data.
    ///   - weights: the column of weights: finite, not negative, not all zero; rows of weight zero are dropped.
    ///   - panel: whose a row is and when it was, for `l( )`, `f( )` and `d( )`.
    ///   - requiring: further columns (of clusters, units, periods) that must not be missing.
    /// - Throws: `CausalError.Code.unknownColumn`; `CausalError.Code.notNumeric` for text where a number is
    ///   needed; `CausalError.Code.badValue` where a term is not finite, a weight is out of range, or a term
    ///   has one category only or far too many; `CausalError.Code.badArgument` for a reference that is no
    ///   level or a lag without a panel; `CausalError.Code.badPanel`; `CausalError.Code.noRows`.
    public init(
        _ formula: Formula, table: DataTable, weights: String? = nil, panel: PanelIndex? = nil,
        requiring: [String] = []
    ) throws(CausalError) {
        guard table.rowCount < Int(Int32.max) else {
            throw CausalError(.badArgument, "the table has more than \(Int32.max - 1) rows")
        }
        let formula = try formula.resolved(table.columns.map(\.name))
        var times = Stopwatch()
        let (inputs, sample) = try times.time("rows") { () throws(CausalError) in
            let inputs = try FormulaInputs(formula, table, panel)
            return (inputs, try inputs.sample(formula, weights: weights, requiring: requiring))
        }
        var expansion = Expansion(sample: sample, inputs: inputs)
        self.formula = formula
        self.sample = sample
        responseName = formula.responseName
        response = try expansion.values(formula.response)
        (absorbed, slopes) = try times.time("codes") { () throws(CausalError) in
            try expansion.absorbed(formula)
        }
        hasIntercept = formula.hasIntercept && slopes.isEmpty
        let spansConstant = formula.writesIntercept || !formula.absorbed.isEmpty
        let ones = formula.hasIntercept && !slopes.isEmpty
        columns = try times.time("columns") { () throws(CausalError) in
            (ones ? [DesignColumn("(Intercept)", Array(repeating: 1, count: sample.count))] : [])
                + (try expansion.columns(formula.terms, spansConstant: spansConstant))
        }
        endogenous = try expansion.columns(formula.endogenous, spansConstant: true)
        instruments = try expansion.columns(formula.instruments, spansConstant: true)
        weightsColumn = weights
        if let weights { self.weights = try sample.numbers(weights) } else { self.weights = nil }
        self.times = times
    }

    /// The rows at these positions within the sample, for example after singletons are dropped.
    public func keeping(_ positions: [Int32]) -> ModelFrame { ModelFrame(self, keeping: positions) }

    private init(_ frame: ModelFrame, keeping positions: [Int32]) {
        formula = frame.formula
        weightsColumn = frame.weightsColumn
        sample = frame.sample.keeping(positions)
        responseName = frame.responseName
        response = Parallel.gather(frame.response, at: positions)
        columns = frame.columns.map { $0.keeping(positions) }
        hasIntercept = frame.hasIntercept
        absorbed = frame.absorbed.map { $0.keeping(positions) }
        slopes = frame.slopes.keeping(positions, old: frame.absorbed, new: absorbed)
        weights = frame.weights.map { Parallel.gather($0, at: positions) }
        endogenous = frame.endogenous.map { $0.keeping(positions) }
        times = frame.times
        instruments = frame.instruments.map { $0.keeping(positions) }
    }

    /// Whether the design, factors included, reproduces a constant.
    public var spansConstant: Bool {
        hasIntercept || !absorbed.isEmpty || (formula.hasIntercept && !slopes.isEmpty)
    }

    init(_ frame: ModelFrame, columns: [DesignColumn], absorbed: [Factor], intercept: Bool = true) {
        self.init(
            frame, columns: columns, absorbed: absorbed, intercept: intercept, response: frame.response,
            weights: frame.weights)
    }

    init(
        _ frame: ModelFrame, columns: [DesignColumn], absorbed: [Factor], intercept: Bool = true,
        response: [Double], weights: [Double]?
    ) {
        formula = frame.formula
        weightsColumn = frame.weightsColumn
        sample = frame.sample
        responseName = frame.responseName
        self.response = response
        self.columns = columns
        hasIntercept = frame.hasIntercept && intercept && absorbed.isEmpty
        self.absorbed = absorbed
        slopes = frame.slopes
        self.weights = weights
        endogenous = frame.endogenous
        times = frame.times
        instruments = frame.instruments
    }
}
