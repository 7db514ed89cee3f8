import DifferenceInDifferences
import Foundation
import OracleSupport
import Testing

/// The made-up table of continuous.py.
private func doses() throws -> DataTable {
    try DataTable(
        csvText: String(contentsOf: oracles.appendingPathComponent("continuous.csv"), encoding: .utf8))
}

private func dose(_ curve: DoseCurve = .spline(), _ column: String = "dose") -> ContinuousDose {
    ContinuousDose(
        outcome: "y", panel: PanelIndex(unit: "unit", period: "period"), treatment: .firstTreated("start"),
        dose: column, curve: curve)
}

private let samples = [
    "all": "period > 0", "two": "(start == 0 | start == 3) & (period == 2 | period == 3)",
    "one": "start == 0 | start == 3", "shared": "start < 6", "treated": "start == 3",
]

/// Every case of continuous.py.
@Suite struct ContinuousDoseOracleTests {
    @Test func everyCaseAgrees() throws {
        let text = try Data(contentsOf: oracles.appendingPathComponent("continuous.json"))
        let answers = try JSONDecoder().decode(Oracle.self, from: text)
        #expect(answers.cases.count == 14)
        for entry in answers.cases {
            var model = dose(
                entry.levels ? .levels : .spline(degree: entry.degree, knots: entry.knots), entry.dose)
            model.controls = entry.control == "not_yet_treated" ? .notYetTreated : .neverTreated
            model.covariates = entry.covariates?.joined(separator: " + ")
            model.method = try #require(Adjustment.Method(rawValue: entry.method))
            model.comparesWithLowestDose = entry.control == "lowest_dose"
            let fit = try model.fit(table(entry.sample))
            let rows = try fit.aggregate(.dose(entry.curve.map { $0[0] })).estimates().rows
            let name = Comment(rawValue: entry.name)
            #expect(agree(rows[0].estimate, entry.overall[0], relative: 1e-9), name)
            #expect(agree(rows[0].standardError, entry.overall[1], relative: 1e-9), name)
            #expect(agree(rows[1].estimate, entry.overall[2], relative: 1e-8), name)
            if let slope = entry.slope {
                #expect(agree(rows[1].standardError, slope[1], relative: 1e-8), name)
            }
            for (position, expected) in entry.curve.enumerated() {
                let (level, slope) = (rows[2 + position], rows[2 + entry.curve.count + position])
                #expect(level.labels[0].value.double == expected[0], name)
                #expect(agree(level.estimate, expected[1], relative: 1e-8), name)
                #expect(agree(level.standardError, expected[2], relative: 1e-8), name)
                #expect(agree(slope.estimate, expected[3], relative: 1e-8), name)
                #expect(agree(slope.standardError, expected[4], relative: 1e-8), name)
                if let peer = entry.peer {
                    #expect(agree(level.estimate, peer[position][0], relative: 1e-8), name)
                    #expect(agree(slope.estimate, peer[position][1], relative: 1e-8), name)
                }
            }
        }
    }
}

/// The rows of a case; where everybody is treated the lowest dose is that of several units.
private func table(_ sample: String) throws -> DataTable {
    let rows = try doses().filtered(where: try #require(samples[sample]))
    guard sample == "treated" else { return rows }
    let values = try rows.numbers("dose").map { max($0, 1.2) }
    return try DataTable(rows.columns.filter { $0.name != "dose" } + [Column("dose", values)])
}

@Suite struct ContinuousDoseTests {
    /// The mean effect is that of the doubly robust group-time effects, error and all.
    @Test func doublyRobustMeansAreGroupTimeEffects() throws {
        let table = try doses()
        var model = dose()
        (model.covariates, model.method) = ("x", .doublyRobust)
        let ours = try model.fit(table).aggregate(.none).estimates().rows.filter { $0.term.hasPrefix("ATT") }
        let cells = try GroupTimeATT(
            outcome: "y", panel: PanelIndex(unit: "unit", period: "period"), firstTreated: "start",
            adjustment: .doublyRobust("x")
        ).fit(table).estimates().rows
        for (a, b) in zip(ours, cells) {
            #expect(agree(a.estimate, b.estimate, relative: 1e-10, scale: 1))
            #expect(agree(a.standardError, b.standardError, relative: 1e-10))
        }
    }

    @Test func theLowestDoseNeedsOneCohortAndNobodyUntreated() throws {
        var model = dose()
        model.comparesWithLowestDose = true
        for rows in ["start == 0 | start == 3", "start == 3 | start == 5"] {
            let error = #expect(throws: CausalError.self) { try model.fit(doses().filtered(where: rows)) }
            #expect(error?.code == .badArgument)
        }
        let found = try model.fit(table("treated")).aggregate(.simple).estimates()
        #expect(found.notes.contains { $0.hasPrefix("Everybody is treated") })
        #expect(found.fact("reference.dose")?.double == 1.2)
        model.method = .inverseProbability
        #expect(throws: CausalError.self) { try model.fit(table("treated")) }
    }

    /// Without a curve the mean effects are those of group-time effects.
    @Test func meanEffectsAreGroupTimeEffects() throws {
        let table = try doses()
        let ours = try dose().fit(table).aggregate(.none).estimates().rows.filter { $0.term.hasPrefix("ATT") }
        let cells = try GroupTimeATT(
            outcome: "y", panel: PanelIndex(unit: "unit", period: "period"), firstTreated: "start"
        ).fit(table).estimates().rows
        #expect(ours.count == cells.count)
        for (a, b) in zip(ours, cells) {
            #expect(a.term == b.term)
            #expect(agree(a.estimate, b.estimate, relative: 1e-10, scale: 1))
            #expect(agree(a.standardError, b.standardError, relative: 1e-10))
        }
    }

    /// A dose of 0 or 1 with levels is a binary treatment, whose slope is its effect.
    @Test func oneLevelIsABinaryTreatment() throws {
        var table = try doses()
        let starts = try table.numbers("start")
        table = try DataTable(table.columns + [Column("one", starts.map { $0 > 0 ? 1.0 : 0 })])
        let rows = try dose(.levels, "one").fit(table).aggregate(.dose()).estimates().rows
        #expect(rows.map(\.term) == ["ATT", "ACRT", "ATT(1)", "ACRT(1)"])
        for row in rows {
            #expect(agree(row.estimate, rows[0].estimate, relative: 1e-12))
            #expect(agree(row.standardError, rows[0].standardError, relative: 1e-10))
        }
    }

    /// Doses in other units change slopes only, by the factor.
    @Test func rescalingDoses() throws {
        let table = try doses()
        let values = try table.numbers("dose").map { 10 * $0 }
        let scaled = try DataTable(table.columns + [Column("dose10", values)])
        let a = try dose(.spline(degree: 2, knots: 1)).fit(table).aggregate(.dose([1, 2])).estimates().rows
        let b = try dose(.spline(degree: 2, knots: 1), "dose10").fit(scaled).aggregate(.dose([10, 20]))
            .estimates().rows
        for (x, y) in zip(a, b) {
            let factor = x.term.hasPrefix("ACRT") ? 10.0 : 1
            #expect(agree(x.estimate, factor * y.estimate, relative: 1e-8))
            #expect(agree(x.standardError, factor * y.standardError, relative: 1e-8))
        }
    }

    /// A column that is 0 before the start and the dose after it says the same as start and dose.
    @Test func aColumnOfDosesOverTime() throws {
        let table = try doses()
        let (starts, periods, values) = try (
            table.numbers("start"), table.numbers("period"), table.numbers("dose")
        )
        let path = starts.indices.map { starts[$0] > 0 && periods[$0] >= starts[$0] ? values[$0] : 0 }
        let longer = try DataTable(table.columns + [Column("path", path)])
        var model = dose()
        model.treatment = .status("path")
        model.dose = nil
        let a = try model.fit(longer).aggregate(.dose([1])).estimates().rows
        let b = try dose().fit(table).aggregate(.dose([1])).estimates().rows
        #expect(a == b)
    }

    @Test func badInputIsRefused() throws {
        let table = try doses()
        func code(_ model: ContinuousDose, _ table: DataTable) -> CausalError.Code? {
            do throws(CausalError) {
                _ = try model.fit(table).aggregate(.dose())
                return nil
            } catch { return error.code }
        }
        #expect(code(dose(.spline(degree: 0)), table) == .badArgument)
        #expect(code(dose(.spline(degree: 3, knots: 51)), table) == .badArgument)
        #expect(code(dose(.spline(), "level"), table) == .notIdentified)
        #expect(code(dose(.spline(), "x"), table) == .badValue)
        #expect(code(dose(.spline(), "period"), table) == .badPanel)
        var missing = dose()
        missing.dose = nil
        #expect(code(missing, table) == .badArgument)
        #expect(throws: CausalError.self) { try dose().fit(table).aggregate(.dose([50])) }
        #expect(throws: CausalError.self) { try dose().fit(table).aggregate(.eventTime(.level, -3...(-1))) }
    }
}

private struct Oracle: Decodable {
    let cases: [Entry]

    struct Entry: Decodable {
        let name, sample, dose, control, method: String
        let covariates: [String]?
        let degree, knots: Int
        let levels: Bool
        let overall: [Double]
        let curve: [[Double]]
        let slope: [Double]?
        let peer: [[Double]]?
    }
}
