import Groundwork
import Inference
import LinearAlgebra

extension AlertFit {
    /// The rows of `causal alert`: `optimum`, whose estimate is the threshold of the greatest value, then `threshold` for
    /// each threshold, whose estimate is its net benefit and whose labels are its profile.
    ///
    /// - Parameters:
    ///   - bootstrap: what resampling said; nil for no intervals.
    ///   - level: the confidence level of `bootstrap`.
    public func estimates(_ bootstrap: AlertBootstrap? = nil, level: Double = 0.95) -> Estimates {
        let profiles = profiles
        let (front, best) = (front(profiles), optimum(profiles))
        let first = Estimate(
            term: "optimum", labels: labels(profiles[best], front[best], nil, best),
            estimate: thresholds[best], standardError: .nan, degreesOfFreedom: nil, level: level,
            bounds: bootstrap?.optimum)
        let rows = profiles.indices.map { k in
            Estimate(
                term: "threshold", labels: labels(profiles[k], front[k], bootstrap, k),
                estimate: profiles[k].netBenefit, standardError: bootstrap?.netBenefitError[k] ?? .nan,
                degreesOfFreedom: nil, level: level, bounds: bootstrap?.netBenefit[k].whenFinite)
        }
        return Estimates(
            command: "alert", rows: [first] + rows,
            covariance: Matrix(rows.count + 1, rows.count + 1, repeating: .nan),
            model: model(best, bootstrap),
            notes: notes(profiles, best))
    }

    private func labels(
        _ profile: AlertProfile, _ isFront: Bool, _ bootstrap: AlertBootstrap?, _ place: Int
    ) -> [JSONValue.Member] {
        var labels: [JSONValue.Member] = [
            .init("threshold", .number(profile.threshold)), .init("alert.rate", .number(profile.alertRate)),
            .init("sensitivity", .number(profile.sensitivity)),
            .init("specificity", .number(profile.specificity)),
            .init("predictive.value", .number(profile.predictiveValue)),
            .init("harm.averted", .number(profile.harmAverted)),
        ]
        labels += ends("harm.averted", bootstrap?.harmAverted[place])
        labels.append(.init("workload", .number(profile.workload)))
        if question.setting.minutesPerAlert != nil {
            labels.append(.init("time", .number(profile.time)))
            labels += ends("time", bootstrap?.time[place])
        }
        if question.setting.patientsPerDay != nil {
            labels.append(.init("alert.burden", .number(profile.burden)))
            labels += ends("alert.burden", bootstrap?.burden[place])
        }
        if question.setting.fatigue != nil { labels.append(.init("heeded", .number(profile.heeded))) }
        return labels + [
            .init("value", .number(profile.value)), .init("pareto", .bool(isFront)),
            .init("treat.all", .number(profile.treatAll)),
        ]
    }

    private func ends(_ name: String, _ interval: Interval?) -> [JSONValue.Member] {
        guard let interval else { return [] }
        return [.init("\(name).low", .number(interval.low)), .init("\(name).high", .number(interval.high))]
    }

    private func model(_ best: Int, _ bootstrap: AlertBootstrap?) -> [JSONValue.Member] {
        let counts = counts
        var facts: [JSONValue.Member] = [
            .init("estimator", "alert-thresholds"), .init("outcome", .string(question.outcome)),
            .init("score", .string(question.score)), .init("nobs", .integer(count)),
            .init("events", .integer(Int(counts.cases))),
            .init("prevalence", .number(question.setting.prevalence ?? counts.cases / Double(count))),
            .init("optimum", .number(thresholds[best])),
        ]
        if let cluster = question.cluster, let clusters {
            facts.append(.init("clusters", .object([.init(cluster, .integer(clusters.levelCount))])))
        }
        if let bootstrap {
            facts += [
                .init("draws", .integer(bootstrap.draws)),
                .init("seed", .seed(bootstrap.seed)),
                .init("probability.optimum", .number(bootstrap.probabilityOptimal[best])),
            ]
        }
        return facts
    }

    private func notes(_ profiles: [AlertProfile], _ best: Int) -> [String] {
        var notes = [
            "Harm averted, workload (alerts handled)"
                + (question.setting.minutesPerAlert == nil ? "" : " and time (hours)")
                + " are for each 1,000 patients"
                + (question.setting.patientsPerDay == nil ? "" : ", alert burden for a clinician and day")
                + "; pareto marks thresholds that no other beats in all of these."
        ]
        if dropped > 0 { notes.append("\(dropped) rows without a score or an outcome were left out.") }
        if let clusters, clusters.levelCount < 20 {
            notes.append("Intervals from \(clusters.levelCount) clusters are too narrow as a rule.")
        }
        let setting = question.setting
        if setting.hourWeight == 0, setting.alertWeight == 0, setting.burdenWeight == 0 {
            notes.append(
                "No weight is given to time, workload or burden: the optimum averts the most harm, whatever it takes."
            )
        }
        guard isProbability else {
            notes.append(
                "Scores are not all between 0 and 1, so that a threshold is no probability and has no net benefit."
            )
            return notes
        }
        let useful = profiles.filter { $0.netBenefit > max(0, $0.treatAll) }.map(\.threshold)
        if let low = useful.first, let high = useful.last {
            notes.append(
                "The score has more net benefit than treating all or none at \(useful.count) of \(profiles.count) thresholds, "
                    + "between \(low.shortestDecimal) and \(high.shortestDecimal).")
        } else {
            notes.append("At no threshold has the score more net benefit than treating all or none.")
        }
        if profiles.contains(where: { $0.netBenefit.isNaN }) {
            notes.append("Net benefit has no value at thresholds outside 0 up to 1.")
        }
        return notes
    }
}

extension Interval {
    /// The interval when both ends are numbers.
    fileprivate var whenFinite: Interval? { low.isFinite && high.isFinite ? self : nil }
}
