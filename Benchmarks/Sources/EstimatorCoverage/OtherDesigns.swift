import Causal

/// Two groups in two periods, for estimators that the comparison does not hold, with what they estimate.
struct OtherDesign: Sendable {
    let name: String
    let about: String
    /// The terms and their true values.
    let truths: [(term: String, value: Double)]
    let draw: @Sendable (inout Generator) throws(CausalError) -> Estimates

    static let all = [
        dose, distribution(.changesInChanges), distribution(.quantileDifferences), ratio, triple,
    ]
    private static let panel = PanelIndex(unit: "unit", period: "period")

    /// Columns unit, period, start, z and y from a unit's draws.
    private static func table(
        units: Int, _ random: inout Generator,
        _ draw: (Int, inout Generator) -> (treated: Bool, z: Double, y: [Double])
    ) throws(CausalError) -> DataTable {
        var columns: [[Double]] = [[], [], [], [], []]
        for unit in 0..<units {
            let found = draw(unit, &random)
            for (period, y) in found.y.enumerated() {
                let row = [Double(unit), Double(period + 1), found.treated ? 2 : 0, found.z, y]
                for (column, value) in row.enumerated() { columns[column].append(value) }
            }
        }
        return try DataTable(zip(["unit", "period", "start", "z", "y"], columns).map { Column($0, $1) })
    }

    /// y = α + period + D²/2 + ε, doses uniform on (0, 2), half of 300 units treated.
    private static var dose: OtherDesign {
        OtherDesign(
            name: "continuous", about: "doses uniform on (0, 2), effect d²/2; 300 units, a cubic curve",
            truths: [("ATT", 2.0 / 3), ("ACRT", 1), ("ATT(1)", 0.5), ("ACRT(1)", 1)]
        ) { (random) throws(CausalError) in
            let data = try table(units: 300, &random) { unit, random in
                let (treated, dose, level) = (unit % 2 == 0, 2 * random.openUniform(), random.normal())
                let effect = treated ? dose * dose / 2 : 0
                return (treated, dose, [level + random.normal(), level + 1 + effect + random.normal()])
            }
            return try ContinuousDose(
                outcome: "y", panel: panel, treatment: .firstTreated("start"), dose: "z"
            ).fit(data).aggregate(.dose([1])).estimates()
        }
    }

    /// U ~ N(.3·treated, 1), y = U before and 1 + 1.2U after, plus 1 + U/2 for the treated; 400 units.
    private static func distribution(_ method: ChangesInChanges.Method) -> OtherDesign {
        let deviation = 0.674489750196082
        let effect = { (z: Double) in 1 + 0.5 * (0.3 + z) }
        return OtherDesign(
            name: method.rawValue,
            about: "y = U before, 1 + 1.2U after, effect 1 + U/2, U higher by .3 in the treated; 400 units",
            truths: [
                ("ATT", effect(0)), ("QTE(0.25)", effect(-deviation)), ("QTE(0.5)", effect(0)),
                ("QTE(0.75)", effect(deviation)),
            ]
        ) { (random) throws(CausalError) in
            let data = try table(units: 400, &random) { unit, random in
                let (treated, level) = (unit % 2 == 0, 0.6.squareRoot() * random.normal())
                let u = (0..<2).map { _ in (treated ? 0.3 : 0) + level + 0.4.squareRoot() * random.normal() }
                return (treated, 0, [u[0], 1 + 1.2 * u[1] + (treated ? 1 + u[1] / 2 : 0)])
            }
            return try ChangesInChanges(
                outcome: "y", panel: panel, treatment: .firstTreated("start"), method: method,
                quantiles: [0.25, 0.5, 0.75]
            ).fit(data).estimates()
        }
    }

    /// Poisson counts whose mean grows by a factor of e^.2, and by e^.3 more under treatment; 200 units.
    private static var ratio: OtherDesign {
        OtherDesign(
            name: "ratio-of-ratios",
            about: "Poisson counts of mean e^(1 + α + .2·after + .3·treated); 200 units",
            truths: [("ATT", 0.3)]
        ) { (random) throws(CausalError) in
            let data = try table(units: 200, &random) { unit, random in
                let (treated, level) = (unit % 2 == 0, 0.5 * random.normal())
                let means = [1.0, treated ? 1.5 : 1.2].map { exponential($0 + level) }
                return (treated, 0, means.map { Double(random.poisson(mean: $0)) })
            }
            return try RatioOfRatios(
                PolicyRegression(outcome: "y", panel: panel, treatment: .firstTreated("start"))
            ).fit(data).estimates()
        }
    }

    /// Enabled groups grow faster, eligible units too; the effect of both together is 1; 400 units.
    private static var triple: OtherDesign {
        OtherDesign(
            name: "triple", about: "trends that differ by group and by eligibility, effect 1; 400 units",
            truths: [("ATT", 1)]
        ) { (random) throws(CausalError) in
            let data = try table(units: 400, &random) { unit, random in
                let (enabled, eligible) = (unit % 2 == 0, unit % 4 < 2)
                let level = random.normal()
                let growth = (enabled ? 0.5 : 0) + (eligible ? 0.7 : 0) + (enabled && eligible ? 1 : 0)
                return (
                    enabled, eligible ? 1 : 0, [level + random.normal(), level + growth + random.normal()]
                )
            }
            return try TripleDifferences(
                outcome: "y", panel: panel, firstEnabled: "start", eligible: "z"
            ).fit(data).aggregate(.simple).estimates()
        }
    }

    /// e to a power, by its series; the arguments are small.
    private static func exponential(_ x: Double) -> Double {
        (1..<60).reversed().reduce(1) { 1 + $0 * x / Double($1) }
    }

    /// The tally of each true value over replications.
    func tallies(_ replications: Int) -> [Tally] {
        let parts = Parallel.map(replications) { index -> [Estimate] in
            var random = Generator(seed: 20_261_122).stream(index)
            return (try? draw(&random))?.rows ?? []
        }
        return truths.map { truth in
            parts.reduce(into: Tally()) { sum, rows in
                if let row = rows.first(where: { $0.term == truth.term }) { sum.add(row, truth: truth.value) }
            }
        }
    }
}
