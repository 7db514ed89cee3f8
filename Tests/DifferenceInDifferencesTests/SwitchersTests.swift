import DifferenceInDifferences
import OracleSupport
import Testing

/// What effects of switching must satisfy whatever the numbers, and what is said of bad tables.
@Suite struct SwitchersTests {
    private let table: DataTable
    private let model = Switchers(
        outcome: "y", panel: PanelIndex(unit: "unit", period: "period"), treatment: "flip")

    init() throws { table = try switchersTable() }

    /// A treatment that stays, without covariates: the first effect weighs Callaway & Sant'Anna's by switchers.
    @Test func ofATreatmentThatStaysTheFirstEffectIsThatOfGroupTime() throws {
        let simulation = try OracleData(folder: oracles).table("cohorts")
        let fit = try Switchers(
            outcome: "burnout", panel: PanelIndex(unit: "clinician", period: "month"), treatment: "treated"
        ).fit(simulation)
        let other = try GroupTimeATT(
            outcome: "burnout", panel: PanelIndex(unit: "clinician", period: "month"),
            firstTreated: "adopted",
            controls: .notYetTreated
        ).fit(simulation).aggregate(.event)
        for event in 0...3 {
            let a = try #require(fit.terms.firstIndex(of: "event::\(event)"))
            let b = try #require(other.terms.firstIndex(of: "event::\(event)"))
            #expect(agree(fit.coefficients[a], other.coefficients[b], relative: 1e-10))
        }
    }

    @Test func neitherOrderOfRowsNorThreadsNorUnitsOfTheOutcomeMatter() throws {
        let first = try model.fit(table).estimates(.multiplierBootstrap(draws: 99))
        let threads = Parallel.threads
        Parallel.threads = 1
        #expect(try model.fit(table).estimates(.multiplierBootstrap(draws: 99)) == first)
        Parallel.threads = threads
        let turned = try DataTable(
            table.columns.map { column in
                let factor = column.name == "y" ? 10.0 : 1
                return Column(column.name, .numbers((column.numbers ?? []).reversed().map { $0 * factor }))
            })
        for (a, b) in zip(first.rows, try model.fit(turned).estimates().rows) {
            #expect(agree(b.estimate, 10 * a.estimate, relative: 1e-9, scale: 10))
        }
    }

    /// Rising and falling, on and off are mirror images.
    @Test func theOppositeTreatmentHasTheOppositeEffect() throws {
        let flipped = try DataTable(
            table.columns.map { column in
                column.name == "flip"
                    ? Column("flip", .numbers((column.numbers ?? []).map { 1 - $0 })) : column
            })
        let (first, second) = try (model.fit(table).estimates(), model.fit(flipped).estimates())
        for (a, b) in zip(first.rows, second.rows) {
            #expect(agree(a.estimate, -b.estimate, relative: 1e-10))
            #expect(agree(a.standardError, b.standardError, relative: 1e-10))
        }
    }

    @Test func aWindowKeepsItsEventTimes() throws {
        var near = model
        near.window = -2...1
        let fit = try near.fit(table)
        #expect(fit.terms == ["overall", "event::-2", "event::0", "event::1"])
        #expect(try fit.estimates().diagnostic("pretrend-wald") != nil)
        near.window = -3 ... -2
        #expect(throws: CausalError.self) { try near.fit(table) }
    }

    @Test func whatIsLeftOutIsSaid() throws {
        let text =
            "i,t,d,y\n1,1,1,0\n1,2,2,1\n1,3,0,5\n2,1,1,0\n2,2,1,1\n2,3,1,2\n3,2,1,0\n3,3,1,0\n4,1,1,1\n4,3,1,1\n"
        var other = model
        (other.panel, other.treatment) = (PanelIndex(unit: "i", period: "t"), "d")
        let fit = try other.fit(DataTable(csvText: text))
        for part in ["above and below", "in the first period", "a gap"] {
            #expect(fit.notes.contains { $0.contains(part) })
        }
        #expect(fit.terms == ["overall", "event::0"] && fit.coefficients == [0, 0])
    }

    @Test func badTablesAreExplained() throws {
        func code(_ text: String, unit: String? = "i") -> CausalError.Code? {
            let model = Switchers(outcome: "y", panel: PanelIndex(unit: unit, period: "t"), treatment: "d")
            do {
                _ = try model.fit(DataTable(csvText: "i,t,d,y\n" + text))
                return nil
            } catch { return error.code }
        }
        #expect(code("1,1,0,0\n1,2,1,1\n", unit: nil) == .badArgument)
        #expect(code("1,1,0,0\n1,1,1,1\n2,1,0,0\n") == .badPanel)
        #expect(code("1,1,0,0\n1,2,0,1\n2,1,0,0\n2,2,0,0\n") == .notIdentified)
        #expect(code("1,1,0,0\n1,2,1,1\n2,1,1,0\n2,2,1,0\n") == .notIdentified)
        #expect(code((1...1001).map { "\($0),1,\($0),0\n\($0),2,0,1\n" }.joined()) == .badArgument)
        #expect(code((1...9000).map { "\($0),\($0),1,0\n" }.joined()) == .badPanel)
        #expect(code("1,1,0,0\n1,2,1,inf\n2,1,0,0\n2,2,0,0\n") == .badValue)
    }
}
