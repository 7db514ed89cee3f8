import Regression

extension SerialFit {
    /// Facts about the errors' model.
    func facts(_ inference: SerialInference) -> [JSONValue.Member] {
        var facts: [JSONValue.Member] = design.facts.filter { $0.name != "estimator" }
        facts.insert(.init("estimator", .string("segmented-\(errors.name)")), at: 0)
        facts += [
            .init("outcome", .string(design.model.outcome)), .init("nobs", .integer(rowCount)),
            .init("errors", .string(description)), .init("inference", .string(inference.rawValue)),
        ]
        if let family = design.model.family {
            let dispersion = innovationVariance * armaProcess.autocovariances(1)[0]
            facts += [
                .init("family", .string(family.rawValue)), .init("dispersion", .finite(dispersion)),
            ]
        }
        facts += zip(processNames, process).map { .init($0, .finite($1)) }
        facts.append(.init("sigma2.innovation", .finite(innovationVariance)))
        if let likelihood {
            facts += [
                .init("method", .string(likelihood.isRestricted ? "reml" : "ml")),
                .init("loglik", .finite(-likelihood.criterion / 2)),
                .init("criterion", .finite(likelihood.criterion)),
            ]
            if !likelihood.isRestricted { facts.append(.init("aicc", .finite(likelihood.correctedAIC))) }
        }
        facts += [
            .init("converged", .bool(isConverged)), .init("iterations", .integer(iterations)),
            .init("boundary", .bool(isAtBoundary)),
        ]
        return facts
    }

    private var description: String {
        switch errors {
        case .praisWinsten(let order), .cochraneOrcutt(let order): "AR(\(order))"
        case .generalisedLeastSquares(let ar, let ma, _): "ARMA(\(ar),\(ma))"
        case .arima(let order): "ARIMA\(order.description)"
        case .automatic: "ARIMA"
        }
    }

    /// Remarks on the boundary, the search, and what differences remove.
    var notes: [String] {
        var notes: [String] = []
        if isAtBoundary {
            notes.append(
                "The likelihood is largest at the edge of stationarity or invertibility (\(values)): standard errors do not "
                    + "hold there and none are given. Better: --errors arima --order 0,1,0 (differences) for an "
                    + "autoregression near 1, --errors ols for a short series (its interval is then too narrow), or fewer moving averages."
            )
        }
        if case .cochraneOrcutt(let order) = errors, rowCount < design.times.count {
            notes.append(
                "Cochrane–Orcutt leaves out the first \(order == 1 ? "row" : "\(order) rows") of a series, and rows behind gaps: \(rowCount) of "
                    + "\(design.times.count) rows count. Prais–Winsten keeps them.")
        }
        if !isConverged {
            notes.append("The search for the largest likelihood did not settle: take another order.")
        }
        let lost = zip(design.terms, coefficients).filter { $0.1.isNaN }.map(\.0)
        if !lost.isEmpty {
            notes.append(
                "Differences remove \(lost.joined(separator: ", ")): no estimate, and no counterfactual level."
            )
        }
        return notes
    }

    private var values: String {
        zip(processNames, process).map { "\($0) \($1.shortestDecimal)" }.joined(separator: ", ")
    }
}
