import Regression

/// What synthetic difference-in-differences found: weights and effects, cohort by cohort.
public struct SyntheticFit: Sendable {
    let solver: SyntheticSolver
    /// The weights of each cohort.
    public let weights: [SyntheticWeights]
    /// The effect of each cohort.
    public let effects: [Double]
    /// The effect on the treated: the cohorts' mean, weighted by their treated unit–periods.
    public let effect: Double
    /// The coefficients of projected covariates; empty without them.
    public let coefficients: [Double]
    /// The names of the covariates' columns.
    public let covariateNames: [String]
    /// The rows used.
    public let sample: Sample
    let unitColumn: String
    let model: SyntheticDifferenceInDifferences
    let notes: [String]

    init(
        solver: SyntheticSolver, weights: [SyntheticWeights], coefficients: [Double],
        covariateNames: [String],
        sample: Sample, unitColumn: String, model: SyntheticDifferenceInDifferences, notes: [String]
    ) {
        self.solver = solver
        self.weights = weights
        effects = solver.effects(solver.panel.everybody, weights)
        effect = solver.average(effects, solver.panel.everybody)
        self.coefficients = coefficients
        self.covariateNames = covariateNames
        self.sample = sample
        self.unitColumn = unitColumn
        self.model = model
        self.notes = notes
    }

    /// The names of the never-treated units, in the order of unit weights.
    public var controls: [String] { Array(solver.panel.units.prefix(solver.panel.controlCount)) }

    /// The first treated period of each cohort, as it was written.
    public var cohorts: [JSONValue] { solver.panel.cohorts.map(\.label) }

    /// The periods, as they were written, in the order of time.
    public var periods: [JSONValue] { solver.panel.periods }

    /// The effect by each of the methods on the same panel; nil where weights need two periods before a start and there
    /// is one, or do not exist.
    public func comparison() -> [SyntheticMethod: Double] {
        var found: [SyntheticMethod: Double] = [model.method: effect]
        let everybody = solver.panel.everybody
        let isShort = solver.panel.cohorts.contains { $0.before < 2 }
        for method in SyntheticMethod.allCases where method != model.method {
            guard method == .differences || !isShort else { continue }
            let other = solver.using(method)
            let average = other.average(other.effects(everybody, other.weights(everybody)), everybody)
            found[method] = average.isFinite ? average : nil
        }
        return found
    }

    /// A cohort's treated mean and its synthetic counterpart by period; the latter without the intercept that would lay
    /// it over the former.
    public func trajectories(cohort: Int) -> (treated: [Double], synthetic: [Double]) {
        let own = weights[cohort]
        let block = solver.adjustedBlock(solver.panel.everybody, cohort, own)
        var synthetic = [Double](repeating: 0, count: block.periodCount)
        for (control, weight) in own.units.enumerated() where weight != 0 {
            for t in synthetic.indices {
                synthetic[t] += weight * block.controls[control * block.periodCount + t]
            }
        }
        return (block.treated, synthetic)
    }

    /// How far treated mean and synthetic counterpart lie apart before the start, root mean square; less the intercept
    /// where the method has one.
    public func rootMeanSquareBefore(cohort: Int) -> Double {
        let paths = trajectories(cohort: cohort)
        let before = solver.panel.cohorts[cohort].before
        let gaps = zip(paths.treated, paths.synthetic).prefix(before).map { $0 - $1 }
        let centre = model.method.hasIntercept ? gaps.reduce(0, +) / Double(before) : 0
        return (gaps.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(before)).squareRoot()
    }

    /// All weights as a table: `cohort`, `kind` (unit or period), `name` and `weight`.
    public func weightTable() throws(CausalError) -> DataTable {
        var (cohort, kind, name, weight): ([String?], [String?], [String?], [Double]) = ([], [], [], [])
        for (label, own) in zip(cohorts, weights) {
            let names = controls + periods.prefix(own.periods.count).map(\.plain)
            cohort += names.map { _ in label.plain }
            kind += own.units.map { _ in "unit" } + own.periods.map { _ in "period" }
            name += names
            weight += own.units + own.periods
        }
        return try DataTable([
            Column("cohort", cohort), Column("kind", kind), Column("name", name), Column("weight", weight),
        ])
    }
}
