import Design
import Distributions
import Groundwork
import Inference
import LinearAlgebra

extension LatentProfileAnalysis {
    /// A row `latent.NAME` for each class of ``best`` with its share and the label `classes`, and rows `latent.NAME.SCORE` with
    /// its means; a diagnostic `latent-classes` for each number of classes that was tried.
    ///
    /// - Parameters:
    ///   - names: the classes' names.
    ///   - clusters: the people's clusters; nil for independent people.
    ///   - level: the confidence level.
    public func estimates(
        names: [String], clusters: Factor? = nil, level: Double = 0.95
    ) throws(CausalError) -> Estimates {
        try Estimates.check(level: level)
        let (k, d) = (best.shares.count, best.names.count)
        let found = MixtureInformation(best.mixture(data), data, settings.variances).covariance(clusters)
        let known = found ?? Matrix(k + k * d, k + k * d, repeating: .nan)
        var rows: [Estimate] = []
        var places: [Int] = []
        for c in 0..<k {
            rows.append(shareRow(c, names[c], known[c, c], level))
            places.append(c)
            for v in 0..<d {
                let place = k + c * d + v
                places.append(place)
                rows.append(
                    Estimate(
                        term: "latent.\(names[c]).\(best.names[v])",
                        labels: [.init("sd", .number(best.variances[c][v].squareRoot()))],
                        estimate: best.means[c][v], standardError: known[place, place].squareRoot(),
                        degreesOfFreedom: nil, level: level))
            }
        }
        var covariance = Matrix(rows.count, rows.count)
        for (i, a) in places.enumerated() {
            for (j, b) in places.enumerated() { covariance[i, j] = known[a, b] }
        }
        return Estimates(
            command: "burnout", rows: rows, covariance: covariance, model: facts,
            diagnostics: models.map(diagnostic), notes: notes(found == nil))
    }

    private func shareRow(_ place: Int, _ name: String, _ variance: Double, _ level: Double) -> Estimate {
        let share = best.shares[place]
        let error = best.shares.count > 1 ? variance.squareRoot() : .nan
        let odds = RealFunctions.logarithm(share / (1 - share))
        let margin = Normal().upperQuantile((1 - level) / 2) * error / (share * (1 - share))
        let back = { (x: Double) in 1 / (1 + RealFunctions.exponential(-x)) }
        return Estimate(
            term: "latent.\(name)", labels: [.init("classes", .integer(best.shares.count))], estimate: share,
            standardError: error, degreesOfFreedom: nil, level: level,
            bounds: margin.isFinite ? Interval(back(odds - margin), back(odds + margin)) : nil)
    }

    private var facts: [JSONValue.Member] {
        [
            .init("latent.classes", .integer(best.shares.count)),
            .init("latent.variances", .string(settings.variances.rawValue)),
            .init("latent.starts", .integer(settings.starts)),
            .init("seed", .seed(settings.seed)),
        ]
    }

    private func diagnostic(_ model: LatentProfileModel) -> Diagnostic {
        Diagnostic(
            "latent-classes",
            [
                .init("classes", .integer(model.shares.count)),
                .init("log.likelihood", .number(model.logLikelihood)),
                .init("parameters", .integer(model.parameterCount)), .init("bic", .number(model.bic)),
                .init("entropy", model.entropy.map(JSONValue.number) ?? .null),
                .init("smallest.share", .number(model.shares.last ?? .nan)),
                .init("replicated", .integer(model.replications)), .init("runs", .integer(model.runs)),
                .init("converged", .bool(model.isConverged)),
            ])
    }

    private func notes(_ isSingular: Bool) -> [String] {
        var notes: [String] = []
        let tried = models.map(\.shares.count)
        if tried.count > 1, best.shares.count == tried.last {
            notes.append("BIC still falls at \(best.shares.count) classes, the most that were tried.")
        }
        if best.shares.count > 1, best.replications == 1 {
            notes.append(
                "One run alone ended at the best likelihood: more --starts may find a better one, and other classes."
            )
        }
        if !best.isConverged { notes.append("The search for the classes did not come to its end.") }
        if best.isAtBoundary {
            notes.append("A class has next to no variance in a score: it is a few equal answers.")
        }
        if isSingular {
            notes.append("The classes' standard errors are not known: the information is singular.")
        }
        if let entropy = best.entropy, entropy < 0.6 {
            notes.append("Classes overlap (entropy below 0.6): people's own classes are uncertain.")
        }
        return notes
    }
}
