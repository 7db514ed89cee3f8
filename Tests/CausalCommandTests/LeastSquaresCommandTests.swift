import Causal
import Foundation
import Testing

@Suite struct LeastSquaresCommandTests {
    static let clinics = try? SimulatedClinics().table()

    /// The example of the README as a file.
    private func file() throws -> TemporaryFile {
        try TemporaryFile(try #require(Self.clinics).csv())
    }

    @Test func theCommandSaysWhatTheLibraryDoes() throws {
        let data = try file()
        let run = try CommandRun(
            "ols", data.path, "burnout ~ treated + caseload | clinician + month", "--cluster", "clinic",
            "--format", "json")
        #expect(run.status == 0 && run.error.isEmpty, "\(run.error)")
        let fit = try LeastSquares("burnout ~ treated + caseload | clinician + month").fit(
            #require(Self.clinics))
        let expected = try fit.estimates(.clustered(by: "clinic"))
        let read = try JSONDecoder().decode(Estimates.self, from: Data(run.output.utf8))
        #expect(read.rows == expected.rows)
        #expect(read.covariance == expected.covariance)
        let model = try #require(try run.json()["model"] as? [String: Any])
        for name in [
            "r.squared", "adj.r.squared", "within.r.squared", "sigma", "singletons", "dropped", "nobs",
        ] {
            #expect(model[name] != nil, "\(name)")
        }
        #expect((model["clusters"] as? [String: Int]) == ["clinic": 60])
    }

    @Test func standardInputTheWhereOptionAndTests() throws {
        let run = try CommandRun(
            "ols", "-", "y ~ x", "--where", "g != 'b'", "--test", "x = 1", "--vcov", "hc1", "--format",
            "json",
            input: "y,x,g\n1,1,a\n2,2,b\n3,2,a\n4,5,a\nNA,3,a\n6,5,a\n")
        #expect(run.status == 0, "\(run.error)")
        let model = try #require(try run.json()["model"] as? [String: Any])
        #expect(model["nobs"] as? Int == 4 && model["missing"] as? Int == 1)
        let diagnostics = try #require(try run.json()["diagnostics"] as? [[String: Any]])
        #expect(diagnostics.contains { $0["name"] as? String == "wald" && $0["p.value"] is Double })
    }

    /// Under cr2 rows have degrees of freedom of their own and joint tests are Hotelling's.
    @Test func leverageAdjustedCovariances() throws {
        let data = try file()
        let formula = "burnout ~ treated + caseload | clinician + month"
        let fit = try LeastSquares(formula).fit(#require(Self.clinics))
        let chosen: [(String, LinearCovariance)] = [
            ("hc2", .hc2), ("hc3", .hc3), ("cr2", .clustered(by: "clinic", correction: .cr2)),
            ("cr3", .clustered(by: "clinic", correction: .cr3)),
            ("jackknife", .clustered(by: "clinic", correction: .jackknife)),
        ]
        for (name, covariance) in chosen {
            let clusters = name.hasPrefix("hc") ? [] : ["--cluster", "clinic"]
            let run = try CommandRun(
                ["ols", data.path, formula, "--vcov", name, "--test", "treated = 0, caseload = 0"] + clusters
                    + ["--format", "json"])
            #expect(run.status == 0, "\(run.error)")
            let read = try JSONDecoder().decode(Estimates.self, from: Data(run.output.utf8))
            #expect(try read.rows == fit.estimates(covariance).rows, "\(name)")
            let joint = try fit.wald("treated = 0, caseload = 0", covariance)
            #expect(read.diagnostic("wald")?["p.value"]?.double == joint.pValue, "\(name)")
        }
        let text = try CommandRun("ols", data.path, formula, "--vcov", "cr2", "--cluster", "clinic")
        #expect(text.output.contains(" df ") && text.output.contains("each term's own df"))
        let open = try CommandRun("ols", data.path, formula, "--vcov", "cr2", "--cluster", "clinic,month")
        #expect(open.status == 64 && open.error.contains("open problem"))
    }

    @Test func threadsDoNotChangeTheAnswer() throws {
        let data = try file()
        let formula = "burnout ~ treated + caseload | clinician + month"
        let one = try CommandRun("ols", data.path, formula, "--threads", "1", "--format", "json")
        let two = try CommandRun("ols", data.path, formula, "--threads", "2", "--format", "json")
        #expect(one.status == 0 && one.output == two.output)
    }

    /// The options of serial and spatial dependence and of weights say what the library's arguments do.
    @Test func dependenceAndKindsOfWeights() throws {
        let clinics = try #require(Self.clinics)
        let table = try DataTable(
            clinics.columns + [
                Column("lat", try clinics.numbers("clinic").map { 40 + $0 / 10 }),
                Column("lon", try clinics.numbers("clinic").map { -$0 / 7 }),
                Column("count", try clinics.numbers("experience").map { 1 + $0 }),
            ])
        let data = try TemporaryFile(table.csv())
        let formula = "burnout ~ treated + caseload"
        let panel = ["--unit", "clinician", "--time", "month"]
        let cases: [([String], WeightKind, LinearCovariance?)] = [
            (
                panel + ["--vcov", "newey-west", "--lag", "3"], .analytic,
                .neweyWest(lag: 3, unit: "clinician", time: "month")
            ),
            (
                ["--time", "month", "--vcov", "driscoll-kraay"], .analytic, .driscollKraay(time: "month")
            ),
            (
                [
                    "--time", "month", "--vcov", "driscoll-kraay", "--bandwidth", "andrews", "--kernel",
                    "parzen",
                ],
                .analytic, .driscollKraay(bandwidth: .andrews, kernel: .parzen, time: "month")
            ),
            (
                panel + ["--vcov", "newey-west", "--bandwidth", "2.5", "--kernel", "quadratic-spectral"],
                .analytic,
                .hac(
                    kernel: .quadraticSpectral, bandwidth: .width(2.5), unit: "clinician", time: "month")
            ),
            (
                ["--vcov", "conley", "--latitude", "lat", "--longitude", "lon", "--distance", "30"],
                .analytic,
                .conley(latitude: "lat", longitude: "lon", kilometres: 30)
            ),
            (
                panel + [
                    "--vcov", "conley", "--latitude", "lat", "--longitude", "lon", "--distance", "30",
                    "--lag",
                    "2", "--kernel", "triangular",
                ], .analytic,
                .conley(
                    latitude: "lat", longitude: "lon", kilometres: 30, kernel: .triangular, unit: "clinician",
                    time: "month", lag: 2)
            ),
            (["--weights", "count", "--weight-kind", "frequency"], .frequency, .iid),
            (["--weights", "count", "--weight-kind", "sampling"], .sampling, nil),
        ]
        for (options, kind, covariance) in cases {
            let run = try CommandRun(["ols", data.path, formula, "--format", "json"] + options)
            #expect(run.status == 0 && run.error.isEmpty, "\(options) \(run.error)")
            let weights = options.contains("--weights") ? "count" : nil
            let fit = try LeastSquares(formula, weights: weights, kind: kind).fit(table)
            let expected = try fit.estimates(covariance)
            let read = try JSONDecoder().decode(Estimates.self, from: Data(run.output.utf8))
            #expect(read.rows == expected.rows && read.covariance == expected.covariance, "\(options)")
            #expect(read.fact("nobs") == .integer(fit.observationCount))
        }
    }

    @Test func csvHasARowForEachTerm() throws {
        let run = try CommandRun("ols", "-", "y ~ x", "--format", "csv", input: "y,x\n1,1\n2,2\n2,3\n4,5\n")
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0] == "term,estimate,std.error,statistic,df,p.value,conf.low,conf.high,conf.level")
    }

    /// A column of numbers that one text spoils is categories, and said to be.
    @Test func aStrayTextAmongNumbersIsSaid() throws {
        let rows = (1...12).map { "\($0 % 5),\($0 == 7 ? "12?" : String($0 % 4))\n" }.joined()
        let run = try CommandRun("ols", "-", "y ~ x", "--format", "json", input: "y,x\n" + rows)
        let notes = try run.json()["notes"] as? [String] ?? []
        #expect(notes.contains { $0.contains("'12?'") && $0.contains("categories") }, "\(run.error)")
        let named = try CommandRun(
            "ols", "-", "y ~ x", "--missing", "12?", "--format", "json", input: "y,x\n" + rows)
        #expect(try named.rows().count == 2)
    }

    /// sandwich's `NeweyWest(glm(…, poisson), lag = 3, prewhite = FALSE, adjust = TRUE)`, R 4.2.2, sandwich 3.0.2.
    @Test(.enabled(if: ReferenceFolder.path != nil, "set CAUSAL_REFERENCE_DATA"))
    func poissonTakesSerialCovariancesToo() throws {
        let run = try CommandRun(
            "poisson", #require(ReferenceFolder.path) + "/sicily.csv", "aces ~ smokban + time", "--offset",
            "log(stdpop)", "--vcov", "newey-west", "--lag", "3", "--time", "time", "--format", "json")
        let errors = try run.rows().map { $0["std.error"] as? Double ?? .nan }
        let expected = [0.0197146407569968, 0.0328417945617153, 0.000795113347355343]
        #expect(errors.count == 3, "\(run.error)")
        for (error, value) in zip(errors, expected) { #expect(abs(error - value) <= 1e-8 * value) }
    }

    @Test func timingsAreGiven() throws {
        let run = try CommandRun(
            "ols", "-", "y ~ x", "--keep-singletons", "--timings", "--format", "json",
            input: "y,x\n1,1\n2,2\n2,3\n4,5\n")
        let model = try #require(try run.json()["model"] as? [String: Any])
        let steps = Set((model["timings"] as? [String: Double] ?? [:]).keys)
        #expect(steps.isSuperset(of: ["read", "design", "fit", "inference"]))
        #expect(
            steps.isSuperset(of: ["design.codes", "fit.pruning", "fit.absorption", "fit.cross-products"]))
    }

    /// Wrong calls and wrong data: one message, the right status, nothing on standard output, no signal.
    @Test(arguments: [
        (["ols", "-", "y ~ x", "--vcov", "hc9"], "y,x\n1,2\n", 64, "hc9"),
        (["ols", "-"], "y,x\n1,2\n", 64, "formula"),
        (["nonsense"], "", 64, "nonsense"),
        (["poisson", "-", "y ~ x", "--vcov", "newey-west"], "y,x\n1,2\n", 64, "--time"),
        (["ols", "-", "y ~ (x"], "y,x\n1,2\n", 64, "^"),
        (["ols", "-", "y ~ z"], "y,x\n1,2\n2,3\n", 64, "z"),
        (["ols", "-", "y ~ x", "--cluster", "x", "--vcov", "hc1"], "y,x\n1,2\n", 64, "--cluster"),
        (["ols", "-", "y ~ x", "--vcov", "newey-west"], "y,x\n1,2\n", 64, "--time"),
        (
            ["ols", "-", "y ~ x", "--vcov", "newey-west", "--time", "x", "--cluster", "x"], "y,x\n1,2\n", 64,
            "--cluster"
        ),
        (["ols", "-", "y ~ x", "--lag", "2"], "y,x\n1,2\n", 64, "--lag"),
        (["ols", "-", "y ~ x", "--unit", "x"], "y,x\n1,2\n", 64, "--time"),
        (
            ["ols", "-", "y ~ x", "--vcov", "newey-west", "--time", "t", "--lag", "7"],
            "y,x,t\n1,2,1\n2,3,2\n1,1,3\n4,3,4\n", 64, "beyond the sample"
        ),
        (
            ["ols", "-", "y ~ x", "--vcov", "newey-west", "--time", "t", "--lag", "1"],
            "y,x,t\n1,2,1\n2,3,2\n1,1,2\n4,3,4\n", 65, "rows 2 and 3"
        ),
        (
            ["ols", "-", "y ~ x", "--vcov", "newey-west", "--time", "t", "--lag", "1", "--bandwidth", "2"],
            "y,x,t\n1,2,1\n", 64, "--bandwidth"
        ),
        (
            ["ols", "-", "y ~ x", "--vcov", "conley", "--latitude", "x", "--longitude", "x"], "", 64,
            "--distance"
        ),
        (["ols", "-", "y ~ x", "--vcov", "conley", "--distance", "9"], "", 64, "--latitude"),
        (
            [
                "ols", "-", "y ~ x", "--vcov", "conley", "--latitude", "x", "--longitude", "x", "--distance",
                "9",
                "--kernel", "parzen",
            ], "", 64, "triangular"
        ),
        (
            [
                "ols", "-", "y ~ x", "--vcov", "conley", "--latitude", "a", "--longitude", "x", "--distance",
                "9",
            ],
            "y,x,a\n1,2,91\n2,3,1\n4,3,1\n", 65, "row 1"
        ),
        (["ols", "-", "y ~ x", "--weight-kind", "sampling"], "y,x\n1,2\n", 64, "--weights"),
        (
            ["ols", "-", "y ~ x", "--weights", "w", "--weight-kind", "frequency"],
            "y,x,w\n1,2,1\n2,3,1.5\n4,3,1\n", 65, "row 2"
        ),
        (
            ["ols", "-", "y ~ x", "--weights", "w", "--weight-kind", "sampling", "--vcov", "iid"],
            "y,x,w\n1,2,1\n2,3,1.5\n4,3,1\n", 64, "hc1"
        ),
        (["ols", "-", "y ~ x", "--where", "x >"], "y,x\n1,2\n", 64, "x >"),
        (["ols", "-", "y ~ x", "--level", "95"], "y,x\n1,2\n", 64, "95"),
        (["ols", "-", "y ~ x", "--threads", "0"], "y,x\n1,2\n", 64, "threads"),
        (["ols", "-", "y ~ x", "--tolerance", "-1"], "y,x\n1,2\n2,2\n3,1\n", 64, "tolerance"),
        (["ols", "-", "y ~ log(x)"], "y,x\n1,a\n2,b\n", 65, "row 1"),
        (["ols", "-", "y ~ x"], "y,x\n1,2\n2\n", 65, "row 2"),
        (["ols", "-", "y ~ x"], "", 65, "empty"),
        (["ols", "-", "y ~ x"], "y,x,x\n1,2,3\n", 65, "x"),
        (["ols", "-", "y ~ x", "--weights", "w"], "y,x,w\n1,2,1\n2,3,-1\n3,5,1\n", 65, "row 2"),
        (["ols", "-", "y ~ x"], "y,x\n1,2\n2,3\n", 1, "rows"),
        (["ols", "-", "y ~ x"], "y,x\nNA,2\n2,NA\n", 1, "row"),
        (["ols", "no-such-file.csv", "y ~ x"], "", 66, "no-such-file.csv"),
        (["ols", "/", "y ~ x"], "", 66, "directory"),
        (["did", "-", "--outcome", "y", "--time", "t", "--estimator", "twfe"], "y,t\n1,1\n", 64, "--cohort"),
        (
            ["did", "-", "--outcome", "y", "--time", "t", "--cohort", "g", "--estimator", "magic"], "", 64,
            "magic"
        ),
        (["simulate", "did", "--clinics", "1"], "", 64, "clinics"),
        (["simulate", "did", "--adoption", "x"], "", 64, "x"),
    ])
    func faultsAreSaid(arguments: [String], input: String, status: Int32, word: String) throws {
        let run = try CommandRun(arguments, input: input)
        #expect(!run.endedBySignal)
        #expect(run.status == status, "\(arguments) \(run.error)")
        #expect(run.error.contains(word), "\(arguments) \(run.error)")
        #expect(run.output.isEmpty)
    }

    @Test func helpIsNoError() throws {
        for arguments in [
            ["--help"], ["ols", "--help"], ["did", "--help"], ["simulate", "did", "--help"], ["--version"],
        ] {
            #expect(try CommandRun(arguments).status == 0)
        }
    }
}
