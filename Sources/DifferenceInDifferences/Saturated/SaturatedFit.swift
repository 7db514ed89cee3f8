import Regression

/// Effects of every cohort in every period from one regression: what averages are made of.
public struct SaturatedFit: Sendable {
    /// The regression behind them.
    public let regression: any LinearFit
    /// The estimator's name.
    public let estimator: String
    let policy: PolicyRegression
    let panel: PolicyPanel
    let effects: CellEffects
    /// Mean outcomes without the effects, where effects are ratios to them; else nil.
    var without: CellEffects?
    let facts: [JSONValue.Member]
    let notes: [String]

    /// Averages of the effects, each row by its weight.
    ///
    /// `simple`, `group` and `calendar` average over treated rows from the start on; by event time the rows before the
    /// start come too where the regression has them, and `pretrend-wald` tests those.
    ///
    /// - Throws: `CausalError.Code.notIdentified` when no effect belongs to the average.
    public func aggregate(_ aggregation: EffectAggregation = .simple) throws(CausalError) -> AveragedEffects {
        let cells = effects.cells.cells
        var earliest = 0.0
        if case .eventTime = aggregation { earliest = -.infinity }
        if case .cohortPeriods = aggregation { earliest = -.infinity }
        let members = effects.members.filter { cells[$0].event >= earliest && cells[$0].mass > 0 }
        let averages = try aggregation.averages(
            effects.cells, among: members, column: policy.treatment.column)
        let ratios = without.map { CellRatios(effects: effects, without: $0) }
        let map = ratios?.map(averages) ?? effects.map(averages)
        let leads = averages.means.indices.filter { cells[averages.means[$0].cells[0]].event < 0 }
        return AveragedEffects(
            regression: regression, estimator: estimator, unit: panel.unit?.name, map: map,
            leads: averages.isByEvent ? leads.map { $0 + averages.offset } : [],
            facts: [.init("aggregation", .string(averages.aggregation.name))] + panel.facts + facts,
            notes: panel.notes + notes, scale: without == nil ? .difference : .ratio)
    }
}

extension EffectAverages {
    /// Whether rows are event times.
    var isByEvent: Bool { if case .eventTime = aggregation { true } else { false } }
}

/// The mean effect of each cell and its derivatives by the regression's coefficients.
struct CellEffects: Sendable {
    let cells: EffectCells
    /// The cells with an effect.
    let members: [Int]
    /// The mean effect of each cell's rows; 0 for cells without one.
    private(set) var values: [Double]
    /// cells × coefficients; zero where a coefficient was dropped.
    private(set) var jacobian: Matrix

    /// Without effects yet.
    init(_ cells: EffectCells, members: [Int], coefficientCount: Int) {
        self.cells = cells
        self.members = members
        values = [Double](repeating: 0, count: cells.cells.count)
        jacobian = Matrix(cells.cells.count, coefficientCount)
    }

    /// Adds a coefficient times the mean of a column over the cell's rows.
    mutating func add(_ cell: Int, term: Int, of fit: some LinearFit, times mean: Double) {
        let coefficient = fit.coefficients[term]
        guard coefficient.isFinite else { return }
        values[cell] += coefficient * mean
        jacobian[cell, term] += mean
    }

    /// Adds to a cell's mean effect and its derivatives.
    mutating func add(_ cell: Int, value: Double) { values[cell] += value }
    /// Adds to a derivative.
    mutating func add(_ cell: Int, term: Int, slope: Double) { jacobian[cell, term] += slope }

    /// Averages as functions of the coefficients.
    func map(_ averages: EffectAverages) -> CoefficientMap {
        let means = means(averages)
        return CoefficientMap(
            terms: averages.terms, labels: averages.labels,
            jacobian: averages.rows(means.jacobian.transposed).transposed,
            values: averages.rows(means.values))
    }

    /// The means over cells and their derivatives, without the overall one.
    func means(_ averages: EffectAverages) -> (values: [Double], jacobian: Matrix) {
        var shares = Matrix(averages.means.count, values.count)
        for (row, mean) in averages.means.enumerated() {
            for cell in mean.cells { shares[row, cell] = cells.cells[cell].mass / mean.mass }
        }
        return (shares * values, shares * jacobian)
    }
}

extension Sample {
    /// The positions of another sample's rows, all of which are among these; both ascending.
    func positions(of part: Sample) -> [Int32] {
        var positions: [Int32] = []
        positions.reserveCapacity(part.count)
        var place = 0
        for row in 0..<part.count {
            while tableRow(place) != part.tableRow(row) { place += 1 }
            positions.append(Int32(place))
            place += 1
        }
        return positions
    }
}
