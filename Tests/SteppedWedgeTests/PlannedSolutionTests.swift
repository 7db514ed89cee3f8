import OracleSupport
import SteppedWedge
import Testing

/// Solving for clusters, sizes and effects, and what plans refuse.
@Suite("Solved plans") struct PlannedSolutionTests {
    private func plan(_ outcome: PlannedOutcome = .continuous(effect: 0.3, deviation: 1)) throws
        -> PlannedTrial
    {
        PlannedTrial(
            schedule: try .steppedWedge(sequences: 4, clustersPerSequence: 2), size: 20, outcome: outcome,
            dependence: PlannedDependence(.correlations(icc: 0.05, cac: 0.8)))
    }

    /// One cluster fewer in each sequence does not reach the power, and one person fewer does not either.
    @Test func clustersAndSizesAreLeast() throws {
        let clusters = try plan().solved(for: .clusters, power: 0.9)
        #expect(try clusters.power().power >= 0.9)
        let fewer = try Schedule.steppedWedge(
            sequences: 4, clustersPerSequence: clusters.schedule.clusterCount / 4 - 1)
        var trial = clusters
        trial.schedule = fewer
        #expect(try trial.power().power < 0.9)
        let size = try plan().solved(for: .size, power: 0.7)
        #expect(try size.power().power >= 0.7)
        var smaller = size
        smaller.sizes = .equal(size.sizes.mean - 1)
        #expect(try smaller.power().power < 0.7)
    }

    /// Effects are found to twelve digits in power, up and down, on every link.
    @Test func effectsReachThePower() throws {
        let means: [PlannedOutcome] = [
            .continuous(effect: -1, deviation: 2),
            .counted(PlannedMeans(.binomial, control: 0.2, treated: 0.3)),
            .counted(PlannedMeans(.binomial, control: 0.2, treated: 0.1, link: .logit, analysis: .marginal)),
            .counted(PlannedMeans(.poisson, control: 2, treated: 2, link: .log, analysis: .marginal)),
        ]
        for outcome in means {
            let solved = try plan(outcome).solved(for: .effect, power: 0.85)
            #expect(agree(try solved.power().power, 0.85, relative: 1e-10))
            #expect(try outcome.effect() < 0 ? solved.outcome.effect() < 0 : solved.outcome.effect() > 0)
        }
    }

    /// The inverse of the power function.
    @Test func ratiosInvertPowers() throws {
        for df in [nil, 3, 12.5] as [Double?] {
            let test = WaldPower(alpha: 0.01, degreesOfFreedom: df)
            let ratio = try #require(test.ratio(power: 0.8))
            #expect(agree(test.power(ratio: ratio), 0.8, relative: 1e-12))
            #expect(test.power(ratio: 0) - 0.01 < 1e-15)
        }
        #expect(WaldPower().ratio(power: 0.04) == nil)
    }

    /// Student's t has less power, and none without degrees of freedom.
    @Test func smallSamplesHaveLessPower() throws {
        var trial = try plan()
        let normal = try trial.power()
        trial.reference = .studentT
        let t = try trial.power()
        #expect(t.degreesOfFreedom == 2 && t.power < normal.power)
        trial.schedule = try .steppedWedge(sequences: 4)
        #expect(throws: CausalError.self) { try trial.power() }
        let solved = try trial.solved(for: .clusters, power: 0.8)
        #expect(try solved.power().power >= 0.8)
    }

    /// Sizes that vary cost power, and the answer depends on the seed alone.
    @Test func varyingSizes() throws {
        var trial = try plan()
        let equal = try trial.power().power
        trial.sizes = .varying(mean: 20, variation: 0.8)
        let varying = try trial.power(draws: 200, seed: 3)
        #expect(varying.power < equal && varying.allocations.count == 200)
        Parallel.threads = 1
        #expect(try trial.power(draws: 200, seed: 3) == varying)
        Parallel.threads = 0
        trial.sizes = .varying(mean: 20, variation: 0)
        #expect(agree(try trial.power().power, equal, relative: 1e-14))
    }

    /// A power that no size reaches is an error, and so is a wedge that time explains.
    @Test func impossiblePlansAreRefused() throws {
        #expect(code { try plan().solved(for: .size, power: 0.999_999) } == .notIdentified)
        #expect(code { try plan(.continuous(effect: 0, deviation: 1)).solved(for: .size) } == .badArgument)
        var trial = try plan()
        trial.schedule = try Schedule(
            periods: ["1", "2"],
            sequences: [TreatmentSequence("a", exposures: [0, 1], clusters: ["x", "y"])])
        #expect(code { try trial.power() } == .notIdentified)
        for dependence in [
            PlannedDependence(.correlations(icc: 1)), .init(.correlations(icc: -0.1)),
            .init(.correlations(icc: .nan)),
            .init(.correlations(icc: 0.1, cac: 1.1)), .init(.correlations(icc: 0.1, iac: 1)),
            .init(.correlations(icc: 0.1), decay: -1), .init(.deviations(cluster: -1)),
        ] {
            var bad = try plan()
            bad.dependence = dependence
            #expect(code { try bad.power() } == .badArgument)
        }
        var silent = try plan()
        silent.dependence = PlannedDependence(.correlations(icc: 0.05, cac: 0))
        #expect(try silent.estimates(silent.power()).notes.contains { $0.contains("CAC 0") })
    }

    /// Curves: one for each CAC, falling with the ICC at first; impossible values are gaps.
    @Test func curves() throws {
        let curves = try plan().curves(over: .icc, [0.01, 0.05, 1.5], by: .cac, [0.5, 1])
        #expect(curves.curves.count == 2 && curves.curves[0].power[2].isNaN)
        #expect(curves.curves[0].power[1] < curves.curves[1].power[1])
        let same = try plan().power().power
        #expect(try plan().curves(over: .clusters, [2]).curves[0].power[0] == same)
    }

    /// The corners and the diagonal of a wedge tell most; a cell that tells nothing has 1 (Kasza & Forbes 2019).
    @Test func informationOfCells() throws {
        let content = try plan().cellInformation().content
        #expect(content.count == 4 && content[0].count == 5)
        #expect(content.joined().allSatisfy { $0 >= 1 - 1e-12 })
        // The wedge is its own mirror image, turned about its centre.
        for (row, numbers) in content.enumerated() {
            for (column, number) in numbers.enumerated() {
                #expect(agree(number, content[3 - row][4 - column], relative: 1e-10))
            }
        }
    }

    private func code<T>(_ body: () throws -> T) -> CausalError.Code? {
        do { _ = try body() } catch { return (error as? CausalError)?.code }
        return nil
    }
}
