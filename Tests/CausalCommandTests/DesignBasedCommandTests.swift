import Causal
import Foundation
import Testing

/// `causal stepped-wedge fit --method permutation` and `vertical`.
@Suite struct DesignBasedCommandTests {
    private static let data: String = {
        var generator = Generator(seed: 3)
        var text = "site,step,exposed,y\n"
        for site in 0..<8 {
            let level = 0.5 * generator.normal()
            for step in 1...5 {
                let exposed = step >= site / 2 + 2 ? 1 : 0
                for _ in 0..<4 {
                    text += "\(site),\(step),\(exposed),\(level + Double(exposed) + generator.normal())\n"
                }
            }
        }
        return text
    }()

    private func run(_ options: String...) throws -> CommandRun {
        let columns = ["--outcome", "y", "--cluster", "site", "--period", "step", "--treatment", "exposed"]
        return try CommandRun(
            ["stepped-wedge", "fit", "-"] + columns + options, input: DesignBasedCommandTests.data)
    }

    @Test(arguments: [
        ["--method", "permutation"], ["--method", "permutation", "--contrast", "within-period"],
        ["--method", "vertical"], ["--method", "vertical", "--period-weights", "thompson"],
    ]) func theEffectHasAnExactInterval(options: [String]) throws {
        let columns = ["--outcome", "y", "--cluster", "site", "--period", "step", "--treatment", "exposed"]
        let run = try CommandRun(
            ["stepped-wedge", "fit", "-", "--format", "json", "--draws", "999", "--seed", "7"] + columns
                + options,
            input: DesignBasedCommandTests.data)
        #expect(run.status == 0, "\(run.error)")
        let row = try #require(try run.rows().first)
        let test = try #require((try run.json()["diagnostics"] as? [[String: Any]])?.first)
        #expect(row["term"] as? String == "treatment" && test["name"] as? String == "permutation")
        let (p, own) = (row["p.value"] as? Double ?? .nan, test["p.value"] as? Double ?? .nan)
        #expect(abs(p - own) < 1e-12 && test["draws"] as? Int == 999)
        let (low, high) = (row["conf.low"] as? Double ?? .nan, row["conf.high"] as? Double ?? .nan)
        let estimate = row["estimate"] as? Double ?? .nan
        #expect(low < estimate && estimate < high && (low > 0 || high < 0) == (p <= 0.05))
    }

    @Test func aListOfAllocationsIsObeyed() throws {
        let list = "0,1,2,3,4,5,6,7\n2,2,3,3,4,4,5,5\n5,5,4,4,3,3,2,2\n2,3,2,3,4,5,4,5\n"
        let file = try TemporaryFile(list)
        let run = try run("--method", "permutation", "--format", "json", "--allocations", file.path)
        #expect(run.status == 0, "\(run.error)")
        let test = (try run.json()["diagnostics"] as? [[String: Any]])?.first
        #expect(test?["exact"] as? Bool == true && test?["draws"] as? Int == 3)
        #expect(try run.rows().first?["conf.low"] is NSNull)
        let wrong = try TemporaryFile("0,1,2,3,4,5,6,7\n5,5,4,4,3,3,2,2\n")
        #expect(try self.run("--method", "permutation", "--allocations", wrong.path).status == 64)
    }

    @Test func whatDoesNotBelongIsRefused() throws {
        #expect(try run("--draws", "99").status == 64)
        #expect(try run("--method", "vertical", "--contrast", "within-period").status == 64)
        #expect(try run("--method", "permutation", "--period-weights", "thompson").status == 64)
        #expect(try run("--method", "permutation", "--correlation", "decay").status == 64)
        #expect(try run("--method", "permutation", "--inference", "t").status == 64)
        #expect(try run("--method", "permutation", "--family", "binomial").status == 64)
        #expect(try run("--method", "permutation", "--time", "linear").status == 64)
        #expect(try run("--method", "vertical", "--draws", "0").status == 64)
        #expect(
            try run("--method", "vertical", "--period-weights", "thompson", "--cell-weights", "size").status
                == 64)
    }

    @Test func staggeredAdoptionIsToldSideBySide() throws {
        let run = try run("--method", "staggered", "--format", "json")
        #expect(run.status == 0, "\(run.error)")
        let rows = try run.rows()
        #expect(rows.map { $0["estimator"] as? String } == ["callaway-santanna", "etwfe"])
        #expect(rows.allSatisfy { $0["term"] as? String == "treatment" && $0["std.error"] is Double })
        #expect(try self.run("--method", "staggered", "--draws", "9").status == 64)
        #expect(try self.run("--method", "staggered", "--time", "linear").status == 64)
    }
}
