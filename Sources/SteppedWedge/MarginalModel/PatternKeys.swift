import Regression

/// Each row's cluster, period and pattern, and the regressors of the patterns.
struct PatternKeys {
    let cluster: Factor
    let period: Factor
    /// Cluster, period, treatment, covariates and offset together.
    let pattern: Factor
    /// A row of each pattern.
    let firstRows: [Int]
    /// The treatment of each pattern.
    let treatment: [Double]
    private let frame: ModelFrame
    private let offsets: [Double]?

    /// The term of the columns that hold the effect.
    static let effectTerm = "treatment"

    init(_ mean: TrialMean, _ frame: ModelFrame, _ offsets: [Double]?) throws(CausalError) {
        self.frame = frame
        self.offsets = offsets
        let sample = frame.sample
        cluster = try sample.factor(mean.cluster)
        period = try Panel.finitePeriods(sample, mean.period)
        let values = try sample.numbers(mean.treatment)
        if let position = values.firstIndex(where: { !$0.isFinite }) {
            throw CausalError(
                .badValue, "a treatment is infinite", file: sample.table.source, column: mean.treatment,
                row: sample.tableRow(position))
        }
        var key = cluster.crossed(with: period)
        for numbers in [values] + frame.columns.map(\.values) + (offsets.map { [$0] } ?? []) {
            let factor = Factor(name: "", numbers: numbers)
            if factor.levelCount > 1 { key = key.crossed(with: factor) }
        }
        pattern = key
        firstRows = key.firstRows.map(Int.init)
        treatment = firstRows.map { values[$0] }
    }

    /// The offset of each pattern.
    var offset: [Double] { offsets.map { all in firstRows.map { all[$0] } } ?? firstRows.map { _ in 0 } }
    /// The cluster of each pattern.
    var clusterCodes: [Int] { firstRows.map { Int(cluster.codes[$0]) } }
    /// The period of each pattern.
    var periodCodes: [Int] { firstRows.map { Int(period.codes[$0]) } }

    /// Refuses what is no trial.
    func check(_ mean: TrialMean) throws(CausalError) {
        guard cluster.levelCount > 1 else {
            throw CausalError(
                .tooFewRows, "a stepped-wedge trial needs at least two clusters", column: mean.cluster,
                value: cluster.levelCount == 1 ? cluster.label(0) : nil)
        }
        guard let first = treatment.first, treatment.contains(where: { $0 != first }) else {
            throw CausalError(
                .notIdentified, "the treatment is the same in every row", column: mean.treatment,
                value: treatment.first?.shortestDecimal)
        }
    }

    /// The regressors of the patterns, the effect first, and the exposure times that it has.
    func columns(_ mean: TrialMean) throws(CausalError) -> (columns: [DesignColumn], exposures: [Int]) {
        let (effect, exposures) = try effectColumns(mean)
        let covariates = frame.columns.map { column in
            DesignColumn(
                name: column.name, term: column.name == PatternKeys.effectTerm ? "covariate" : column.term,
                values: firstRows.map { column.values[$0] })
        }
        let ones = DesignColumn("(Intercept)", firstRows.map { _ in 1 })
        return (effect + [ones] + timeColumns(mean) + covariates, exposures)
    }

    private func timeColumns(_ mean: TrialMean) -> [DesignColumn] {
        let codes = periodCodes
        switch mean.time {
        case .linear:
            guard period.levelCount > 1 else { return [] }
            let times = period.numericLevels ?? (0..<period.levelCount).map(Double.init)
            return [DesignColumn(mean.period, codes.map { times[$0] })]
        case .categorical:
            return (1..<max(1, period.levelCount)).map { level in
                DesignColumn(
                    name: mean.period + period.label(level), term: mean.period,
                    values: codes.map { $0 == level ? 1 : 0 })
            }
        }
    }

    private func effectColumns(_ mean: TrialMean) throws(CausalError) -> ([DesignColumn], [Int]) {
        let term = PatternKeys.effectTerm
        guard mean.effect == .exposureTime else {
            return ([DesignColumn(name: term, term: term, values: treatment)], [])
        }
        guard treatment.allSatisfy({ $0 == 0 || $0 == 1 }) else {
            throw CausalError(
                .badArgument, "effects by exposure time need a treatment of 0 and 1", column: mean.treatment)
        }
        let (clusters, periods) = (clusterCodes, periodCodes)
        var start = [Int](repeating: .max, count: cluster.levelCount)
        for g in treatment.indices where treatment[g] == 1 {
            start[clusters[g]] = min(start[clusters[g]], periods[g])
        }
        let exposure = treatment.indices.map { treatment[$0] == 1 ? periods[$0] - start[clusters[$0]] + 1 : 0 }
        let levels = Set(exposure).subtracting([0]).sorted()
        let columns = levels.map { level in
            DesignColumn(name: "exposure.\(level)", term: term, values: exposure.map { $0 == level ? 1 : 0 })
        }
        return (columns, levels)
    }
}
