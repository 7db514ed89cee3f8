import Inference

extension Funnel {
    /// The units as rows: value, size, limits, z, p and place; the curves of the limits as a fact.
    public var estimates: Estimates {
        let (scores, pValues, places) = (scores, pValues, places)
        let rows = names.indices.map { unit in
            let inner = limits(at: sizes[unit], level: levels.inner)
            let outer = limits(at: sizes[unit], level: levels.outer)
            return Estimate(
                term: names[unit],
                labels: [
                    .init("size", .number(sizes[unit])), .init("inner.low", .number(inner.low)),
                    .init("inner.high", .number(inner.high)), .init("outer.low", .number(outer.low)),
                    .init("outer.high", .number(outer.high)), .init("z", .number(scores[unit])),
                    .init("p", .number(pValues[unit])), .init("status", .string(places[unit].rawValue)),
                ],
                estimate: values[unit], standardError: .nan, degreesOfFreedom: nil, level: levels.inner)
        }
        return Estimates(
            command: "funnel", rows: rows, covariance: Matrix(0, 0), model: facts,
            diagnostics: dispersion.units > 1 ? [heterogeneity] : [], notes: notes + remarks(places))
    }

    private var facts: [JSONValue.Member] {
        [
            .init("estimator", "funnel-plot"), .init("outcome", .string(valueLabel)),
            .init("measure", .string(measure.rawValue)), .init("units", .integer(names.count)),
            .init("benchmark", .number(benchmark)), .init("benchmark.given", .bool(isBenchmarkGiven)),
            .init("size", .string(sizeLabel)), .init("level.inner", .number(levels.inner)),
            .init("level.outer", .number(levels.outer)),
            .init("limits", .string(isExact ? "exact" : "normal")),
            .init("overdispersion", .string(overdispersion.rawValue)),
            .init("winsorised", .number(winsorising)), .init("dispersion", .number(dispersion.ratio)),
            .init("between.sd", .number(dispersion.betweenVariance.squareRoot())),
            .init("curves", curves),
        ]
    }

    private var isExact: Bool { overdispersion == .none && measure != .mean }

    private var heterogeneity: Diagnostic {
        Diagnostic(
            "heterogeneity",
            [
                .init("statistic", .number(dispersion.heterogeneity)),
                .init("df", .integer(dispersion.units - 1)), .init("p.value", .number(dispersion.pValue)),
            ])
    }

    /// The limits over 120 sizes, closer together where they bend.
    private var curves: JSONValue {
        guard let least = sizes.min(), let most = sizes.max() else { return [] }
        let (low, high) = ((least * 0.9).squareRoot(), (most * 1.05).squareRoot())
        let places = (0..<120).map { step -> Double in
            let root = low + (high - low) * Double(step) / 119
            return measure == .proportion ? max(1, (root * root).rounded()) : root * root
        }
        return .array(
            places.map { size in
                let (inner, outer) = (
                    limits(at: size, level: levels.inner), limits(at: size, level: levels.outer)
                )
                return .array([size, inner.low, inner.high, outer.low, outer.high].map(JSONValue.number))
            })
    }

    private func remarks(_ places: [Place]) -> [String] {
        let outside = places.filter { $0 == .aboveOuter || $0 == .belowOuter }.count
        let chance = Double(names.count) * (1 - levels.outer)
        var remarks = [
            "Units have limits, and no standard errors.",
            "\(outside) of \(names.count) units lie beyond the outer limits; chance alone would put about "
                + "\(Funnel.short(chance)) there.",
        ]
        if overdispersion == .none, dispersion.units > 1, dispersion.pValue < 0.001, dispersion.ratio > 1.5 {
            remarks.append(
                "Units scatter \(Funnel.short(dispersion.ratio)) times as much as chance explains: differences nobody "
                    + "recorded may be behind many of the signals. --overdispersion additive reckons with them."
            )
        }
        if overdispersion != .none, dispersion.ratio <= 1 {
            remarks.append("Units scatter no more than chance explains; the limits were not widened.")
        }
        return remarks
    }

    /// A number with two digits behind the point at most.
    static func short(_ value: Double) -> String {
        ((value * 100).rounded() / 100).shortestDecimal
    }
}
