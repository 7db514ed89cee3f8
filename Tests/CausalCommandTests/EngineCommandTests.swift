import Causal
import Foundation
import Testing

private let duckdb: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
    return folders.map { $0 + "/duckdb" }.first { FileManager.default.isExecutableFile(atPath: $0) }
}()

@Suite struct EngineCommandTests {
    private func data() throws -> TemporaryFile { try TemporaryFile(SimulatedClinics().table().csv()) }

    @Test(.enabled(if: duckdb != nil, "no duckdb on the path")) func theEngineAnswersAsTheRowsDo() throws {
        let file = try data()
        for more in [
            ["--cluster", "clinic"], ["--cluster", "clinic", "--vcov", "cr3"],
            ["--cluster", "clinic", "--vcov", "cr2"], [],
        ] {
            let formula = "burnout ~ treated + caseload + factor(month)"
            let rest =
                more + ["--test", "treated = 0", "--combination", "treated - caseload", "--format", "json"]
            let engine = try CommandRun(["ols", "--engine", "duckdb", "--table", file.path, formula] + rest)
            let rows = try CommandRun(["ols", file.path, formula] + rest)
            #expect(engine.status == 0, "\(engine.error)")
            let (a, b) = (try engine.rows(), try rows.rows())
            #expect(a.count == b.count && a.count > 3)
            for (x, y) in zip(a, b) {
                #expect(x["term"] as? String == y["term"] as? String)
                for name in ["estimate", "std.error", "statistic", "conf.low", "df"] {
                    let (u, v) = (try #require(x[name] as? Double), try #require(y[name] as? Double))
                    #expect(abs(u - v) <= 1e-9 * max(1, abs(v)), "\(more) \(name) \(u) \(v)")
                }
            }
            #expect(
                (try engine.json()["diagnostics"] as? [Any])?.count
                    == (try rows.json()["diagnostics"] as? [Any])?.count)
        }
        let lost = try CommandRun("ols", "--engine", "duckdb", "--table", "nowhere", "y ~ x")
        #expect(lost.status == 1 && lost.error.contains("nowhere") && lost.error.hasPrefix("causal: error:"))
    }

    @Test func queriesArePrinted() throws {
        let run = try CommandRun(
            "sql", "ols", "y ~ x", "--cluster", "g", "--table", "s.t", "--dialect", "postgres")
        #expect(
            run.status == 0 && run.output.contains("FROM \"s\".\"t\"") && run.output.contains("GROUP BY k0"))
    }

    @Test func whatIsNotThereIsRefusedInWords() throws {
        let engine = ["--engine", "duckdb", "--table", "t"]
        let calls: [[String]] = [
            ["sql", "did", "--outcome", "y", "--table", "t", "--dialect", "duckdb"],
            ["sql", "its", "--outcome", "y", "--table", "t"], ["sql", "stepped-wedge"],
            ["sql", "ols", "y ~ x | u", "--table", "t", "--dialect", "spark"],
            ["sql", "ols", "y ~ x", "--vcov", "hc1", "--table", "t", "--dialect", "spark"],
            ["ols", "--engine", "duckdb", "y ~ x"], ["ols", "--engine", "mysql", "--table", "t", "y ~ x"],
            ["ols"] + engine + ["data.csv", "y ~ x"], ["ols"] + engine + ["y ~ x", "--where", "x > 1"],
            ["ols"] + engine + ["y ~ x", "--permute", "x"],
            ["ols"] + engine + ["y ~ log(x)"], ["poisson"] + engine + ["y ~ x"],
            ["did"] + engine + ["--outcome", "y", "--unit", "u", "--time", "t", "--treatment", "d"]
                + ["--estimator", "synthetic"],
            ["ols", "data.csv", "--table", "t", "y ~ x"],
        ]
        for call in calls {
            let run = try CommandRun(call)
            #expect(
                run.status == 64 && !run.error.isEmpty && run.output.isEmpty,
                "\(call) \(run.status) \(run.error)")
        }
        let missing = try CommandRun("ols", "--engine", "/no/such/duckdb", "--table", "t", "y ~ x")
        #expect(missing.status == 66 && missing.error.contains("/no/such/duckdb"))
    }
}
