import Regression

extension PlannedTrial {
    /// The power as a result: the row `treatment` with the effect and its expected standard error, and `power` in the model.
    ///
    /// - Parameters:
    ///   - power: the answer of ``power(draws:seed:)``.
    ///   - level: the confidence level of the interval that is expected.
    ///   - notes: further notes.
    /// - Throws: `CausalError.Code.badArgument` for a level outside (0, 1).
    public func estimates(
        _ power: PlannedPower, level: Double = 0.95, notes: [String] = []
    ) throws(CausalError) -> Estimates {
        guard level > 0, level < 1 else {
            throw CausalError(.badArgument, "the confidence level lies between 0 and 1", value: "\(level)")
        }
        let row = Estimate(
            term: "treatment", estimate: power.effect, standardError: power.standardError,
            degreesOfFreedom: power.degreesOfFreedom, level: level)
        let covariance = try dependence.covariance(variance: outcomeVariance)
        return Estimates(
            command: "stepped-wedge power", rows: [row],
            covariance: Matrix(1, 1, repeating: power.standardError * power.standardError),
            model: facts(power) + [.init("variance", variances(covariance))],
            diagnostics: [Diagnostic("power", [.init("statement", .string(statement(power)))])],
            notes: notes + sizeNotes(power) + schedule.remarks + covariance.remarks + analysisNotes(power))
    }

    private func facts(_ power: PlannedPower) -> [JSONValue.Member] {
        var facts: [JSONValue.Member] = [
            .init("estimator", .string("stepped-wedge-power")), .init("power", .number(power.power)),
            .init("alpha", .number(alpha)), .init("clusters", .integer(schedule.clusterCount)),
            .init("sequences", .integer(schedule.sequences.count)),
            .init("clusters.per.sequence", .array(schedule.sequences.map { .integer($0.clusterCount) })),
            .init("periods", .integer(schedule.periodCount)), .init("size", .number(sizes.mean)),
            .init("cells", .integer(schedule.observedCellCount)),
            .init("observations", .number(sizes.mean * Double(schedule.observedCellCount))),
            .init("time", .string(time.rawValue)), .init("effect", .string(effect.rawValue)),
        ]
        switch outcome {
        case .continuous(_, let deviation): facts.append(.init("sd", .number(deviation)))
        case .counted(let means):
            facts += [
                .init("family", .string(means.family.rawValue)), .init("link", .string(means.link.rawValue)),
                .init("analysis", .string(means.analysis.rawValue)), .init("p0", .number(means.control)),
                .init("p1", .number(means.treated)),
            ]
            if let end = means.controlAtEnd { facts.append(.init("p0.end", .number(end))) }
        }
        guard !power.allocations.isEmpty else { return facts }
        let quantiles = [("min", 0), ("q05", 0.05), ("median", 0.5), ("q95", 0.95), ("max", 1)]
        facts.append(
            .init(
                "allocations",
                .object(
                    [.init("draws", .integer(power.allocations.count)), .init("mean", .number(power.power))]
                        + quantiles.map { name, share in .init(name, .number(power.quantile(share) ?? .nan)) }
                )))
        return facts
    }

    private func variances(_ covariance: PlannedCovariance) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("cluster", .number(covariance.cluster)),
            .init("cluster.period", .number(covariance.clusterPeriod)),
            .init("individual", .number(covariance.individual)),
            .init("residual", .number(covariance.residual)),
        ]
        if covariance.decay != 1 { members.append(.init("decay", .number(covariance.decay))) }
        if covariance.treatment > 0 {
            members.append(.init("treatment", .number(covariance.treatment)))
            members.append(.init("treatment.correlation", .number(covariance.treatmentCorrelation)))
        }
        if covariance.individual > 0, covariance.retention != 1 {
            members.append(.init("retention", .number(covariance.retention)))
        }
        return .object(members)
    }

    /// `80.6 % at α = 0.05: 24 clusters in 4 sequences, 5 periods, 100 people a cell`
    private func statement(_ power: PlannedPower) -> String {
        "\(PlannedTrial.percent(power.power)) at α = \(alpha.shortestDecimal): \(schedule.clusterCount) clusters in "
            + "\(schedule.sequences.count) sequence\(schedule.sequences.count == 1 ? "" : "s"), \(schedule.periodCount) "
            + "period\(schedule.periodCount == 1 ? "" : "s"), \(((sizes.mean * 10).rounded() / 10).shortestDecimal) people in a cluster and period"
    }

    /// `80.6 %`
    static func percent(_ share: Double) -> String { "\(((share * 1_000).rounded() / 10).shortestDecimal) %" }

    private func sizeNotes(_ power: PlannedPower) -> [String] {
        guard let low = power.quantile(0.05), let high = power.quantile(0.95) else { return [] }
        return [
            "Cluster sizes differ: the power is the mean over \(power.allocations.count) random allocations; nine in ten lie "
                + "between \(PlannedTrial.percent(low)) and \(PlannedTrial.percent(high))."
        ]
    }

    private func analysisNotes(_ power: PlannedPower) -> [String] {
        var notes: [String] = []
        let df = schedule.clusterCount - coefficientCount
        if reference == .normal, df < 20 {
            let ratio = power.effect / power.standardError
            let careful = WaldPower(alpha: alpha, degreesOfFreedom: Double(df)).power(ratio: ratio)
            notes.append(
                "\(schedule.clusterCount) clusters are few for the normal distribution, which promises more power than an "
                    + "analysis with small-sample corrections has; "
                    + (df > 0
                        ? "with t on clusters − coefficients degrees of freedom (--inference t) it is \(PlannedTrial.percent(careful))."
                        : "there are no more of them than coefficients; simulate the analysis (--simulate)."))
        }
        if case .counted(let means) = outcome, means.analysis == .conditional {
            notes.append("The power of the GLMM is to first order, at random effects of zero.")
        }
        if time == .none {
            notes.append("Without effects of time, any change over time is taken for an effect of treatment.")
        }
        return notes
    }
}
