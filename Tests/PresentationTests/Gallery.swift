import Distributions
import Groundwork
import Inference
import LinearAlgebra
import Presentation

/// A picture of each kind, from made-up numbers.
enum Gallery {
    /// The pictures whose SVG is kept in `Pictures`.
    static func reference() throws -> [(name: String, picture: Picture)] {
        try estimated() + series() + designs() + decisions()
    }

    /// A result with a row for each term.
    static func result(
        _ rows: [Estimate], command: String = "did", model: [JSONValue.Member] = [.init("outcome", "burnout")]
    ) -> Estimates {
        Estimates(
            command: command, rows: rows, covariance: Matrix(rows.count, rows.count, repeating: 0),
            model: model)
    }

    /// A row whose simultaneous interval is half as wide again as the pointwise one.
    static func row(
        _ term: String, _ estimate: Double, _ error: Double, _ labels: [(String, Double)],
        isBanded: Bool = true
    ) -> Estimate {
        var members = labels.map { JSONValue.Member($0.0, .number($0.1)) }
        if isBanded {
            members.append(.init("simultaneous.low", .number(estimate - 2.9 * error)))
            members.append(.init("simultaneous.high", .number(estimate + 2.9 * error)))
        }
        return Estimate(
            term: term, labels: members, estimate: estimate, standardError: error, degreesOfFreedom: nil)
    }

    /// An event study with effects from `first` to `last`, without its reference.
    static func eventStudy(_ first: Int, _ last: Int, scale: Double = 1, isBanded: Bool = true) -> Estimates {
        let rows = (first...last).filter { $0 != -1 }.map { event in
            let effect = event < 0 ? Double((event * 7) % 5) * 0.08 : -1.2 - 0.35 * Double(event)
            return row(
                "event \(event)", scale * effect, scale * (0.4 + 0.04 * Double(event.magnitude)),
                [("event", Double(event))], isBanded: isBanded)
        }
        return result(rows, model: [.init("outcome", "burnout"), .init("reference", [.integer(-1)])])
    }

    /// Effects of cohorts that start in every `step`-th period.
    static func groupTimes(cohorts: Int, periods: Int, step: Int = 3) -> Estimates {
        var rows: [Estimate] = []
        for cohort in 0..<cohorts {
            let start = 2004 + step * cohort
            for time in 2002..<(2002 + periods) where time != start - 1 {
                let effect = time < start ? 0.1 * Double((time * 3) % 5 - 2) : -0.4 * Double(time - start + 1)
                rows.append(
                    row(
                        "ATT", effect, 0.5, [("group", Double(start)), ("time", Double(time))],
                        isBanded: cohort > 0))
            }
        }
        return result(rows)
    }

    private static func estimated() throws -> [(name: String, picture: Picture)] {
        let terms = [
            ("(Intercept)", 54.1, 2.2), ("treated", -4.98, 0.74), ("caseload", 0.41, 0.05),
            ("i(month, adopter)::14:adopter with a very long name that goes on and on", -1.3, 0.9),
            ("night shifts", 1.9, 0.62), ("experience", -0.12, 0.03),
        ].map { Estimate(term: $0.0, estimate: $0.1, standardError: $0.2, degreesOfFreedom: 58) }
        let means: JSONValue = [
            "treated": ["before": .number(52.1), "after": .number(46.9)],
            "control": ["before": .number(49.2), "after": .number(48.1)],
        ]
        let ends = [(0.0, -2.1, -0.4), (0.5, -2.6, -0.05), (1, -3.3, 0.6), (2, -4.9, 2.0)]
        return [
            ("event-study", try .eventStudy(eventStudy(-5, 6))),
            ("event-study-pointwise", try .eventStudy(eventStudy(-3, 3, isBanded: false))),
            ("coefficients", try .coefficients(result(terms, command: "ols"), label: "change in burnout")),
            ("group-times", try .groupTimes(groupTimes(cohorts: 5, periods: 17))),
            (
                "four-means",
                try .fourMeans(result([], model: [.init("outcome", "burnout"), .init("means", means)]))
            ),
            ("cohort-means", cohortMeans(4)),
            ("bacon", bacon()),
            (
                "sensitivity",
                .sensitivity(
                    bounds: ends.map(\.0), low: ends.map(\.1), high: ends.map(\.2),
                    original: Interval(-2, -0.5),
                    boundLabel: "bound M̄ on relative magnitudes", effectLabel: "effect on burnout")
            ),
        ]
    }

    /// Cohorts' means over 24 months.
    static func cohortMeans(_ count: Int) -> Picture {
        let periods = (1...24).map(Double.init)
        let starts = (0..<count).map { 5 + Double($0) * 18 / Double(count) } + [.infinity]
        let cohorts = starts.enumerated().map {
            (index: Int, start: Double) -> (start: Double, means: [Double]) in
            let means = periods.map { (month: Double) -> Double in
                let noise = 0.5 * Double((Int(month) * 5 + index) % 4)
                return 50 + 0.8 * Double(index % 9) + noise - (month >= start ? 5 : 0)
            }
            return (start.rounded(), means)
        }
        return .cohortMeans(periods: periods, cohorts: cohorts, outcome: "burnout", periodLabel: "month")
    }

    private static func bacon() -> Picture {
        let types = ["treated vs never treated", "earlier vs later treated", "later vs earlier treated"]
        let rows = (0..<18).map { (index: Int) -> (Double, Double, String) in
            let weight = 0.02 + 0.011 * Double((index * 7) % 10)
            return (weight, -6 + 0.7 * Double((index * 5) % 11), types[index % 3])
        }
        let total = rows.map(\.0).reduce(0, +)
        return .baconDecomposition(
            weights: rows.map { $0.0 / total }, estimates: rows.map(\.1), types: rows.map(\.2),
            outcome: "burnout")
    }

    private static func series() -> [(name: String, picture: Picture)] {
        var generator = Generator(seed: 5)
        let months = (1...60).map(Double.init)
        let trend: [Double] = months.map { 30 + 0.12 * $0 }
        let drop: [Double] = months.map { $0 < 37 ? 0 : -4 - 0.2 * ($0 - 37) }
        let fitted: [Double] = zip(trend, drop).map(+)
        let observed: [Double] = fitted.map { $0 + 1.1 * generator.normal() }
        let counterfactual: [Double] = zip(months, trend).map { $0 < 37 ? .nan : $1 }
        let width: [Double] = months.map { 0.8 + 0.05 * max(0, $0 - 37) }
        let low: [Double] = zip(counterfactual, width).map(-)
        let high: [Double] = zip(counterfactual, width).map(+)
        let late: [Double] = months.filter { $0 >= 37 }
        let sum: [Double] = late.map { (month: Double) -> Double in
            let since = month - 36
            return -4 * since - 0.1 * since * (since - 1)
        }
        let spread: [Double] = late.map { 6 * ($0 - 36).squareRoot() }
        let days: [Double] = (0..<48).map { 16_436 + 30.4 * Double($0) }
        let infections: [Double] = (0..<48).map { (day: Int) -> Double in
            12 + Double((day * 7) % 9) * 0.4 + (day == 31 ? 5 : 0)
        }
        let cigarettes: [Double] = (0...30).map { (year: Int) -> Double in
            120 - 1.5 * Double(year) - 2.2 * Double(max(0, year - 18))
        }
        let synthetic: [Double] = (0...30).map { (year: Int) -> Double in
            117 - 1.4 * Double(year) + Double((year * 3) % 4)
        }
        let states = ["Nevada", "New Hampshire", "Connecticut", "Delaware", "Colorado"]
        let units = states.enumerated().map { (name: $1, weight: 0.12 - 0.02 * Double($0)) }
        let periodWeights: [Double] = (0...18).map { $0 < 15 ? 0 : 0.1 * Double($0 - 14) }
        let parts = Picture.Series(
            times: months, observed: observed, fitted: fitted, counterfactual: counterfactual, low: low,
            high: high)
        return [
            (
                "interrupted-series",
                .interruptedSeries(
                    parts, interruptions: [(36.5, "electronic record"), (44.5, "new rota")],
                    outcome: "visits per 1000",
                    time: .init("month", .whole))
            ),
            (
                "cumulative-effect",
                .cumulativeEffect(
                    times: late, effect: sum, low: zip(sum, spread).map(-), high: zip(sum, spread).map(+),
                    outcome: "visits", time: .init("month", .whole))
            ),
            (
                "synthetic-trajectories",
                .syntheticTrajectories(
                    periods: (1970...2000).map(Double.init), treated: cigarettes, synthetic: synthetic,
                    start: 1989,
                    units: units, periodWeights: periodWeights, outcome: "packs per capita")
            ),
            (
                "control-chart",
                .controlChart(
                    times: days, values: infections,
                    centre: days.map { _ in 13.6 }, low: days.map { _ in 10.1 }, high: days.map { _ in 17.1 },
                    valueLabel: "infections per 1000 bed days", time: .init("", .calendar))
            ),
        ]
    }

    private static func designs() -> [(name: String, picture: Picture)] {
        let clusters = (1...12).map { "clinic \($0)" }
        let exposure: [[Double]] = (0..<12).map { (row: Int) -> [Double] in
            let step = row / 3 + 1
            return (0..<5).map { $0 > step || $0 == step && row % 3 > 0 ? 1 : $0 == step ? 0.5 : 0 }
        }
        func power(_ clusters: Int, _ icc: Double) -> Double {
            1 - 1 / (1 + 0.02 * Double(clusters * clusters) / (1 + 20 * icc))
        }
        let sizes = (1...40).map { Double(($0 * 37) % 200 + 10) }
        let limitSizes = (1...42).map { Double($0) * 5 }
        func limits(_ z: Double) -> ([Double], [Double]) {
            let widths: [Double] = limitSizes.map { z * (0.16 / $0).squareRoot() }
            return (widths.map { 0.2 - $0 }, widths.map { 0.2 + $0 })
        }
        let shares: [Double] = sizes.indices.map { (index: Int) -> Double in
            0.2 + 0.02 * Double((index * 13) % 11 - 5) + (index == 7 ? 0.3 : 0)
        }
        return [
            (
                "schedule",
                .schedule(
                    clusters: clusters, periods: (1...5).map(String.init), exposure: exposure,
                    clusterLabel: "clinic")
            ),
            (
                "power",
                .power(
                    x: (4...40).map(Double.init),
                    curves: [0.01, 0.05, 0.1].map { icc in
                        ("ICC \(icc)", (4...40).map { power($0, icc) })
                    }, label: "clusters")
            ),
            (
                "funnel",
                .funnel(
                    sizes: sizes, values: shares,
                    names: sizes.indices.map { "Hospital \($0 + 1)" }, target: 0.2,
                    limits: [
                        ("95 % limits", limits(1.96).0, limits(1.96).1),
                        ("99.8 % limits", limits(3.09).0, limits(3.09).1),
                    ], limitSizes: limitSizes, sizeLabel: "patients", valueLabel: "share readmitted")
            ),
        ]
    }

    private static func decisions() throws -> [(name: String, picture: Picture)] {
        var generator = Generator(seed: 11)
        let effects = (0..<400).map { _ in 0.05 + 0.03 * generator.normal() }
        let costs = effects.map { 900 + 9000 * ($0 - 0.05) + 400 * generator.normal() }
        let willingness = (0...50).map { Double($0) * 1000 }
        let share = willingness.map { k in
            Double(zip(effects, costs).filter { k * $0 > $1 }.count) / Double(effects.count)
        }
        let rails = [
            ("readmissions", 0.01, 0.004, 0.02, "above", "continue"),
            ("satisfaction", 70, 2, 75, "below", "suspend"),
            ("overtime", 5, 1, 4.5, "above", "watch"),
        ].map { name, estimate, error, threshold, side, verdict in
            Estimate(
                term: name,
                labels: [
                    .init("threshold", .number(threshold)), .init("direction", .string(side)),
                    .init("verdict", .string(verdict)),
                ], estimate: estimate, standardError: error, degreesOfFreedom: nil)
        }
        let review = result(rails, command: "guardrail", model: [.init("verdict", "suspend")])
        return [
            ("guardrails", try .guardrails(review)),
            (
                "cost-effectiveness-plane",
                .costEffectivenessPlane(
                    effects: effects, costs: costs, willingness: [20_000], effectLabel: "QALYs gained",
                    costLabel: "additional cost (€)")
            ),
            (
                "acceptability",
                .acceptability(
                    willingness: willingness,
                    options: [("redesign", share), ("usual care", share.map { 1 - $0 })],
                    label: "willingness to pay for a QALY (€)")
            ),
        ]
    }
}
