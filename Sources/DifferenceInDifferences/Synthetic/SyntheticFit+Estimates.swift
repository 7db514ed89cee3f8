import Regression

extension SyntheticFit {
    /// The effect on the treated, and with several cohorts the effect on each; normal quantiles.
    ///
    /// Covariances are those of the draws: Σ(τ_b − τ̄)²/B for placebo and bootstrap, (n − 1)/n Σ(τ₍₋ᵢ₎ − τ̄)² for the
    /// jackknife. A cohort that draws of the bootstrap do not hold is left out of their average, as it has no weight then.
    ///
    /// - Throws: `CausalError.Code.badArgument` for a level outside (0, 1) or fewer than 2 draws;
    ///   `CausalError.Code.tooFewRows` when the inference cannot be had: placebo with as many treated units as controls,
    ///   the bootstrap with one treated unit, the jackknife with one in a cohort or all weight on one control.
    public func estimates(
        _ inference: SyntheticInference = .placebo(), level: Double = 0.95
    ) throws(CausalError) -> Estimates {
        try Estimates.check(level: level)
        let draws = try replicates(inference)
        let single = solver.panel.cohorts.indices.filter {
            inference.isBootstrap && solver.panel.cohorts[$0].units.count == 1
        }
        var covariance = draws.covariance
        for cohort in single {
            for other in 0..<covariance.rowCount {
                covariance[cohort + 1, other] = .nan
                covariance[other, cohort + 1] = .nan
            }
        }
        let shown = cohorts.count > 1 ? Array(0...cohorts.count) : [0]
        let rows = shown.map { row(at: $0, variance: covariance[$0, $0], level: level) }
        return Estimates(
            command: "did", rows: rows, covariance: covariance.submatrix(shown),
            model: facts + inference.facts, diagnostics: diagnostics,
            notes: notes + remarks + singleNotes(single))
    }

    private func row(at position: Int, variance: Double, level: Double) -> Estimate {
        let label = position > 0 ? cohorts[position - 1] : nil
        return Estimate(
            term: label.map { "group::\($0.plain)" } ?? "ATT",
            labels: label.map { [.init("group", $0)] } ?? [],
            estimate: position > 0 ? effects[position - 1] : effect,
            standardError: variance > 0 ? variance.squareRoot() : .nan, degreesOfFreedom: nil, level: level)
    }

    private func singleNotes(_ cohorts: [Int]) -> [String] {
        guard self.cohorts.count > 1, !cohorts.isEmpty else { return [] }
        return [
            "The bootstrap says nothing about cohorts with a single treated unit: "
                + cohorts.prefix(8).map { self.cohorts[$0].plain }.joined(separator: ", ")
                + (cohorts.count > 8 ? ", …" : "") + "."
        ]
    }

    private var remarks: [String] {
        var notes: [String] = []
        let short = cohorts.indices.filter { !weights[$0].hasConverged }
        if !short.isEmpty {
            notes.append(
                "The weights of \(short.count == 1 ? "one cohort" : "\(short.count) cohorts") "
                    + "(\(short.prefix(5).map { cohorts[$0].plain }.joined(separator: ", "))) stopped at the "
                    + "greatest number of steps; the diagnostic 'weights' says what more could gain.")
        }
        if model.method != .syntheticDifferences { return notes }
        let idle = cohorts.indices.filter { (weights[$0].units.max() ?? 0) > 0.9 }
        if !idle.isEmpty {
            notes.append(
                "Nearly all unit weight rests on one control in "
                    + "\(idle.prefix(5).map { cohorts[$0].plain }.joined(separator: ", ")).")
        }
        return notes
    }

    private var facts: [JSONValue.Member] {
        let panel = solver.panel
        var facts: [JSONValue.Member] = [
            .init("estimator", "synthetic"), .init("method", .string(model.method.rawValue)),
            .init("outcome", .string(model.outcome)), .init("nobs", .integer(sample.count)),
            .init("units", .integer(panel.units.count)), .init("periods", .integer(panel.periods.count)),
            .init("controls", .integer(panel.controlCount)), .init("treated", .integer(panel.treatedCount)),
            .init("cohorts", .integer(panel.cohorts.count)),
            .init("converged", .bool(weights.allSatisfy(\.hasConverged))),
        ]
        if let covariates = model.covariates {
            facts += [
                .init("covariates", .string(covariates)),
                .init("adjustment", .string(model.adjustment.rawValue)),
                .init("coefficients", coefficientFacts),
            ]
        }
        return facts + weightFacts + trajectoryFacts
    }
}

extension SyntheticInference {
    var isBootstrap: Bool {
        if case .bootstrap = self { true } else { false }
    }

    /// What the JSON says of it.
    var facts: [JSONValue.Member] {
        switch self {
        case .placebo(let draws, let seed), .bootstrap(let draws, let seed):
            [
                .init("vcov", .string(name)), .init("draws", .integer(draws)),
                .init("seed", .seed(seed)),
            ]
        case .jackknife: [.init("vcov", .string(name))]
        }
    }
}
