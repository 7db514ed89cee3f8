import Distributions
import Regression

/// The bands of the counterfactual and of the effect over the periods from the interruption on.
///
/// | member | holds |
/// |---|---|
/// | `counterfactual`, `low`, `high` | x⁰_t′β̂ with the pointwise interval of its coefficients |
/// | `simultaneous.low`, `simultaneous.high` | the band that holds for all these periods at once (sup-t) |
/// | `forecast.low`, `forecast.high` | where a single new period would lie, coefficients and errors together |
/// | `effect`, `effect.low`, `effect.high` | Δ_t with its pointwise interval |
/// | `effect.simultaneous.low`, `effect.simultaneous.high` | its band for all these periods at once |
/// | `cumulative`, `cumulative.low`, `cumulative.high` | Σ Δ_s up to the period, with its pointwise interval |
///
/// The forecast's variance is c′Vc + σ²/m, σ² the errors' (stationary) variance and m the treated rows whose mean is observed; it
/// exists on the identity link, without weights and without differences. Bands have up to 400 periods.
///
/// Source: Montiel Olea & Plagborg-Møller (2019), Journal of Applied Econometrics 34, for sup-t.
struct PathBands {
    /// The members of each period, in order of time.
    let members: [[JSONValue.Member]]
    /// The critical values, and the errors' variance behind the forecast.
    let facts: [JSONValue.Member]

    private static let longest = 400

    init(
        _ path: CounterfactualPath, _ periods: [(time: Double, rows: Double)], _ errorVariance: Double?
    ) {
        let absent = periods.map { path.absence($0.time) }
        let effect = periods.map { path.difference($0.time) }
        let (absentRows, absentFact) = PathBands.judged("counterfactual", absent, path.inference)
        let (effectRows, effectFact) = PathBands.judged("effect", effect, path.inference)
        let sums = path.sums(at: periods.map(\.time)).map {
            path.inference.smooth("cumulative", $0.value, gradient: $0.gradient, labels: [])
        }
        let usable = path.design.model.link == .identity ? errorVariance : nil
        members = periods.indices.map { period in
            let row = absentRows[period]
            return [.init("counterfactual", .finite(row.estimate))]
                + PathBands.ends("", row.interval)
                + PathBands.ends("simultaneous.", row.simultaneous)
                + PathBands.ends("forecast.", usable.map { row.forecast($0 / periods[period].rows) })
                + [.init("effect", .finite(effectRows[period].estimate))]
                + PathBands.ends("effect.", effectRows[period].interval)
                + PathBands.ends("effect.simultaneous.", effectRows[period].simultaneous)
                + [.init("cumulative", .finite(sums[period].estimate))]
                + PathBands.ends("cumulative.", sums[period].interval)
        }
        let critical: [JSONValue.Member] =
            absentFact == nil && effectFact == nil
            ? []
            : [
                .init(
                    "simultaneous",
                    .object([
                        .init("counterfactual", absentFact ?? .null), .init("effect", effectFact ?? .null),
                    ]))
            ]
        facts = critical + (usable.map { [.init("forecast.error.variance", .finite($0))] } ?? [])
    }

    /// The rows with their intervals, and a band where all of them can be tested.
    private static func judged(
        _ term: String, _ points: [(value: Double, gradient: [Double])], _ inference: EffectInference
    ) -> ([Estimate], JSONValue?) {
        let rows = points.map {
            inference.smooth(term, $0.value, gradient: $0.gradient, labels: [])
        }
        let positions = rows.indices.filter { rows[$0].isTestable }
        guard !positions.isEmpty, rows.count <= longest else { return (rows, nil) }
        var covariance = Matrix(rows.count, rows.count, repeating: .nan)
        for i in positions {
            for j in positions where j >= i {
                let value = inference.variance(points[i].gradient, points[j].gradient)
                covariance[i, j] = value
                covariance[j, i] = value
            }
        }
        let all = Estimates(command: "its", rows: rows, covariance: covariance, model: [])
        guard let band = try? all.simultaneous(at: positions, draws: 5000) else { return (rows, nil) }
        return (band.rows, band.fact("simultaneous"))
    }

    private static func ends(_ prefix: String, _ interval: Interval?) -> [JSONValue.Member] {
        guard let interval else { return [] }
        return [
            .init(prefix + "low", .finite(interval.low)), .init(prefix + "high", .finite(interval.high)),
        ]
    }
}

extension Estimate {
    /// estimate ± t √(se² + σ²); the whole line without a standard error.
    fileprivate func forecast(_ variance: Double) -> Interval {
        let spread = (standardError * standardError + variance).squareRoot()
        guard isEstimated, spread.isFinite else { return .unbounded }
        let margin = StudentT(df: degreesOfFreedom ?? .infinity).upperQuantile((1 - level) / 2) * spread
        return Interval(estimate - margin, estimate + margin)
    }
}
