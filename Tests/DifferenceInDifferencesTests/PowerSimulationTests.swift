@testable import DifferenceInDifferences
import Distributions
import Foundation
import OracleSupport
import Testing

@Suite struct PowerSimulationTests {
    /// Stationary errors, each ρ times the last one plus a new one.
    private func table(units: Int, periods: Int, correlation: Double) throws -> DataTable {
        var random = Generator(seed: 11)
        var columns: (unit: [Double], period: [Double], y: [Double]) = ([], [], [])
        for unit in 0..<units {
            let level = 5 * random.normal()
            var error = random.normal()
            for period in 0..<periods {
                columns.unit.append(Double(unit))
                columns.period.append(Double(period))
                columns.y.append(level + Double(period) + error)
                error = correlation * error + (1 - correlation * correlation).squareRoot() * random.normal()
            }
        }
        return try DataTable([
            Column("unit", columns.unit), Column("period", columns.period), Column("y", columns.y),
        ])
    }

    private let panel = PanelIndex(unit: "unit", period: "period")

    @Test func aDrawIsTheAnswerOfTwoWayFixedEffects() throws {
        let table = try table(units: 17, periods: 6, correlation: 0.5)
        let start = try table.numbers("unit").map { $0 < 6 ? 4.0 : 0 }
        let data = try DataTable(table.columns + [Column("start", start)])
        let policy = PolicyRegression(outcome: "y", panel: panel, treatment: .firstTreated("start"))
        let row = try TwoWayFixedEffects(policy).fit(data).estimates()["ATT"]
        let changes = try PrePeriod(table, outcome: "y", panel: panel).changes(from: 0, before: 4, after: 2)
        let found = PowerSimulation.test(changes, treated: 6, periods: 6)
        #expect(agree(found.estimate, row.estimate, relative: 1e-9))
        #expect(agree(found.error, row.standardError, relative: 1e-9))
        #expect(row.degreesOfFreedom == 16)
    }

    @Test func simulationAndFormulaAgree() throws {
        let table = try table(units: 400, periods: 8, correlation: 0.6)
        let period = try PrePeriod(table, outcome: "y", panel: panel)
        let known = try period.errors(before: 4, after: 4)
        let truth = try PanelErrors.autoregressive(variance: 1, correlation: 0.6)
            .varianceOfChange(before: 4, after: 4)
        let change = try known.errors.varianceOfChange(before: 4, after: 4)
        #expect(abs(change / truth - 1) < 4 * (2.0 / 399).squareRoot())
        let design = DifferenceInDifferencesPower(units: 60, before: 4, after: 4, errors: known.errors)
        let effect = try design.detectableEffect()
        let found = try PowerSimulation(period, design: design, effect: effect, draws: 4000, seed: 7)
        #expect(abs(found.power - 0.8) < 0.03 && abs(found.size - 0.05) < 0.016)
        #expect(abs(found.standardDeviation / (try design.standardError()) - 1) < 0.05)
        #expect(try PowerSimulation(period, design: design, effect: effect, draws: 4000, seed: 7) == found)
    }

    @Test func onlyRowsBeforeTheFirstStartCountAndRepeatedRowsAreAveraged() throws {
        let table = try table(units: 12, periods: 8, correlation: 0.3)
        let start = try table.numbers("unit").map { $0 < 6 ? 5.0 : 0 }
        let moved = try zip(table.numbers("y"), table.numbers("period")).map { $1 >= 5 ? $0 * 9 : $0 }
        let data = try DataTable(
            table.columns.filter { $0.name != "y" } + [Column("start", start), Column("y", moved)])
        let whole = try PrePeriod(data, outcome: "y", panel: panel, treatment: .firstTreated("start"))
        #expect(whole.periodCount == 5 && whole.unitCount == 12)
        let early = table.rows(
            try table.numbers("period").enumerated().filter { $0.element < 5 }.map { Int32($0.offset) })
        let twice = early.rows((0..<Int32(early.rowCount * 2)).map { $0 / 2 })
        let other = try PrePeriod(twice, outcome: "y", panel: panel)
        #expect(try other.errors(before: 2, after: 2) == whole.errors(before: 2, after: 2))
    }
}
