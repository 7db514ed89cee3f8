import Regression

/// The cells of a sequence, those with one linear predictor joined.
struct ExactCells {
    var periods: [Int] = []
    var exposures: [Double] = []
    /// How many cells each stands for.
    var people: [Int] = []
    var predictors: [Double] = []
    /// Whether each period has a coefficient of its own.
    let hasPeriods: Bool

    init(_ sequence: TreatmentSequence, _ time: PlannedTrial.Time) {
        hasPeriods = time == .categorical
        for (period, exposure) in sequence.exposures.enumerated() {
            guard let exposure else { continue }
            if !hasPeriods, let known = exposures.firstIndex(of: exposure) {
                people[known] += 1
            } else {
                periods.append(period)
                exposures.append(exposure)
                people.append(1)
            }
        }
    }
}

/// Where the random effect is cut off, and which cell decides it.
struct ExactExtremes {
    let low: Double
    let high: Double
    /// The cell (row, place) at each limit; nil where the limit is eight standard deviations off.
    let lowest: (period: Int, exposure: Double)?
    let highest: (period: Int, exposure: Double)?

    init(_ cells: [ExactCells], _ link: Link, _ variance: Double) {
        let reach = 8 * variance.squareRoot()
        var (low, high) = (-reach, reach)
        var lowest: (Int, Double)?
        var highest: (Int, Double)?
        for row in cells {
            for (place, eta) in row.predictors.enumerated() {
                let cell = (row.hasPeriods ? row.periods[place] : 0, row.exposures[place])
                if link == .identity, -eta > low { (low, lowest) = (-eta, cell) }
                let top = link == .identity ? 1 - eta : link == .log ? -eta : .infinity
                if top < high { (high, highest) = (top, cell) }
            }
        }
        (self.low, self.high) = (low, high)
        self.lowest = lowest.map { (period: $0.0, exposure: $0.1) }
        self.highest = highest.map { (period: $0.0, exposure: $0.1) }
    }
}

/// The information of all clusters about θ, the periods and τ².
struct InformationSum {
    private let periods: Int
    private var matrix: Matrix

    init(periods: Int) {
        self.periods = periods
        matrix = Matrix(periods + 2, periods + 2)
    }

    /// Adds J′HJ, J the derivatives of (η_1…η_G, τ², a, c) in (θ, periods, τ²).
    mutating func add(_ h: Matrix, _ cells: ExactCells, _ extremes: ExactExtremes, times count: Double) {
        let groups = cells.exposures.count
        var jacobian = Matrix(groups + 3, periods + 2)
        for place in 0..<groups {
            jacobian[place, 0] = cells.exposures[place]
            jacobian[place, 1 + (cells.hasPeriods ? cells.periods[place] : 0)] = 1
        }
        jacobian[groups, periods + 1] = 1
        for (edge, cell) in [extremes.lowest, extremes.highest].enumerated() {
            guard let cell else { continue }
            jacobian[groups + 1 + edge, 0] = -cell.exposure
            jacobian[groups + 1 + edge, 1 + cell.period] = -1
        }
        matrix = matrix + count * jacobian.transposedTimes(h * jacobian)
    }

    /// Var θ̂; periods that nobody observes are left out.
    func variance() throws(CausalError) -> Double {
        let kept = (0..<matrix.rowCount).filter { matrix[$0, $0] > 0 }
        var scaled = matrix.submatrix(kept)
        let roots = scaled.diagonal.map { $0.squareRoot() }
        for j in roots.indices { for i in roots.indices { scaled[i, j] /= roots[i] * roots[j] } }
        guard kept.first == 0, let factor = Cholesky(scaled.symmetrised),
            factor.factor.diagonal.allSatisfy({ $0 > 1e-7 })
        else {
            throw CausalError(
                .notIdentified, "this schedule does not tell the effect of treatment from that of time")
        }
        return factor.inverse()[0, 0] / (roots[0] * roots[0])
    }
}
