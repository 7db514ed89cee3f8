import Foundation
import InterruptedTimeSeries
import OracleSupport
import Testing

/// Many series in one call, and controls with weights.
@Suite("Interrupted time series: many series and synthetic controls")
struct ManySeriesTests {
    private let model = SegmentedRegression(
        outcome: "y", time: "time", interventions: [.levelAndSlope(at: 25)])

    private func clinics(_ units: Int = 7) throws -> DataTable {
        var series = SimulatedSeries()
        series.treatedUnits = units
        return try series.table()
    }

    typealias Judge = @Sendable (SegmentedDesign) throws(CausalError) -> [Estimate]

    static let judges: [(String, Judge)] = [
        ("ols", { (design) throws(CausalError) in try design.fit().rows(effectsAt: [30]) }),
        ("newey-west", { (design) throws(CausalError) in try design.fit().rows(.neweyWest()) }),
        ("prais-winsten", { (design) throws(CausalError) in try design.fit(.praisWinsten()).rows() }),
        (
            "gls",
            { (design) throws(CausalError) in
                try design.fit(.generalisedLeastSquares()).rows(.kenwardRoger, effectsAt: [48])
            }
        ),
    ]

    /// One call answers as one call for each series does, in any order of rows.
    @Test(arguments: 0..<4) func oneCallIsManyCalls(_ position: Int) throws {
        let judge = Self.judges[position].1
        let table = try clinics()
        let answers = try model.each(of: "unit", in: table, judge)
        #expect(answers.labels == (1...7).map { JSONValue.number(Double($0)) } && answers.failures.isEmpty)
        for unit in 1...7 {
            let alone = try judge(try model.design(try table.filtered(where: "unit == \(unit)")))
            #expect(try answers.results[unit - 1].get() == alone)
        }
        let turned = table.rows((0..<Int32(table.rowCount)).reversed())
        let again = try model.each(of: "unit", in: turned, judge)
        for (a, b) in zip(answers.results, again.results) {
            for (x, y) in zip(try a.get(), try b.get()) {
                #expect(agree(x.estimate, y.estimate, relative: 1e-9))
                #expect(agree(x.standardError, y.standardError, relative: 1e-7))
            }
        }
    }

    static let kinds: [SeriesErrors] = [
        .independent, .neweyWest(lag: 3), .neweyWest(), .following(.praisWinsten()),
        .following(.praisWinsten(order: 2)), .following(.cochraneOrcutt()),
        .following(.generalisedLeastSquares()),
        .following(.generalisedLeastSquares(ar: 2, isRestricted: false)),
    ]

    /// What series of the same times share changes no number: not with gaps, transitions, seasons or unsorted rows either.
    @Test(arguments: kinds) func sharingChangesNothing(_ errors: SeriesErrors) throws {
        let whole = try clinics(3).filtered(where: "time != 7 & !(unit == 3 & time > 40)")
        var seasonal = model
        seasonal.season = .harmonics(1, period: 12)
        seasonal.interventions = [.levelAndSlope(at: 25, transition: 2)]
        for model in [model, seasonal] {
            let alone = try model.each(of: "unit", in: whole) { (design) throws(CausalError) in
                try design.rows(errors, effectsAt: [30, 48])
            }
            for table in [whole, whole.rows((0..<Int32(whole.rowCount)).reversed())] {
                let shared = try model.each(of: "unit", in: table, errors: errors, effectsAt: [30, 48])
                for (a, b) in zip(alone.results, shared.results) {
                    let (first, second) = (try a.get(), try b.get())
                    #expect(first.map(\.term) == second.map(\.term))
                    for (x, y) in zip(first, second) {
                        #expect(agree(x.estimate, y.estimate, relative: 1e-8))
                        #expect(
                            agree(x.standardError, y.standardError, relative: 1e-7)
                                || (x.standardError.isNaN && y.standardError.isNaN))
                        #expect(
                            x.degreesOfFreedom.map { agree($0, y.degreesOfFreedom ?? 0, relative: 1e-6) }
                                ?? true)
                        #expect(x.labels.map(\.name) == y.labels.map(\.name))
                    }
                }
            }
        }
    }

    /// A series that never changes among others has its own message.
    @Test func constantSeriesAmongOthers() throws {
        var text = "unit,time,y\n"
        for unit in 1...3 {
            for t in 1...30 { text += "\(unit),\(t),\(unit == 1 ? 4 : (t * 7 * unit) % 11)\n" }
        }
        let answers = try model.each(
            of: "unit", in: try DataTable(csvText: text), errors: .following(.generalisedLeastSquares()))
        #expect(answers.failures.count == 1)
        #expect(answers.failures[0].error.message.contains("same value"))
    }

    /// Series with gaps, another first period, or no answer.
    @Test func seriesOfDifferentShapes() throws {
        let table = try clinics(3).filtered(
            where: "!(unit == 1 & time == 10) & !(unit == 2 & time < 9) & !(unit == 3 & time < 25)")
        let judge = Self.judges[0].1
        let answers = try model.each(of: "unit", in: table, judge)
        for unit in 1...2 {
            let alone = try judge(try model.design(try table.filtered(where: "unit == \(unit)")))
            for (x, y) in zip(try answers.results[unit - 1].get(), alone) {
                #expect(agree(x.estimate, y.estimate, relative: 1e-10))
            }
        }
        #expect(answers.failures.count == 1)
        let estimates = answers.estimates(effects: model.effectRows)
        #expect(estimates.fact("failures")?.double == 1 && estimates.rows.count == 2 * 9)
        #expect(estimates.notes.contains { $0.contains("1 of 3 series") })
        let level = estimates.rows.filter { $0.term == "level" }
        #expect(level.allSatisfy { $0.labels.map(\.name) == ["series", "p.adjusted"] })
        let adjusted = MultipleTesting.benjaminiHochberg.adjusted(level.map(\.pValue))
        #expect(level.map { $0.labels[1].value.double } == adjusted)
        #expect(throws: CausalError.self) {
            try model.each(of: "unit", in: table.filtered(where: "time < 20"), judge)
        }
        var controlled = model
        controlled.groups = .init(unit: "unit", treated: ["1"])
        #expect(throws: CausalError.self) { try controlled.each(of: "unit", in: table, judge) }
    }

    /// Abadie, Diamond & Hainmueller's California with the penalty of R's synthdid: the mean gap after 1988 is its published estimate.
    @Test(.enabled(if: ReferenceData.isAvailable, "CAUSAL_REFERENCE_DATA"))
    func proposition99() throws {
        let table = try ReferenceData.table("california_prop99.csv")
        var controlled = SegmentedRegression(
            outcome: "PacksPerCapita", time: "Year", interventions: [.levelAndSlope(at: 1989)],
            groups: .init(unit: "State", treated: ["California"], weights: .synthetic))
        let fit = try controlled.fit(table)
        let answer = try fit.estimates()
        let list = try #require(answer.fact("control.weights")?.elements)
        #expect(list.count == 38 && abs(list.reduce(0) { $0 + ($1["weight"]?.double ?? .nan) } - 1) < 1e-12)
        var weights: [String: Double] = ["California": -1]
        for item in list { weights[item["unit"]?.text ?? ""] = item["weight"]?.double }
        let state = try #require(table["State"])
        let (year, packs) = (try table.numbers("Year"), try table.numbers("PacksPerCapita"))
        let gap = (0..<table.rowCount).filter { year[$0] >= 1989 }.reduce(0) {
            $0 - packs[$1] * (weights[state.label($1) ?? ""] ?? .nan)
        }
        #expect(agree(gap / 12, -19.6196634709, relative: 1e-9))
        #expect(answer.fact("nobs")?.double == 62 && answer.fact("control.donors")?.double == 38)
        // The regression is that of the two series.
        let effect = try fit.effect(at: 2000).effect
        #expect(effect.estimate < -20 && effect.estimate > -32)
        let permuted = try controlled.permutedControls(table, answer) { (design) throws(CausalError) in
            try design.fit().termEstimates()
        }
        #expect(permuted.map(\.term) == ["difference.level", "difference.slope"])
        #expect(permuted.allSatisfy { $0.others.count == 38 })
        let placebo = try controlled.placeboDates(table, answer) { (design) throws(CausalError) in
            try design.fit().termEstimates()
        }
        #expect(placebo[0].others.count == 14)
        controlled.groups?.weights = .equal
        let plain = try controlled.fit(table).estimates()
        #expect(plain.fact("control.weights") == nil && plain.fact("nobs")?.double == 39 * 31)
    }

    /// Treated data that are a mixture of controls are found to be one, with covariates mixed alike.
    @Test func mixturesAreFound() throws {
        var text = "clinic,month,x,y\n"
        for t in 1...24 {
            let waves = [Double(t % 5), Double(t * t % 7), Double(t * 3 % 11)]
            let mixture = 0.25 * waves[0] + 0.75 * waves[2] + (t >= 15 ? 2 : 0)
            for (name, value) in zip(["a", "b", "c"], waves) {
                text += "\(name),\(t),\(t * t % 3),\(value)\n"
            }
            text += "t,\(t),\(t % 2),\(mixture)\n"
        }
        let table = try DataTable(csvText: text)
        let controlled = SegmentedRegression(
            outcome: "y", time: "month", interventions: [.level(at: 15)], covariates: "x",
            groups: .init(unit: "clinic", treated: ["t"], weights: .synthetic))
        let answer = try controlled.fit(table).estimates()
        let found = answer.fact("control.weights")?.elements?.compactMap { $0["weight"]?.double } ?? []
        for (ours, truth) in zip(found, [0.25, 0, 0.75]) { #expect(abs(ours - truth) < 1e-3) }
        #expect(answer.rows.map(\.term).last == "x")
        #expect(throws: CausalError.self) {
            try controlled.fit(table.filtered(where: "!(clinic == 'b' & month == 3)"))
        }
        var counts = controlled
        counts.family = .poisson
        #expect(throws: CausalError.self) { try counts.fit(table) }
    }
}
