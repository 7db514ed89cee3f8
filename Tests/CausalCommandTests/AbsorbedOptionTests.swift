import Foundation
import Testing

/// What the commands tell of absorbed factors, and what they refuse.
@Suite struct AbsorbedOptionTests {
    /// Files with fixed effects and predictions, exact degrees of freedom and the 2-core.
    @Test func fixedEffectsAndPredictionsAreWritten() throws {
        let rows = (0..<40).map { "\($0 % 5),\($0 % 4),\($0 * $0 % 7),\($0 * 3 % 11)\n" }.joined()
        let data = try TemporaryFile("u,t,x,y\n" + rows)
        let new = try TemporaryFile("u,t,x\n1,2,3\n9,2,3\n")
        let (effects, predictions) = (try TemporaryFile(name: "fe.csv"), try TemporaryFile(name: "p.csv"))
        let run = try CommandRun(
            "ols", data.path, "y ~ x | u + t", "--exact-df", "--two-core", "--fixed-effects", effects.path,
            "--predict", predictions.path, "--predict-rows", new.path, "--format", "json")
        let model = try #require(try run.json()["model"] as? [String: Any])
        #expect(run.status == 0 && model["parameters.rule"] as? String == "exact")
        #expect(model["outside.core"] as? Int == 0 && model["redundant"] as? Int == 1)
        let table = try String(contentsOf: effects.url, encoding: .utf8).split(separator: "\n")
        #expect(table.count == 10 && table[0] == "factor,level,estimate" && table[6] == "t,0,0")
        let lines = try String(contentsOf: predictions.url, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 3 && lines[0] == "fit,se,conf.low,conf.high" && lines[2] == ",,,")
        #expect(lines[1].split(separator: ",").compactMap { Double($0) }.count == 4)
        let lost = try CommandRun("ols", data.path, "y ~ x", "--interval", "prediction")
        #expect(lost.status == 64 && lost.error.contains("--predict"))
    }

    /// Two factors, an instrument, counts and events.
    private func file() throws -> TemporaryFile {
        let rows = (0..<60).map { i in
            let x = i * i % 7
            return
                "\(i % 5),\(i % 4),\(x),\(i * 3 % 11 + x),\(i * 5 % 13),\(i * 7 % 6),\(i * i % 3 == 1 ? 1 : 0),\(1 + i % 3)"
        }
        return try TemporaryFile("u,t,x,y,z,n,e,pop\n" + rows.joined(separator: "\n") + "\n")
    }

    private func lines(_ file: TemporaryFile) throws -> [[Substring]] {
        try String(contentsOf: file.url, encoding: .utf8).split(separator: "\n")
            .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    }

    /// Means lie within their limits, for the data and for new rows; levels that were not seen have none.
    @Test(arguments: [["poisson", "n ~ x | u + t", "--offset", "log(pop)"], ["logit", "e ~ x | t"]])
    func countsAndEventsAreToldToo(call: [String]) throws {
        let data = try file()
        let new = try TemporaryFile("u,t,x,pop\n1,2,3,4\n1,9,3,1\n")
        let (effects, predictions) = (try TemporaryFile(name: "fe.csv"), try TemporaryFile(name: "p.csv"))
        let run = try CommandRun(
            [call[0], data.path] + call.dropFirst() + [
                "--exact-df", "--fixed-effects", effects.path, "--predict", predictions.path,
                "--predict-rows",
                new.path, "--format", "json",
            ])
        let model = try #require(try run.json()["model"] as? [String: Any])
        #expect(run.status == 0 && model["parameters.rule"] as? String == "exact", "\(run.error)")
        #expect(model["absorption.residual"] as? Double ?? 1 < 1e-8)
        let written = try lines(effects)
        #expect(written.count == (call[0] == "poisson" ? 10 : 5))
        let told = try lines(predictions)
        let values = told[1].compactMap { Double($0) }
        try #require(values.count == 4)
        #expect(values[2] < values[0] && values[0] < values[3] && values[1] > 0)
        #expect(told[2].allSatisfy { $0.isEmpty })
    }

    @Test func instrumentsHaveFixedEffects() throws {
        let data = try file()
        let effects = try TemporaryFile(name: "fe.csv")
        let formula = "y ~ 1 | u + t | x ~ z"
        let run = try CommandRun(
            "ols", data.path, formula, "--exact-df", "--two-core", "--fixed-effects", effects.path,
            "--format",
            "json")
        let model = try #require(try run.json()["model"] as? [String: Any])
        #expect(run.status == 0 && model["parameters.rule"] as? String == "exact", "\(run.error)")
        #expect(model["outside.core"] as? Int == 0)
        let written = try lines(effects)
        #expect(written.count == 10)
        let refused = try CommandRun("ols", data.path, formula, "--predict", effects.path)
        #expect(refused.status == 64 && refused.error.contains("--predict"))
    }

    @Test(arguments: [
        ["--two-core"], ["--interval", "confidence"], ["--predict", "p.csv", "--interval", "prediction"],
    ])
    func whatCountsDoNotHaveIsRefused(options: [String]) throws {
        let run = try CommandRun(["poisson", try file().path, "n ~ x | u + t"] + options)
        #expect(run.status == 64 && run.output.isEmpty && !run.error.isEmpty)
    }
}
