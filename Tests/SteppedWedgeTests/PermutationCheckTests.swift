import SteppedWedge
import Testing

/// What no order of crossing can be told of is refused with a reason.
@Suite struct PermutationCheckTests {
    private func code(
        _ treatment: [[Double?]], contrast: TrialContrast = .fixedEffects, allowed: AllowedAllocations = .all,
        change: (inout SteppedWedge, inout PermutationAnalysis) -> Void = { _, _ in }
    ) throws -> CausalError.Code? {
        var (c, t, x, y): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
        for (cluster, row) in treatment.enumerated() {
            for case (let period, let value?) in row.enumerated() {
                c.append(Double(cluster + 1))
                t.append(Double(period + 1))
                x.append(value)
                y.append(Double((cluster * 7 + period * 5 + cluster * period) % 11))
            }
        }
        let table = try DataTable([Column("c", c), Column("t", t), Column("x", x), Column("y", y)])
        var model = SteppedWedge(outcome: "y", cluster: "c", period: "t", treatment: "x")
        var analysis = PermutationAnalysis(contrast, allowed: allowed)
        change(&model, &analysis)
        do throws(CausalError) {
            _ = try model.permutationTest(table, analysis).estimates()
            return nil
        } catch { return error.code }
    }

    private let wedge: [[Double?]] = [[0, 1, 1, 1], [0, 1, 1, 1], [0, 0, 1, 1], [0, 0, 0, 1]]

    @Test func impossibleSchedulesAreRefused() throws {
        #expect(try code(wedge) == nil)
        #expect(try code([[0, 1, 0, 1], [0, 0, 1, 1], [0, 0, 0, 1]]) == .badPanel)
        #expect(try code([[0, 1, 1], [0, 1, 1], [0, 1, 1]]) == .notIdentified)
        #expect(try code([[0, 1, nil, nil], [nil, nil, 0, 1]]) == .notIdentified)
        #expect(try code([[0, nil, 1, 1], [0, 0, 0, 1], [0, 0, 1, 1]]) == .badPanel)
        #expect(try code([[0, 0.5, 1, 1], [0, 0, 0.5, 1], [0, 0, 0, 1]]) == .badPanel)
        #expect(try code([[0, 0, 1, 1]]) == .tooFewRows)
        #expect(try code([[0, 1, 1], [0, 0, 1]], contrast: .thompson) == .notIdentified)
    }

    @Test func partsOfOtherModelsAreRefused() throws {
        #expect(try code(wedge) { model, _ in model.time = .linear } == .badArgument)
        #expect(try code(wedge) { model, _ in model.effect = .exposureTime } == .badArgument)
        #expect(try code(wedge) { model, _ in model.covariates = "t" } == .badArgument)
        #expect(try code(wedge) { model, _ in model.individual = "c" } == .badArgument)
        #expect(try code(wedge) { _, analysis in analysis.draws = 0 } == .badArgument)
        #expect(
            try code(wedge, contrast: .thompson) { _, analysis in analysis.weighting = .size } == .badArgument
        )
    }

    @Test func listsHaveToFit() throws {
        let names = ["1", "2", "3", "4"]
        func listed(_ names: [String], _ starts: [String?]...) -> AllowedAllocations {
            .listed(clusters: names, starts: starts)
        }
        #expect(try code(wedge, allowed: listed(names, ["2", "2", "3", "4"], ["4", "2", "3", "2"])) == nil)
        #expect(try code(wedge, allowed: listed(names, ["4", "2", "3", "2"])) == .badArgument)
        #expect(try code(wedge, allowed: listed(["1", "2", "3", "9"], ["2", "2", "3", "4"])) == .badValue)
        #expect(try code(wedge, allowed: listed(["1", "2", "3", "3"], ["2", "2", "3", "4"])) == .badValue)
        #expect(try code(wedge, allowed: listed(names, ["2", "2", "3", "7"])) == .badValue)
        #expect(try code(wedge, allowed: listed(names)) == .badArgument)
    }
}
