import OracleSupport
import Testing

@testable import SteppedWedge

/// What must hold for any data, and models that a trial's options do not write.
@Suite struct MixedModelPropertyTests {
    private func model(_ correlation: TrialCorrelation) -> SteppedWedge {
        SteppedWedge(
            outcome: "y", cluster: "cluster", period: "period", treatment: "treatment",
            correlation: correlation, covariates: "age")
    }

    /// The order of the rows, a change of units, and the number of threads.
    @Test(arguments: [TrialCorrelation.nestedExchangeable, .decay, .randomTreatment])
    func ordersUnitsAndThreadsDoNotMatter(correlation: TrialCorrelation) throws {
        let table = try Trials.table("incomplete")
        let plain = try model(correlation).fit(table).estimates(.kenwardRoger)
        let row = plain["treatment"]
        let turned = try DataTable(
            table.columns.map { Column($0.name, try numbers($0).reversed() as [Double]) })
        let other = try model(correlation).fit(turned).estimates(.kenwardRoger)["treatment"]
        #expect(agree(other.estimate, row.estimate, relative: 1e-9))
        #expect(agree(other.degreesOfFreedom ?? 0, row.degreesOfFreedom ?? 0, relative: 1e-7))
        let scaled = try DataTable(
            table.columns.map { column in
                Column(column.name, try numbers(column).map { column.name == "y" ? 1e6 * $0 + 5e7 : $0 })
            })
        let large = try model(correlation).fit(scaled).estimates(.kenwardRoger)["treatment"]
        #expect(agree(large.estimate, 1e6 * row.estimate, relative: 1e-7))
        #expect(agree(large.standardError, 1e6 * row.standardError, relative: 1e-7))
        Parallel.threads = 1
        let single = try model(correlation).fit(table).estimates(.kenwardRoger)
        Parallel.threads = 0
        #expect(single == plain)
    }

    private func numbers(_ column: Column) throws -> [Double] {
        if let numbers = column.numbers { return numbers }
        return (0..<column.count).map { Double($0) }
    }

    /// A random intercept alone, without a treatment: lme4's dyestuff.
    @Test(.enabled(if: ReferenceData.isAvailable))
    func dyestuff() throws {
        let table = try ReferenceData.table("lme4_dyestuff.csv")
        let batch = try Sample(table).factor("Batch")
        let yield = try table.numbers("Yield")
        let counts = batch.levelCounts.map(Double.init)
        var means = [Double](repeating: 0, count: counts.count)
        for (row, code) in batch.codes.enumerated() { means[Int(code)] += yield[row] / counts[Int(code)] }
        let within = zip(batch.codes, yield).reduce(0) {
            $0 + ($1.1 - means[Int($1.0)]) * ($1.1 - means[Int($1.0)])
        }
        let groups = counts.count
        let cells = CellModel(
            starts: Array(0...groups), counts: counts, indicators: Array(repeating: 0, count: groups),
            indicatorCount: 1, restWidth: 1, rest: means.map { $0 - 1500 },
            within: [within] + Array(repeating: 0, count: groups - 1), pooled: [within],
            periods: Array(repeating: 0, count: groups), times: Array(repeating: 0, count: groups),
            treatment: Array(repeating: 0, count: groups), rowCount: yield.count, isPlain: true, cohort: nil,
            logCounts: counts.reduce(0) { $0 + Logarithm.of($1) })
        let covariance = CovarianceModel(correlation: .exchangeable, hasIndividuals: false)
        for (kind, expected) in [(LikelihoodKind.ml, 327.32705988), (.reml, 319.65427684)] {
            let search = try LikelihoodSearch(
                LikelihoodCriterion(cells: cells, covariance: covariance, kind: kind))
            #expect(abs(search.criterion - expected) < 6e-9)
        }
    }

    /// Splines of as many coefficients as times are the effects by exposure; of one, the immediate effect.
    @Test func splinesLieBetweenTheOtherEffects() throws {
        let table = try Trials.table("random")
        var model = model(.nestedExchangeable)
        func treatment(_ effect: TreatmentEffect) throws -> Estimate {
            model.effect = effect
            return try model.fit(table).estimates(.normal)["treatment"]
        }
        let saturated = try treatment(.exposureTime)
        let spline = try treatment(.spline(coefficients: 4))
        #expect(agree(spline.estimate, saturated.estimate, relative: 1e-8))
        let one = try treatment(.spline(coefficients: 1))
        #expect(agree(one.estimate, try treatment(.immediate).estimate, relative: 1e-8))
        model.effect = .immediate
        let plain = try model.fit(table, .ml)
        model.effect = .exposureTime
        let test = try model.fit(table, .ml).likelihoodRatio(against: plain)
        #expect(test.restrictions == 3 && test.statistic > 0)
    }
}
