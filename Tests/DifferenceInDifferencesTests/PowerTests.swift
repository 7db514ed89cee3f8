import DifferenceInDifferences
import Distributions
import Foundation
import OracleSupport
import Testing

@Suite struct PowerTests {
    private func oracle() throws -> PowerOracle {
        let text = try Data(contentsOf: oracles.appendingPathComponent("power.json"))
        return try JSONDecoder().decode(PowerOracle.self, from: text)
    }

    private func period() throws -> PrePeriod {
        let text = try String(contentsOf: oracles.appendingPathComponent("power.csv"), encoding: .utf8)
        return try PrePeriod(
            DataTable(csvText: text), outcome: "y", panel: PanelIndex(unit: "unit", period: "period"))
    }

    @Test func formulasAgreeWithExplicitCovarianceMatrices() throws {
        for entry in try oracle().closed {
            let errors = PanelErrors.autoregressive(variance: entry.variance, correlation: entry.rho)
            let same = PanelErrors.components(
                variance: entry.variance, before: entry.psi[0], after: entry.psi[1], across: entry.psi[2])
            for errors in [errors, same] {
                let change = try errors.varianceOfChange(before: entry.m, after: entry.r)
                #expect(agree(change, entry.change, relative: 1e-10))
            }
            let design = DifferenceInDifferencesPower(
                units: entry.units, treatedShare: Double(entry.treated) / Double(entry.units),
                before: entry.m, after: entry.r, errors: errors)
            #expect(design.treated == entry.treated)
            #expect(agree(try design.standardError(), entry.se, relative: 1e-10))
            #expect(agree(try design.power(effect: -entry.effect), entry.power, relative: 1e-9))
            #expect(agree(try design.detectableEffect(), entry.mde, relative: 1e-9))
            #expect(agree(try design.power(effect: entry.mde), 0.8, relative: 1e-9))
        }
    }

    @Test func errorsOfAPanelAgree() throws {
        let (oracle, period) = try (oracle(), period())
        for entry in oracle.measured {
            let found = try period.errors(before: entry.m, after: entry.r)
            #expect(found.method == "windows")
            let change = try found.errors.varianceOfChange(before: entry.m, after: entry.r)
            #expect(agree(change, entry.change, relative: 1e-10))
            #expect(agree(found.variance, oracle.panel.variance, relative: 1e-10))
            #expect(agree(try #require(found.correlation), oracle.panel.rho, relative: 1e-9))
        }
        let long = oracle.panel.extrapolated
        let found = try period.errors(before: long.m, after: long.r)
        #expect(found.method == "autoregressive")
        let change = try found.errors.varianceOfChange(before: long.m, after: long.r)
        #expect(agree(change, long.change, relative: 1e-9))
    }

    @Test func theLeastNumberOfUnitsIsTheLeast() throws {
        let errors = PanelErrors.autoregressive(variance: 4, correlation: 0.4)
        var design = try DifferenceInDifferencesPower(units: 3, before: 4, after: 4, errors: errors)
            .sized(effect: 0.9)
        #expect(try design.power(effect: 0.9) >= 0.8)
        design.units -= 1
        #expect(try design.power(effect: 0.9) < 0.8)
    }

    @Test func badDesignsAreRefused() throws {
        let errors = PanelErrors.autoregressive(variance: 4, correlation: 0.4)
        let design = DifferenceInDifferencesPower(units: 20, before: 2, after: 2, errors: errors)
        var few = design
        few.units = 2
        #expect(throws: CausalError.self) { try few.standardError() }
        #expect(throws: CausalError.self) { try design.detectableEffect(power: 1) }
        #expect(throws: CausalError.self) { try design.sized(effect: 0) }
        #expect(throws: CausalError.self) { try design.power(effect: .nan) }
        #expect(throws: CausalError.self) { try errors.varianceOfChange(before: 0, after: 1) }
        let strange = PanelErrors.components(variance: 1, before: 0, after: 0, across: 5)
        #expect(throws: CausalError.self) { try strange.varianceOfChange(before: 2, after: 2) }
        let steep = PanelErrors.autoregressive(variance: 1, correlation: 1.2)
        #expect(throws: CausalError.self) { try steep.varianceOfChange(before: 2, after: 2) }
        #expect(throws: CausalError.self) {
            try PowerSimulation(
                period(),
                design: DifferenceInDifferencesPower(units: 20, before: 9, after: 2, errors: errors),
                effect: 1)
        }
    }
}

private struct PowerOracle: Decodable {
    struct Closed: Decodable {
        let m: Int, r: Int, units: Int, treated: Int
        let variance: Double, rho: Double, effect: Double, change: Double
        let se: Double, power: Double, mde: Double
        let psi: [Double]
    }
    struct Change: Decodable {
        let m: Int, r: Int
        let change: Double
    }
    struct Panel: Decodable {
        let variance: Double, rho: Double
        let extrapolated: Change
    }
    let closed: [Closed]
    let measured: [Change]
    let panel: Panel
}
