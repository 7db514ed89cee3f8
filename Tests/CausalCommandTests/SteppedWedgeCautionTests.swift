import Causal
import Foundation
import Testing

/// What `causal stepped-wedge` says of data and plans that mislead.
@Suite struct SteppedWedgeCautionTests {
    /// Eight clusters in five periods; the effect grows by `growth` a period of exposure.
    private func data(growth: Double, _ change: (inout [String]) -> Void = { _ in }) -> String {
        var generator = Generator(seed: 8)
        var lines = ["site,step,exposed,y,person"]
        for site in 0..<8 {
            let (level, start) = (0.3 * generator.normal(), site / 2 + 2)
            for step in 1...5 {
                for k in 0..<6 {
                    let exposed = step >= start ? 1 : 0
                    let effect = exposed == 1 ? 1 + growth * Double(step - start) : 0
                    lines.append(
                        "\(site),\(step),\(exposed),\(level + effect + generator.normal()),\(10 * site + k)")
                }
            }
        }
        change(&lines)
        return lines.joined(separator: "\n") + "\n"
    }

    private func fit(_ data: String, _ options: String...) throws -> CommandRun {
        let columns = ["--outcome", "y", "--cluster", "site", "--period", "step", "--treatment", "exposed"]
        return try CommandRun(
            ["stepped-wedge", "fit", "-", "--format", "json"] + columns + options, input: data)
    }

    private func notes(_ run: CommandRun) throws -> String {
        (try run.json()["notes"] as? [String] ?? []).joined(separator: "\n")
    }

    @Test(arguments: ["reml", "ml", "gee"]) func anEffectThatGrowsIsTold(method: String) throws {
        let growing = try fit(data(growth: 1), "--method", method, "--time", "linear")
        let tests = try growing.json()["diagnostics"] as? [[String: Any]]
        #expect(tests?.first?["name"] as? String == "constant-effect")
        #expect(try notes(growing).contains("--effect exposure-time"))
        if method == "reml" {
            let constant = try fit(data(growth: 0), "--time", "linear")
            #expect(try !notes(constant).contains("--effect exposure-time"))
        }
        let itself = try fit(
            data(growth: 1), "--method", method, "--effect", "exposure-time", "--time", "linear")
        #expect((try itself.json()["diagnostics"] as? [Any])?.count == 1)
    }

    /// Cluster effects alone, where periods of a cluster differ, and where they do not.
    @Test func clusterPeriodsThatDifferAreTold() throws {
        let wedge = [
            "simulate", "stepped-wedge", "--clusters-per-sequence", "4", "--seed", "2", "--icc", "0.2",
        ]
        let names = [
            "--outcome", "y", "--cluster", "cluster", "--period", "period", "--treatment", "treatment",
            "--correlation", "exchangeable", "--format", "json",
        ]
        for (cac, isTold) in [("0.5", true), ("1", false)] {
            let data = try CommandRun(wedge + ["--cac", cac]).output
            let run = try CommandRun(["stepped-wedge", "fit", "-"] + names, input: data)
            let tests = try run.json()["diagnostics"] as? [[String: Any]] ?? []
            #expect(tests.contains { $0["name"] as? String == "cluster-period-variance" })
            #expect(try notes(run).contains("too short") == isTold, "\(cac)")
        }
    }

    @Test func treatmentsAreShares() throws {
        let wrong = data(growth: 0) { $0[7] = "0,2,34.7,1,3" }
        let run = try fit(wrong)
        #expect(try run.status == 0 && notes(run).contains("runs from 0 to 34.7"))
        let share = try fit(data(growth: 0) { $0[7] = "0,2,0.5,1,3" })
        #expect(try share.status == 0 && notes(share).contains("is a share in"))
    }

    @Test func whatIsLeftOutOrOddIsTold() throws {
        let missing = data(growth: 0) { lines in
            lines[3] = "0,1,0,,2"
            lines[9] = "0,2,,1,2"
        }
        for method in ["reml", "gee", "permutation", "standardised"] {
            let run = try fit(missing, "--method", method)
            #expect(try notes(run).contains("2 rows with missing values were dropped"), "\(method)")
        }
        let gap = data(growth: 0) { lines in lines.removeAll { $0.split(separator: ",")[1] == "3" } }
        #expect(try notes(fit(gap)).contains("not equally spaced"))
        let twice = data(growth: 0) { $0.append($0[1]) }
        #expect(try notes(fit(twice, "--individual", "person")).contains("another in the same cluster"))
    }

    @Test func cohortsHaveEverySandwich() throws {
        for inference in ["robust", "cr2", "cr3"] {
            let run = try fit(data(growth: 0), "--individual", "person", "--inference", inference)
            #expect(run.status == 0, "\(inference) \(run.error)")
        }
    }

    /// The text has the curves, and the power with t where clusters are few.
    @Test func plansAreToldInWords() throws {
        let run = try CommandRun([
            "stepped-wedge", "power", "--sequences", "4", "--clusters-per-sequence", "2", "--size", "40",
            "--effect", "0.3", "--sd", "1", "--icc", "0.05", "--curve", "icc=0.01,0.05", "--by", "cac=0.5,1",
        ])
        #expect(run.output.contains("Power by icc (cac = 0.5): 0.01: "))
        #expect(run.output.contains("--inference t"))
        let probit = try CommandRun([
            "stepped-wedge", "power", "--sequences", "4", "--clusters-per-sequence", "2", "--size", "40",
            "--p0", "0.3", "--p1", "0.4", "--icc", "0.05", "--link", "probit",
        ])
        #expect(probit.status == 64)
    }

    /// Files of schedules that are too large, or that can be read in two ways.
    @Test func schedulesThatAreNone() throws {
        let power = ["--size", "10", "--effect", "0.3", "--sd", "1", "--icc", "0.05"]
        var rows = "cluster,period,treatment\n"
        for row in 0..<2_000 { rows += "\(row),\(row),\(row % 2)\n" }
        let large = try TemporaryFile(rows)
        let run = try CommandRun(["stepped-wedge", "power", "--design", large.path] + power)
        #expect(run.status == 65 && run.error.contains("250 periods"), "\(run.error)")
        let unclear = try TemporaryFile("0,1\n0,1\n0,1\n1,1\n")
        let twofold = try CommandRun(["stepped-wedge", "power", "--design", unclear.path] + power)
        #expect(twofold.status == 65 && twofold.error.contains("header"), "\(twofold.error)")
        let named = try TemporaryFile("before,after\n0,1\n0,1\n0,0\n")
        #expect(try CommandRun(["stepped-wedge", "power", "--design", named.path] + power).status == 0)
    }

    /// What a balanced allocation accepts is the list of a permutation test.
    @Test func acceptableAllocationsAreATestsOrders() throws {
        let wards = try TemporaryFile("cluster,beds\n1,10\n2,20\n3,35\n4,40\n5,55\n6,60\n")
        let (list, data) = (try TemporaryFile(name: "orders.csv"), try TemporaryFile(name: "wedge.csv"))
        let design = try CommandRun(
            "stepped-wedge", "design", "--sequences", "3", "--clusters", wards.path, "--balance", "beds",
            "--share", "0.3", "--allocations", list.path, "--output", data.path)
        #expect(design.status == 0, "\(design.error)")
        var rows = "cluster,period,treatment,y\n"
        for line in try String(contentsOf: data.url, encoding: .utf8).split(separator: "\n").dropFirst() {
            let cells = line.split(separator: ",")
            for period in 1...4 {
                let treated = cells[period + 1] == "1" ? 1 : 0
                rows +=
                    "\(cells[0]),\(period),\(treated),\(period + 3 * treated + period * line.utf8.count % 5)\n"
            }
        }
        let run = try CommandRun(
            [
                "stepped-wedge", "fit", "-", "--outcome", "y", "--cluster", "cluster", "--period", "period",
                "--treatment", "treatment", "--method", "permutation", "--allocations", list.path, "--format",
                "json",
            ], input: rows)
        #expect(run.status == 0, "\(run.error)")
        let test = (try run.json()["diagnostics"] as? [[String: Any]])?.first
        let orders = try String(contentsOf: list.url, encoding: .utf8).split(separator: "\n")
        #expect(orders[0] == "1,2,3,4,5,6" && orders.count > 20 && orders.count < 40)
        #expect(test?["draws"] as? Int == orders.count - 1)
        let free = try CommandRun(
            "stepped-wedge", "design", "--sequences", "3", "--clusters-per-sequence", "2", "--allocations",
            list.path)
        #expect(free.status == 64)
    }
}
