import Regression

extension SimulatedTrial {
    /// The trial with correlations of events or counts on their own scale, and the logit or log link.
    ///
    /// - Parameters:
    ///   - icc: two people of one cluster and period, in [0, 1).
    ///   - cac: a cluster's probabilities or rates in two periods, in [0, 1].
    ///   - decay: the same in neighbouring periods, falling with their distance, in [0, 1].
    /// - Throws: `CausalError.Code.badArgument` outside these ranges, and for means.
    public func alike(icc: Double, cac: Double = 1, decay: Double = 1) throws(CausalError) -> SimulatedTrial {
        var trial = self
        let link: Link = family == .binomial ? .logit : .log
        trial.likeness = try OutcomeLikeness(
            family, link: link, control: LinkScale.mean(link, level), icc: icc, cac: cac, decay: decay)
        return trial
    }

    /// The rows of a cluster whose events or counts have correlations on their own scale.
    func append(
        _ likeness: OutcomeLikeness, _ cluster: Int, _ place: Int, _ size: Int, _ root: Generator,
        _ rows: inout TrialTable
    ) throws(CausalError) {
        let sequence = schedule.sequences[place]
        let times = sequence.exposureTimes
        var clusterDraw = root.stream(Part.clusters.rawValue).stream(cluster)
        let scores = likeness.scores(schedule.periodCount, &clusterDraw)
        var outcome = root.stream(Part.outcomes.rawValue).stream(cluster)
        for period in schedule.periods.indices {
            guard let exposure = sequence.exposures[period] else { continue }
            let time = exposure > 0 ? times[period] ?? 0 : 0
            let predictor =
                level + trend * Double(period) + exposure * (time > 0 ? effect(at: time) : 0)
            let mean = try likeness.level(predictor, scores[period])
            for _ in 0..<size {
                rows.people += 1
                let y =
                    family == .binomial
                    ? (outcome.bernoulli(mean) ? 1 : 0) : Double(outcome.poisson(mean: min(1e15, mean)))
                rows.append(
                    cluster + 1, Int32(place), period + 1, rows.people, exposure, Double(time), 0, y)
            }
        }
    }
}

extension OutcomeLikeness {
    /// The normal scores of a cluster's periods.
    func scores(_ periods: Int, _ random: inout Generator) -> [Double] {
        var stays = random.normal()
        let (own, innovation) = (
            max(0, 1 - shared).squareRoot(), max(0, 1 - neighbours * neighbours).squareRoot()
        )
        return (0..<periods).map { period in
            let (fresh, single) = (random.normal(), random.normal())
            if period > 0, neighbours < 1 { stays = neighbours * stays + innovation * fresh }
            return shared.squareRoot() * stays + own * single
        }
    }
}
