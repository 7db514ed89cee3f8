import Foundation
import OracleSupport
import Regression
import Testing

/// What joint.py computed on full matrices.
struct JointOracle: Decodable {
    struct Joint: Decodable {
        let data: String
        let cluster: String?
        let b: [Double]
        let v: [[Double]]
        let equal, both: Double
    }

    struct Supremum: Decodable {
        let name: String
        let r: [[Double]]
        let df: Double?
        let level, c: Double
    }

    struct Stepdown: Decodable {
        let t, p: [Double]
        let draws: [[Double]]
    }

    let joint: [Joint]
    let supremum: [Supremum]
    let romanoWolf: Stepdown
    let adjust: [String: [Double]]

    static func read() throws -> JointOracle {
        let text = try Data(contentsOf: oracles.appendingPathComponent("joint.json"))
        return try JSONDecoder().decode(JointOracle.self, from: text)
    }
}

/// Equality across models, against stacked influence and a stacked regression on full matrices.
@Suite struct JointFitsTests {
    /// A table with a weight that leaves out the first two months.
    static func table(_ name: String) throws -> DataTable {
        let table = try OracleData(folder: oracles).table(name)
        let month = try table.numbers("month")
        return try DataTable(table.columns + [Column("late", month.map { $0 > 2 ? 1.0 : 0 })])
    }

    static func joined(_ name: String) throws -> JointFits {
        let table = try table(name)
        return try JointFits([
            ("short", LeastSquares("burnout ~ treated").fit(table)),
            ("long", LeastSquares("burnout ~ treated + caseload", weights: "late").fit(table)),
            (
                "count",
                GeneralisedLinearModel("caseload ~ treated + experience", family: .poisson, tolerance: 1e-12)
                    .fit(table)
            ),
        ])
    }

    /// 1e-8 of the variances' scale; Poisson's steps stop at 1e-12.
    @Test func everyCovarianceAgrees() throws {
        for entry in try JointOracle.read().joint {
            let result = try Self.joined(entry.data).estimates(
                .clustered(by: entry.cluster.map { [$0] } ?? []))
            for (i, row) in result.rows.enumerated() {
                #expect(abs(row.estimate - entry.b[i]) <= 1e-9 * max(abs(entry.b[i]), 1e-3))
                for j in result.rows.indices {
                    let scale = (entry.v[i][i] * entry.v[j][j]).squareRoot()
                    #expect(
                        abs(result.covariance[i, j] - entry.v[i][j]) <= 1e-8 * scale,
                        "\(entry.data) \(i) \(j)")
                }
            }
            let equal = try result.wald("short:treated = long:treated")
            #expect(abs(equal.statistic - entry.equal) <= 1e-7 * entry.equal)
            let both = try result.wald("short:treated = long:treated, count:treated = 0")
            #expect(abs(both.statistic - entry.both) <= 1e-7 * entry.both)
            let difference = try result.combination("short:treated - long:treated")
            #expect(abs(difference.statistic * difference.statistic - entry.equal) <= 1e-7 * entry.equal)
        }
    }

    /// A fit beside itself: the difference has no variance, and each half is the fit under cr0.
    @Test func aFitBesideItself() throws {
        let fit = try LeastSquares("burnout ~ treated | clinician + month").fit(Self.table("unbalanced"))
        let result = try JointFits([("a", fit), ("b", fit)]).estimates(.clustered(by: "clinic"))
        let alone = try fit.estimates(.clustered(by: "clinic", correction: .cr0))
        #expect(
            abs(result["b:treated"].standardError / alone["treated"].standardError - 1) < 1e-12)
        #expect(throws: CausalError.self) { try result.wald("a:treated = b:treated") }
    }

    @Test func fitsThatCannotBeJoinedAreRefused() throws {
        let table = try Self.table("few")
        let fit = try LeastSquares("burnout ~ treated").fit(table)
        let other = try LeastSquares("burnout ~ treated").fit(table.filtered(where: "month > 2"))
        #expect(throws: CausalError.self) { try JointFits([]) }
        #expect(throws: CausalError.self) { try JointFits([("a", fit), ("a", fit)]) }
        #expect(throws: CausalError.self) { try JointFits([("a", fit), ("b", other)]) }
    }

    /// Holding one draw's weights for all models: nearly equal models cost nearly nothing.
    @Test func romanoWolfAcrossModels() throws {
        let joint = try Self.joined("balanced")
        let names = ["short:treated", "long:treated", "count:treated"]
        let adjusted = try joint.romanoWolf(terms: names, by: "clinic", draws: 1999, seed: 3)
        #expect(try joint.romanoWolf(terms: names, by: "clinic", draws: 1999, seed: 3) == adjusted)
        let result = try joint.estimates(.clustered(by: "clinic")).adding(adjusted)
        let bonferroni = try result.adjusted(.bonferroni, rows: names)
        for (name, p) in zip(names, adjusted.pValues) {
            #expect(result[name].adjustedPValue == p)
            #expect(p <= (bonferroni[name].adjustedPValue ?? 0) + 0.03)
            #expect(p + 0.03 >= result[name].pValue)
        }
    }
}
