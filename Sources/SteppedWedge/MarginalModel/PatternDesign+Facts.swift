import Regression

extension PatternDesign {
    /// Facts about rows, clusters and cells.
    var facts: [JSONValue.Member] {
        let trial = rows.model
        let cellCount = (0..<patterns.clusterCount).reduce(0) { $0 + patterns.localPeriods($1).periods.count }
        var facts: [JSONValue.Member] = [
            .init("outcome", .string(trial.outcome)), .init("nobs", .integer(patterns.rowCount)),
            .init("clusters", .object([.init(trial.cluster, .integer(patterns.clusterCount))])),
            .init("periods", .integer(patterns.periodCount)), .init("cluster.periods", .integer(cellCount)),
            .init("patterns", .integer(patterns.patternCount)), .init("time", .string(trial.time.rawValue)),
            .init("effect", .string(trial.effect.name)),
        ]
        if let cohort = patterns.cohort {
            facts.append(.init("individuals", .integer(cohort.individualCount)))
        }
        if rows.frame.sample.droppedMissing > 0 {
            facts.append(.init("dropped.missing", .integer(rows.frame.sample.droppedMissing)))
        }
        if !dropped.isEmpty { facts.append(.init("dropped", .array(dropped.map(JSONValue.string)))) }
        return facts
    }

    /// Observed and fitted means of each sequence in each period; random effects are at zero in the fit.
    func cellMeans(_ coefficients: [Double], _ link: Link) -> JSONValue {
        var means = SequenceMeans()
        for cluster in 0..<patterns.clusterCount {
            for g in patterns.patterns(of: cluster) {
                means.add(
                    start: cells.starts[cluster], period: patterns.period[g], rows: patterns.count[g],
                    mean: patterns.mean[g], fitted: link.mean(at: patterns.predictor(g, coefficients)),
                    treatment: patterns.treatment[g])
            }
        }
        return means.json { patterns.periodLabels[$0] }
    }
}
