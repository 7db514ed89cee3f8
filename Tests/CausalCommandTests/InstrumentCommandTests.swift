import Foundation
import Testing

/// `causal ols` with instruments in the formula's third part.
@Suite struct InstrumentCommandTests {
    /// 40 rows with a strong instrument z, another w, clusters g.
    static let csv: String = {
        var text = "y,x,z,w,c,g\n"
        for i in 0..<40 {
            let (z, w, c, u) = ((i * 7) % 11, (i * 5) % 13, (i * 3) % 7, (i * 17) % 5)
            let x = 2 * z + w + c + u
            text += "\(3 * x - c + 4 * u + (i * 29) % 3),\(x),\(z),\(w),\(c),\(i % 8)\n"
        }
        return text
    }()

    private func run(_ arguments: String...) throws -> CommandRun {
        try CommandRun(["ols", "-"] + arguments, input: Self.csv)
    }

    @Test func theThirdPartNamesInstruments() throws {
        let run = try run("y ~ c | g | x ~ z + w", "--cluster", "g", "--test", "x = 3", "--format", "json")
        #expect(run.status == 0, "\(run.error)")
        #expect(try run.rows().compactMap { $0["term"] as? String } == ["c", "x"])
        let model = try #require(run.json()["model"] as? [String: Any])
        #expect(model["estimator"] as? String == "two-stage-least-squares")
        #expect(model["instruments"] as? [String] == ["z", "w"])
        let tests = try #require(run.json()["diagnostics"] as? [[String: Any]])
        let names = tests.compactMap { $0["name"] as? String }
        #expect(
            names == [
                "f-test", "first-stage", "cragg-donald", "kleibergen-paap", "kleibergen-paap-lm",
                "effective-f",
                "anderson-rubin", "hansen-j", "endogeneity", "wald",
            ])
        let rubin = try #require(tests.first { $0["name"] as? String == "anderson-rubin" })
        #expect(rubin["conf.low"] is NSNumber && rubin["conf.level"] as? Double == 0.95)
    }

    /// Two parts are enough when nothing is absorbed.
    @Test func textSaysWhatWasTested() throws {
        let run = try run("y ~ c | x ~ z")
        #expect(run.status == 0, "\(run.error)")
        for part in [
            "Two-stage least squares of y", "first-stage of x: F(1, 37)", "effective-f", "95 % set [",
        ] {
            #expect(run.output.contains(part), "\(part)")
        }
    }

    @Test func wrongUseIsSaid() throws {
        let wild = try run("y ~ c | x ~ z", "--cluster", "g", "--wild", "x")
        #expect(wild.status == 64 && wild.error.contains("two-stage least squares"))
        let few = try run("y ~ c | x + w ~ z")
        #expect(few.status == 1 && few.error.contains("as many instruments"))
        let own = try run("y ~ c | x ~ x")
        #expect(own.status == 64 && own.error.contains("own instrument"))
    }
}
