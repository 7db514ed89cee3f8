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
        #expect(lost.status == 66 && lost.error.contains("nowhere") && lost.error.hasPrefix("causal: error:"))
        let table = ["--engine", "duckdb", "--table", file.path]
        let faults: [([String], Int32, String)] = [
            (["burnout ~ treatd"], 64, "treatd"), (["burnout ~ treated + region"], 65, "factor(COLUMN)"),
            (["region ~ treated"], 65, "number"),
        ]
        for (call, status, words) in faults {
            let run = try CommandRun(["ols"] + table + call)
            #expect(run.status == status && run.error.contains(words), "\(call) \(run.error)")
        }
        let none = try CommandRun("ols", "--engine", "duckdb /no/such.duckdb", "--table", "t", "y ~ x")
        #expect(none.status == 66, "\(none.error)")
        #expect(FileManager.default.fileExists(atPath: "/dev/stdout"))
    }

    @Test func unitsThatAreTheClustersStream() throws {
        let file = try data()
        let base = ["ols", file.path, "burnout ~ treated + caseload | clinic + month", "--cluster", "clinic"]
        for more in [[], ["--vcov", "cr3"], ["--weights", "hours"]] {
            let (rows, stream) = (
                try CommandRun(base + more + ["--format", "json"]),
                try CommandRun(base + more + ["--stream", "--format", "json"])
            )
            #expect(stream.status == 0, "\(stream.error)")
            try expectSameRows(stream, rows, "\(more)")
        }
        let text = try CommandRun("ols", file.path, "burnout ~ treated + region", "--stream")
        #expect(text.status == 65 && text.error.contains("factor(region)"), "\(text.error)")
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
            ["ols", "data.csv", "--table", "t", "y ~ x"], ["ols", "data.csv"] + engine + ["y ~ x"],
            ["ols"] + engine + ["--stream", "y ~ x"], ["sql", "stepped-wedge", "fit", "--outcome", "y"],
            ["ols", "data.csv", "--stream", "--table", "t", "y ~ x"],
        ]
        for call in calls {
            let run = try CommandRun(call)
            #expect(
                run.status == 64 && !run.error.isEmpty && run.output.isEmpty,
                "\(call) \(run.status) \(run.error)")
        }
        let usage = try CommandRun(
            "sql", "stepped-wedge", "fit", "--outcome", "y", "--table", "t", "--dialect", "spark")
        #expect(
            usage.status == 64 && usage.error.contains("See causal sql stepped-wedge --help."),
            "\(usage.error)")
        let missing = try CommandRun("ols", "--engine", "/no/such/duckdb", "--table", "t", "y ~ x")
        #expect(missing.status == 66 && missing.error.contains("/no/such/duckdb"))
    }

    /// The rows of two answers agree: estimates relative to their errors, errors relatively.
    private func expectSameRows(
        _ a: CommandRun, _ b: CommandRun, _ comment: String, _ tolerance: Double = 1e-7
    ) throws {
        #expect(a.status == 0 && b.status == 0, "\(comment) \(a.error) \(b.error)")
        let (short, long) = (try a.rows(), try b.rows())
        #expect(short.count == long.count && !long.isEmpty, "\(comment)")
        for (x, y) in zip(short, long) {
            #expect(x["term"] as? String == y["term"] as? String, "\(comment)")
            let error = y["std.error"] as? Double ?? 0
            for (name, scale) in [("estimate", error), ("std.error", 0), ("df", 0)] {
                let (u, v) = (x[name] as? Double, y[name] as? Double)
                #expect((u == nil) == (v == nil), "\(comment) \(name)")
                guard let u, let v else { continue }
                #expect(
                    abs(u - v) <= tolerance * max(abs(v), scale),
                    "\(comment) \(y["term"] ?? "") \(name) \(u) \(v)")
            }
        }
        let model = (try a.json()["model"] as? [String: Any], try b.json()["model"] as? [String: Any])
        #expect(model.0?["nobs"] as? Int == model.1?["nobs"] as? Int, "\(comment)")
    }

    @Test func everyMethodOfTrialsStreams() throws {
        let trial = [
            "--outcome", "y", "--cluster", "cluster", "--period", "period", "--treatment", "treatment",
        ]
        let score = try TemporaryFile(
            CommandRun("simulate", "stepped-wedge", "--seed", "3", "--size", "12").output)
        let event = try TemporaryFile(
            CommandRun(
                "simulate", "stepped-wedge", "--seed", "4", "--size", "12", "--family", "binomial", "--level",
                "-1",
                "--effect", "0.5", "--tau", "0.4"
            ).output)
        let calls: [(TemporaryFile, [String])] = [
            (score, []), (score, ["--method", "ml"]), (score, ["--method", "gee"]),
            (score, ["--method", "gee", "--correlation", "exchangeable"]),
            (score, ["--method", "gee", "--correlation", "decay"]), (score, ["--method", "standardised"]),
            (score, ["--method", "vertical"]), (score, ["--method", "permutation"]),
            (score, ["--method", "staggered"]), (event, ["--method", "gee", "--family", "binomial"]),
            (event, ["--method", "glmm", "--family", "binomial"]),
            (event, ["--method", "standardised", "--family", "binomial"]),
        ]
        for (file, options) in calls {
            let rest = trial + options + ["--format", "json"]
            try expectSameRows(
                CommandRun(["stepped-wedge", "fit", file.path, "--stream"] + rest),
                CommandRun(["stepped-wedge", "fit", file.path] + rest), options.joined(separator: " "))
        }
    }

    @Test func seriesStream() throws {
        let file = try TemporaryFile(CommandRun("simulate", "its", "--seed", "3").output)
        let rest = ["--outcome", "y", "--time", "time", "--at", "25", "--format", "json"]
        try expectSameRows(
            CommandRun(
                ["its", "-", "--stream"] + rest, input: String(contentsOf: file.url, encoding: .utf8)),
            CommandRun(["its", file.path] + rest), "its")
    }

    @Test func helpListsTheOptions() throws {
        let calls = [
            ("did", ["--cohort", "--cluster", "--unit"]),
            ("its", ["--outcome", "--at", "--offset", "--period-means"]),
            ("stepped-wedge", ["--treatment", "--method"]), ("ols", ["<formula>", "--cluster", "--weights"]),
        ]
        for (name, options) in calls {
            let run = try CommandRun("sql", name, "--help")
            #expect(
                run.status == 0 && run.output.contains("causal sql \(name) \(name == "ols" ? "\"" : "--")"))
            for option in options + ["--table", "--dialect"] {
                #expect(run.output.contains("\n  \(option)"), "\(name) \(option)")
            }
            // What does not change the query is not told.
            for option in ["--plot", "--engine", "--estimator", "--vcov", "--correlation", "--errors"] {
                #expect(!run.output.contains("\n  \(option)"), "\(name) \(option)")
            }
        }
    }

    @Test func aClientThatIsKilledIsOneClearError() throws {
        let script = try TemporaryFile("#!/bin/sh\necho working >&2\nkill -9 $$\n", name: "psql")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path)
        let run = try CommandRun("ols", "--engine", script.path, "--table", "t", "y ~ x")
        #expect(run.status == 1 && run.output.isEmpty && !run.endedBySignal)
        #expect(run.error.contains("ended with signal 9: working. The engine was ended from outside"))
        #expect(run.error.split(separator: "\n").count == 1)
    }

    /// A wrapper passes on 128 and a signal's number, Python one less than zero as a byte; 255 says nothing.
    @Test(arguments: [(143, "signal 15"), (241, "signal 15"), (255, "exit status 255"), (3, "exit status 3")])
    func aWrappersStatusIsTold(_ status: Int, _ words: String) throws {
        let script = try TemporaryFile("#!/bin/sh\nexit \(status)\n", name: "psql")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path)
        let run = try CommandRun("ols", "--engine", script.path, "--table", "t", "y ~ x")
        #expect(run.status == 1 && run.error.contains("ended with \(words)"), "\(run.error)")
    }

    @Test(arguments: [
        "lost,k0,n,s0\n0,1,,3\n0,2,1e30,4\n", "lost,k0,n,s0\n0,1,2.5,3\n", "warning\n", "\n", "lost\n0\n",
        "kind,lost,g,n\n6,0,,3\n", "lost,k0,n\n0,1,9e15\n0,2,9e15\n",
    ]) func answersThatAreNoneAreRefused(_ answer: String) throws {
        let file = try TemporaryFile(answer)
        let script = try TemporaryFile("#!/bin/sh\ncat '\(file.path)'\n", name: "duckdb")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path)
        let engine = ["--engine", script.path, "--table", "t"]
        for call in [
            ["ols"] + engine + ["y ~ x", "--cluster", "g"],
            ["ols"] + engine + ["y ~ x | u + t", "--cluster", "g"],
            ["its"] + engine + ["--outcome", "y", "--time", "t", "--at", "2"],
            ["did"] + engine + ["--outcome", "y", "--unit", "u", "--time", "t", "--cohort", "c"],
            ["stepped-wedge", "fit"] + engine + [
                "--outcome", "y", "--cluster", "c", "--period", "p", "--treatment", "x",
            ],
        ] {
            let run = try CommandRun(call)
            #expect(!run.endedBySignal && [1, 64, 65].contains(run.status), "\(call) \(run.error)")
        }
    }
}
