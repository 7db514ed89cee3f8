import Regression

/// The signals of all series.
public struct EarlyWarningSignals: Sendable, Hashable {
    /// What was asked.
    public let analysis: EarlyWarning
    /// The series, in the order of their units.
    public let series: [SignalSeries]
    /// What was filled in.
    public let notes: [String]

    /// A row for each indicator of each series: `estimate` is Kendall's τ; `first` and `last` the indicator in the first and
    /// the last window; `p.ar1`, `p.phase`, `p.permutation` the surrogates' p-values, `p.adjusted` the first of them adjusted
    /// over all rows. `p.value` is `p.ar1` again. τ of overlapping windows has no standard error and no interval: surrogates
    /// say how surprising it is, not how exact.
    ///
    /// - Parameter level: the confidence level.
    public func estimates(level: Double = 0.95) throws(CausalError) -> Estimates {
        try Estimates.check(level: level)
        let raw = series.flatMap { $0.signals.map { $0.pValues[.autoregressive] ?? .nan } }
        let adjusted = analysis.adjustment.adjusted(raw)
        var rows: [Estimate] = []
        for one in series {
            for signal in one.signals { rows.append(row(one, signal, adjusted[rows.count], level)) }
        }
        return Estimates(
            command: "early-warning", rows: rows,
            covariance: Matrix(rows.count, rows.count, repeating: .nan), model: facts,
            diagnostics: series.flatMap(diagnostics), notes: notes + remarks)
    }

    private func row(
        _ series: SignalSeries, _ signal: SignalSeries.Signal, _ adjusted: Double, _ level: Double
    ) -> Estimate {
        var labels: [JSONValue.Member] = series.unit.map { [.init("unit", .string($0))] } ?? []
        labels += [.init("first", .number(signal.first)), .init("last", .number(signal.last))]
        if hasSurrogates {
            labels += SurrogateKind.allCases.map {
                .init("p.\($0.rawValue)", .number(signal.pValues[$0] ?? .nan))
            }
            labels.append(.init("p.adjusted", .number(adjusted)))
        }
        return Estimate(
            term: signal.indicator.rawValue, labels: labels, estimate: signal.tau, standardError: .nan,
            degreesOfFreedom: nil, level: level, testPValue: signal.pValues[.autoregressive])
    }

    private var hasSurrogates: Bool { analysis.surrogates != 0 }

    /// The surrogates of the series that has most.
    private var draws: Int { series.map { analysis.surrogates(of: $0.values.count) }.max() ?? 0 }

    private var facts: [JSONValue.Member] {
        var facts: [JSONValue.Member] = [
            .init("estimator", "early-warning"), .init("outcome", .string(analysis.value)),
            .init("time", .string(analysis.time)),
            .init("nobs", .integer(series.reduce(0) { $0 + $1.values.count })),
        ]
        if analysis.unit != nil { facts.append(.init("units", .integer(series.count))) }
        facts += [
            .init("window", .number(analysis.window)),
            .init("detrend", .string(analysis.detrending.rawValue)),
        ]
        if analysis.detrending == .gaussian { facts.append(.init("bandwidth", .number(analysis.bandwidth))) }
        facts.append(.init("autocorrelation", .string(analysis.autocorrelation.rawValue)))
        facts.append(.init("surrogates", .integer(draws)))
        if hasSurrogates {
            facts.append(.init("seed", .seed(analysis.seed)))
            facts.append(
                .init(
                    "p.adjusted",
                    [
                        "method": .string(analysis.adjustment.rawValue),
                        "rows": .integer(series.count * SignalSeries.Indicator.allCases.count),
                    ]))
        }
        return facts + [.init("paths", .array(series.prefix(1).map(\.paths)))]
    }

    /// Surrogate tests and disturbances, a line each.
    private func diagnostics(_ series: SignalSeries) -> [Diagnostic] {
        let unit: [JSONValue.Member] = series.unit.map { [.init("unit", .string($0))] } ?? []
        let tests =
            !hasSurrogates
            ? []
            : series.signals.map { signal in
                Diagnostic(
                    "surrogates",
                    unit + [.init("term", .string(signal.indicator.rawValue))]
                        + SurrogateKind.allCases.map {
                            .init("p.\($0.rawValue)", .number(signal.pValues[$0] ?? .nan))
                        })
            }
        let times = series.disturbances.compactMap(\.recovery)
        guard !times.isEmpty else { return tests }
        var kendall = KendallTau()
        let half = times.count / 2
        let mean = { (part: ArraySlice<Double>) in
            part.isEmpty ? Double.nan : part.reduce(0, +) / Double(part.count)
        }
        return tests + [
            Diagnostic(
                "recovery-after-disturbances",
                unit + [
                    .init("count", .integer(series.disturbances.count)),
                    .init("recovered", .integer(times.count)), .init("mean", .number(mean(times[...]))),
                    .init("mean.first.half", .number(mean(times[..<half]))),
                    .init("mean.second.half", .number(mean(times[half...]))),
                    .init("tau", .number(kendall.trend(times))),
                ])
        ]
    }

    private var remarks: [String] {
        var remarks = [
            "Estimates are Kendall's tau of each indicator with time: 1 for a steady rise, -1 for a steady fall. Windows "
                + "overlap, so that tau has no standard error or interval; surrogates tell how surprising a rise is."
        ]
        let odd = series.filter { $0.statistics.autocorrelation.contains { !($0 > 0 && $0 < 1) } }
        if !odd.isEmpty {
            remarks.append(
                "Where lag-1 autocorrelation is not between 0 and 1 a window has no recovery time\(odd.count > 1 ? " (\(odd.count) series)" : "")."
            )
        }
        if series.count > 1 { remarks.append("The picture shows the first series.") }
        return remarks
    }
}
