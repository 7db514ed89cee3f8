import Regression

/// The information of a plan, sequence by sequence: made once, asked for any sizes.
struct PlannedInformation {
    let trial: PlannedTrial
    /// The coefficients of time.
    let timeCount: Int
    /// What is tested of the treatment coefficients.
    let contrast: [Double]
    private let effect: Double
    private let covariance: PlannedCovariance
    private let rows: [Row]

    /// What the cells of one sequence have in common over clusters.
    private struct Row {
        var periods: [Int]
        var exposures: [Double]
        var time: Matrix
        var treatment: Matrix
        var raw: Matrix
        /// What each cell's standard deviation is multiplied by (GEE), and each cell's residual variance (GLMM).
        var deviations: [Double]?
        var residuals: [Double]?
    }

    /// Prepares the columns and the variances.
    init(_ trial: PlannedTrial) throws(CausalError) {
        try trial.validate()
        self.trial = trial
        effect = try trial.outcome.effect()
        covariance = try trial.dependence.covariance(variance: trial.outcomeVariance)
        let columns = TreatmentColumns(trial.schedule, trial.effect)
        contrast = Array(repeating: 1 / Double(max(1, columns.count)), count: columns.count)
        let basis = TimeBasis(trial.schedule, trial.time)
        timeCount = basis.count
        let means = trial.time == .categorical ? columns.periodMeans : nil
        var rows: [Row] = []
        for sequence in trial.schedule.sequences.indices {
            rows.append(try PlannedInformation.row(trial, sequence, effect, columns, basis, means))
        }
        self.rows = rows
        guard columns.count > 0 else {
            throw CausalError(.notIdentified, "no cluster is ever treated in this schedule")
        }
    }

    private static func row(
        _ trial: PlannedTrial, _ sequence: Int, _ effect: Double, _ columns: TreatmentColumns,
        _ basis: TimeBasis,
        _ means: [[Double]]?
    ) throws(CausalError) -> Row {
        let exposures = trial.schedule.sequences[sequence].exposures
        let periods = exposures.indices.filter { exposures[$0] != nil }
        let raw = columns.matrix(sequence, periods)
        var centred = raw
        if let means {
            for (row, period) in periods.enumerated() {
                for column in 0..<raw.columnCount { centred[row, column] -= means[column][period] }
            }
        }
        var made = Row(
            periods: periods, exposures: periods.map { exposures[$0] ?? 0 }, time: basis.matrix(periods),
            treatment: centred, raw: raw)
        guard case .counted(let means) = trial.outcome, means.analysis != .pooled else { return made }
        let predictors = means.predictors(
            made.exposures, periods: periods, of: trial.schedule.periodCount, effect: effect)
        try means.check(predictors)
        let deviations = predictors.map {
            means.linkVariance(LinkScale.mean(means.link, $0)).squareRoot()
        }
        if means.analysis == .marginal {
            made.deviations = deviations
        } else {
            made.residuals = deviations.map { $0 * $0 }
        }
        return made
    }

    /// The blocks of one cluster of a sequence.
    ///
    /// - Throws: `CausalError.Code.badArgument` when V is not a covariance.
    func block(_ sequence: Int, size: Double) throws(CausalError) -> InformationBlock {
        let row = rows[sequence]
        guard !row.periods.isEmpty else {
            return InformationBlock(time: timeCount, treatment: contrast.count)
        }
        var v = covariance.cellMeans(
            row.exposures, periods: row.periods, size: size, residuals: row.residuals)
        if let deviations = row.deviations {
            for k in deviations.indices {
                for j in deviations.indices { v[j, k] *= deviations[j] * deviations[k] }
            }
        }
        guard let block = InformationBlock(v: v, time: row.time, treatment: row.treatment, raw: row.raw)
        else {
            throw CausalError(
                .badArgument, "the assumed variances and correlations are not those of any outcome",
                remedy: "Their covariance matrix is not positive definite; make the correlations smaller.")
        }
        return block
    }

    /// Var θ̂ for these sizes, one for each cluster in the order of the sequences.
    func variance(_ total: InformationBlock) throws(CausalError) -> Double {
        if let variance = total.variance(contrast) { return variance }
        throw CausalError(
            .notIdentified, "this schedule does not tell the effect of treatment from that of time",
            remedy:
                "In some period, or within some cluster, treatment must differ; with effects by time of exposure, "
                + "for every such time.")
    }

    /// Var θ̂ when all clusters have one size.
    func variance(size: Double) throws(CausalError) -> Double {
        var total = InformationBlock(time: timeCount, treatment: contrast.count)
        for (sequence, row) in trial.schedule.sequences.enumerated() {
            total.add(try block(sequence, size: size), times: Double(row.clusterCount))
        }
        return try variance(total)
    }
}

extension PlannedTrial {
    /// The variance that the dependence is built on: see ``PlannedDependence/covariance(variance:)``.
    var outcomeVariance: Double {
        switch outcome {
        case .continuous(_, let deviation): deviation * deviation
        case .counted(let means):
            switch means.analysis {
            case .pooled: means.pooledVariance
            // On the link's scale, to first order at the mean under control.
            case .conditional where dependence.isCorrelation: means.linkVariance(means.control)
            case .conditional, .marginal, .exact: 1
            }
        }
    }
}
