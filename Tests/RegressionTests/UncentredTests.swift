import Foundation
import OracleSupport
import Regression
import Tables
import Testing

/// Regressors far from zero (a mean of 1e8 beside a standard deviation of 8) under every covariance, against 60 digits.
///
/// The stored numbers themselves carry 1e-9 of the standard deviation; plain products of scores and their bread would
/// lose (1e8/8)² of the precision, which is all of it. Errors of the slopes agree to 1e-8.
@Suite struct UncentredTests {
    struct File: Decodable {
        let table: [String: [Double]]
        let cases: [Case]
    }

    struct Case: Decodable {
        let name, formula: String
        let weights: String?
        let coef: [String: Double]
        let se: [String: [String: Double]]
        let wild: Wild?
    }

    struct Wild: Decodable {
        let hypothesis: String
        let t, p: Double
    }

    static let covariances: [String: LinearCovariance] = [
        "hc0": .hc0, "hc1": .hc1, "hc2": .hc2, "hc3": .hc3,
        "cr0": .clustered(by: "g", correction: .cr0), "cr1": .clustered(by: "g"),
        "two-way": .clustered(by: "g", "h"), "cr2": .clustered(by: "g", correction: .cr2),
        "cr3": .clustered(by: "g", correction: .cr3),
        "newey-west": .neweyWest(lag: 2, unit: "g", time: "t"),
        "driscoll-kraay": .driscollKraay(lag: 2, time: "t"),
        "conley": .conley(latitude: "lat", longitude: "lon", kilometres: 100),
    ]

    static func file() throws -> File {
        let text = try Data(contentsOf: oracles.appendingPathComponent("precision/uncentred.json"))
        return try JSONDecoder().decode(File.self, from: text)
    }

    static func fit(_ entry: Case, _ table: DataTable) throws -> any LinearFit {
        switch entry.name {
        case "instruments": try TwoStageLeastSquares(entry.formula).fit(table)
        case "poisson":
            try GeneralisedLinearModel(entry.formula, family: .poisson, tolerance: 1e-12).fit(table)
        default: try LeastSquares(entry.formula, weights: entry.weights, tolerance: 1e-12).fit(table)
        }
    }

    @Test func everyCovarianceKeepsItsDigits() throws {
        let file = try Self.file()
        let table = try DataTable(file.table.map { Column($0.key, $0.value) })
        for entry in file.cases {
            let fit = try Self.fit(entry, table)
            for (name, errors) in entry.se {
                let covariance = try #require(Self.covariances[name])
                let found = try fit.estimates(covariance)
                for (term, error) in errors {
                    let row = found[term]
                    let label: Comment = "\(entry.name), \(name), \(term): \(row.standardError) for \(error)"
                    #expect(abs(row.standardError / error - 1) < 1e-8, label)
                    let coefficient = try #require(entry.coef[term])
                    #expect(abs(row.estimate - coefficient) < 1e-8 * abs(coefficient), label)
                }
            }
        }
    }

    @Test func theWildBootstrapKeepsItsDigits() throws {
        let file = try Self.file()
        let table = try DataTable(file.table.map { Column($0.key, $0.value) })
        let entry = try #require(file.cases.first { $0.wild != nil })
        let wild = try #require(entry.wild)
        let test = try LeastSquares(entry.formula).fit(table).wildBootstrap(wild.hypothesis, clusters: ["g"])
        #expect(abs(test.statistic / wild.t - 1) < 1e-8)
        #expect(test.pValue == wild.p)
    }

    /// The same rows with their means taken off first have the same slopes and errors.
    @Test func leveragesDoNotDependOnTheOrigin() throws {
        let columns = try Self.file().table
        let near = columns.map { name, values in
            Column(
                name, name == "x1" ? values.map { $0 - 1e8 } : name == "x2" ? values.map { $0 + 5e6 } : values
            )
        }
        let far = try LeastSquares("y ~ x1 + x2").fit(DataTable(columns.map { Column($0.key, $0.value) }))
        let close = try LeastSquares("y ~ x1 + x2").fit(DataTable(near))
        for (a, b) in zip(try far.leverages(), try close.leverages()) { #expect(abs(a - b) < 1e-12) }
    }

    /// Scores that are summed in the pass of the residuals are those of a pass of their own, bit for bit.
    @Test func aClusterKnownBeforehandChangesNoNumber() throws {
        let table = try DataTable(try Self.file().table.map { Column($0.key, $0.value) })
        for (formula, weights) in [("y ~ x1 + x2", nil), ("y ~ x1 + x2 | t", "w")] {
            var model = try LeastSquares(formula, weights: weights)
            let plain = try model.fit(table).estimates(.clustered(by: "g", "h"))
            model.cluster = "g"
            let fit = try model.fit(table)
            #expect(fit.clusterScores.count == 1)
            #expect(try fit.estimates(.clustered(by: "g", "h")).rows == plain.rows)
        }
        var model = try LeastSquares("y ~ x1")
        model.cluster = "nowhere"
        #expect(throws: CausalError.self) { try model.fit(table) }
    }
}
