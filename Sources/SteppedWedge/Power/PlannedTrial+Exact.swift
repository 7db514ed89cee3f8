import Regression

extension PlannedTrial {
    /// The most outcomes of one cluster that are added up.
    static let largestEnumeration = 4e6

    /// Refuses what enumeration does not serve.
    func checkExact(_ means: PlannedMeans) throws(CausalError) {
        func refuse(_ message: String, _ remedy: String) throws(CausalError) -> Never {
            throw CausalError(.badArgument, message, remedy: remedy)
        }
        guard means.family == .binomial else {
            try refuse("only events can be enumerated", "Plan counts with gee or glmm.")
        }
        guard effect == .immediate, time != .linear else {
            try refuse(
                "enumeration has an immediate effect, and an effect of each period or none",
                "Leave out the effect by exposure time or the linear time.")
        }
        guard dependence.decay == 1, dependence.treatment == 0, !dependence.isProportional else {
            try refuse(
                "enumeration has one random effect for each cluster",
                "Leave out decay and random treatment effects.")
        }
        switch dependence.scale {
        case .correlations(_, let cac, let iac):
            guard cac == 1, iac == 0, means.link == .identity else {
                try refuse(
                    "enumeration takes an ICC on the scale of proportions with the identity link, without CAC and IAC",
                    "Give τ on the link's scale.")
            }
        case .deviations(_, let clusterPeriod, let individual):
            guard clusterPeriod == 0, individual == 0 else {
                try refuse("enumeration has one random effect for each cluster", "Leave out γ and ψ.")
            }
        }
        guard !isVarying, sizes.mean == sizes.mean.rounded(), sizes.mean <= 10_000 else {
            try refuse("enumeration needs whole clusters of one size, up to 10,000", "Plan with gee or glmm.")
        }
    }

    /// τ² of the random effect on the link's scale; p₀(1 − p₀)·ICC from a correlation (Zhou et al. 2020).
    private func exactVarianceOfEffects(_ means: PlannedMeans) throws(CausalError) -> Double {
        try dependence.covariance(variance: means.variance(means.control)).cluster
    }

    /// The largest size that can be enumerated.
    var exactLargestSize: Int {
        var size = 1
        while size < 10_000, enumerationSize(Double(size + 1)) <= PlannedTrial.largestEnumeration {
            size += 1
        }
        return size
    }

    private func enumerationSize(_ size: Double) -> Double {
        schedule.sequences.map { sequence in
            ExactCells(sequence, time).people.reduce(1.0) { $0 * (Double($1) * size + 1) }
        }.max() ?? 1
    }

    /// Var θ̂ of maximum likelihood, from the expected information.
    func exactVariance(_ means: PlannedMeans) throws(CausalError) -> Double {
        try checkExact(means)
        let outcomes = enumerationSize(sizes.mean)
        guard outcomes <= PlannedTrial.largestEnumeration else {
            throw CausalError(
                .badArgument, "a cluster has too many outcomes to enumerate (more than 4 million)",
                value: outcomes < 1e15 ? "\(Int(outcomes))" : "\(outcomes)",
                remedy: "Plan with --analysis gee or glmm: with so many people they are close.")
        }
        let tau = try exactVarianceOfEffects(means)
        guard tau > 0 else {
            throw CausalError(
                .badArgument, "enumeration needs likeness within clusters: the ICC (or τ) is zero",
                remedy: "Plan with gee, which is exact without it.")
        }
        let cells = try exactCells(means)
        var total = InformationSum(periods: time == .categorical ? schedule.periodCount : 1)
        let extremes = ExactExtremes(cells, means.link, tau)
        for (row, sequence) in zip(cells, schedule.sequences) where !row.people.isEmpty {
            let likelihood = ExactLikelihood(
                predictors: row.predictors, people: row.people.map { $0 * Int(sizes.mean) }, link: means.link,
                variance: tau, limits: (extremes.low, extremes.high))
            total.add(
                likelihood.information(), row, extremes, times: Double(sequence.clusterCount))
        }
        return try total.variance()
    }

    private func exactCells(_ means: PlannedMeans) throws(CausalError) -> [ExactCells] {
        let effect = try means.effect()
        var rows: [ExactCells] = []
        for sequence in schedule.sequences {
            var cells = ExactCells(sequence, time)
            cells.predictors = means.predictors(
                cells.exposures, periods: cells.periods, of: schedule.periodCount, effect: effect)
            try means.check(cells.predictors)
            rows.append(cells)
        }
        guard time == .categorical || means.controlAtEnd == nil || means.controlAtEnd == means.control else {
            throw CausalError(
                .badArgument, "a trend needs effects of the periods in the analysis",
                remedy: "Leave out --time none, or the trend.")
        }
        return rows
    }
}
