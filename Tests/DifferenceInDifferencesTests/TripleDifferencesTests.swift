import DifferenceInDifferences
import OracleSupport
import Testing

/// What triple differences must satisfy whatever the numbers, and what is said of bad tables.
@Suite struct TripleDifferencesTests {
    private let table: DataTable
    private let model = TripleDifferences(
        outcome: "y", panel: PanelIndex(unit: "unit", period: "period"), firstEnabled: "enabled",
        eligible: "eligible", adjustment: .doublyRobust("x1"))

    init() throws { table = try tripleTable() }

    private func numbers(_ name: String) throws -> [Double] { try table.numbers(name) }

    @Test(arguments: [true, false])
    func withoutCovariatesItIsADifferenceOfEightMeans(_ isPanel: Bool) throws {
        var plain = model
        plain.adjustment = .none
        if !isPanel { plain.panel = PanelIndex(unit: nil, period: "period") }
        let fit = try plain.fit(table)
        let (y, t, g, q) = try (numbers("y"), numbers("period"), numbers("enabled"), numbers("eligible"))
        func mean(_ cohort: Double, _ eligible: Double, _ time: Double) -> Double {
            let rows = y.indices.filter { g[$0] == cohort && q[$0] == eligible && t[$0] == time }
            return rows.reduce(0) { $0 + y[$1] } / Double(rows.count)
        }
        func change(_ cohort: Double) -> Double {
            mean(cohort, 1, 5) - mean(cohort, 1, 2) - (mean(cohort, 0, 5) - mean(cohort, 0, 2))
        }
        let position = try #require(fit.terms.firstIndex(of: "ATT(3,5)"))
        #expect(agree(fit.coefficients[position], change(3) - change(0), relative: 1e-10))
    }

    /// The derivative of the effect in one unit's weight is its influence; aggregates follow.
    @Test(
        arguments: [
            Adjustment.doublyRobust("x1"), .inverseProbability("x1"), .outcomeRegression("x1"),
        ], [true, false])
    func influenceIsTheDerivativeInAWeight(_ adjustment: Adjustment, _ isPanel: Bool) throws {
        var model = model
        model.adjustment = adjustment
        model.weights = "v"
        if !isPanel { model.panel = PanelIndex(unit: nil, period: "period") }
        let units = try numbers("unit")
        let fit = { (step: Double) throws -> CombinedInfluence in
            let weights = units.indices.map { row in 1 + ((isPanel ? units[row] == 3 : row == 14) ? step : 0)
            }
            return try model.fit(DataTable(table.columns + [Column("v", weights)])).aggregate(.event)
        }
        let whole = try fit(0)
        let (up, down) = try (fit(1e-4), fit(-1e-4))
        let influence = try whole.influence(
            summedBy: isPanel ? whole.sample.factor("unit") : whole.influenceGroups([]))
        let row = isPanel ? 2 : 14
        for column in whole.terms.indices {
            let slope = (up.coefficients[column] - down.coefficients[column]) / 2e-4
            #expect(
                abs(slope - influence[row, column]) < 1e-6 * (1e-2 + slope.magnitude),
                "\(whole.terms[column])")
        }
    }

    @Test func theCombinationOfComparisonCohortsVariesLeast() throws {
        var later = model
        later.controls = .notYetTreated
        let errors = try later.fit(table).estimates().rows.map(\.standardError)
        let never = try model.fit(table).estimates().rows.map(\.standardError)
        #expect(errors.count == never.count)
        for (a, b) in zip(errors, never) { #expect(a <= b * (1 + 1e-12)) }
        #expect(zip(errors, never).contains { $0 < 0.99 * $1 })
    }

    @Test func neitherOrderOfRowsNorThreadsMatter() throws {
        var later = model
        later.controls = .notYetTreated
        let first = try later.fit(table).aggregate(.group).estimates(.multiplierBootstrap(draws: 99))
        let threads = Parallel.threads
        Parallel.threads = 1
        let alone = try later.fit(table).aggregate(.group).estimates(.multiplierBootstrap(draws: 99))
        Parallel.threads = threads
        #expect(first == alone)
        let turned = try DataTable(
            table.columns.map { Column($0.name, .numbers(($0.numbers ?? []).reversed())) })
        let second = try later.fit(turned).aggregate(.group).estimates()
        for (a, b) in zip(first.rows, second.rows) { #expect(agree(a.estimate, b.estimate, relative: 1e-10)) }
    }

    @Test func aPanelWithHolesIsUsedAndSaid() throws {
        let rows = (0..<table.rowCount).filter { $0 % 11 != 0 }
        let part = try DataTable(
            table.columns.map { column in
                Column(column.name, .numbers(rows.map { (column.numbers ?? [])[$0] }))
            })
        let fit = try model.fit(part)
        #expect(fit.notes.contains { $0.contains("not balanced") })
        #expect(try fit.estimates(.clustered(by: "unit")).rows.allSatisfy { $0.standardError > 0 })
    }

    @Test func badTablesAreExplained() throws {
        func code(_ change: (Int) -> Double) throws -> CausalError.Code? {
            let columns = table.columns.filter { $0.name != "eligible" }
            let values = (0..<table.rowCount).map(change)
            do {
                _ = try model.fit(DataTable(columns + [Column("eligible", values)]))
                return nil
            } catch { return error.code }
        }
        let (q, g) = try (numbers("eligible"), numbers("enabled"))
        #expect(try code { _ in 1 } == .notIdentified)
        #expect(try code { _ in 0 } == .notIdentified)
        #expect(try code { $0 == 7 ? 0.5 : q[$0] } == .badValue)
        #expect(try code { $0 == 7 ? 1 - q[$0] : q[$0] } == .badPanel)
        #expect(try code { $0 == 7 ? .nan : q[$0] } == .missingValue)
        #expect(try code { g[$0] == 0 ? 1 : q[$0] } == .notIdentified)
    }
}
