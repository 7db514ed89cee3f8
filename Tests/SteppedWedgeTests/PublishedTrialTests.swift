import OracleSupport
import SteppedWedge
import Testing

/// Numbers that R packages print for published data.
@Suite("Stepped-wedge trials: published numbers", .enabled(if: ReferenceData.isAvailable))
struct PublishedTrialTests {
    private func small(_ correlation: TrialCorrelation, _ kind: LikelihoodKind = .reml) throws
        -> MixedModelFit
    {
        try SteppedWedge(
            outcome: "y_con", cluster: "id", period: "period", treatment: "treatment",
            correlation: correlation
        ).fit(ReferenceData.table("geeCRT_sampleSWCRTSmall.csv"), kind)
    }

    @Test func smallTrialNested() throws {
        let fit = try small(.nestedExchangeable)
        #expect(abs(fit.criterion - 1034.484116) < 6e-7)
        let parts = Dictionary(uniqueKeysWithValues: fit.variance)
        #expect(abs((parts["cluster.period"] ?? 0) - 0.02883373) < 6e-8)
        #expect(abs((parts["cluster"] ?? 0) - 0.03186454) < 6e-8)
        #expect(abs((parts["residual"] ?? 0) - 0.87735953) < 6e-8)
        let plain = try fit.estimates(.satterthwaite)["treatment"]
        #expect(abs(plain.estimate + 0.1836200) < 6e-8 && abs(plain.standardError - 0.1860774) < 6e-8)
        #expect(abs((plain.degreesOfFreedom ?? 0) - 50.7034) < 1e-3)
        let kr = try fit.estimates(.kenwardRoger)["treatment"]
        #expect(abs(kr.standardError - 0.1944827) < 6e-8 && abs((kr.degreesOfFreedom ?? 0) - 46.9176) < 6e-5)
    }

    @Test func smallTrialExchangeable() throws {
        let reml = try small(.exchangeable)
        #expect(abs(reml.criterion - 1035.349864) < 6e-7)
        let row = try reml.estimates(.normal)["treatment"]
        #expect(abs(row.estimate + 0.1796421) < 6e-8 && abs(row.standardError - 0.1726840) < 6e-8)
        let ml = try small(.exchangeable, .ml).estimates(.normal)["treatment"]
        #expect(abs(ml.estimate + 0.1826305) < 6e-8 && abs(ml.standardError - 0.1702307) < 6e-8)
    }

    @Test func smallTrialDecay() throws {
        let fit = try small(.decay)
        #expect(abs(fit.criterion - 1034.8339) < 6e-5)
        let row = try fit.estimates(.normal)["treatment"]
        #expect(abs(row.estimate + 0.18572936) < 1e-8 && abs(row.standardError - 0.18266009) < 1e-8)
        #expect(abs((fit.variance.first { $0.name == "decay" }?.value ?? 0) - 0.74878269) < 1e-8)
    }

    /// lme4 stopped a little before the optimum here: taken to the last digits it agrees to 1e-8.
    @Test func exampleTrial() throws {
        var model = SteppedWedge(
            outcome: "outcome_cont", cluster: "cluster", period: "period", treatment: "trt")
        let table = try ReferenceData.table("steppedwedge_sw_data_example.csv")
        let fit = try model.fit(table)
        let plain = try fit.estimates(.normal)["treatment"]
        #expect(abs(plain.estimate - 0.52240778) < 1e-6 && abs(plain.standardError - 0.0741511) < 1e-6)
        let kr = try fit.estimates(.kenwardRoger)["treatment"]
        #expect(abs(kr.standardError - 0.07630174) < 1e-6 && abs((kr.degreesOfFreedom ?? 0) - 81.508) < 2e-2)
        model.effect = .exposureTime
        let over = try model.fit(table).estimates(.normal)
        let expected = [0.50355722, 0.56482053, 0.49482487, 0.56318719, 0.4872381]
        for (k, value) in expected.enumerated() {
            #expect(abs(over["exposure.\(k + 1)"].estimate - value) < 1e-6)
        }
        #expect(abs(over["treatment"].estimate - 0.52272558) < 1e-6)
        #expect(abs(over["treatment"].standardError - 0.10072203) < 1e-6)
        #expect(over["long-term"].estimate == over["exposure.5"].estimate)
    }

    /// A random intercept and a random slope of days: subjects are clusters, days the treatment.
    @Test func sleepStudy() throws {
        let model = SteppedWedge(
            outcome: "Reaction", cluster: "Subject", period: "step", treatment: "Days",
            correlation: .randomTreatment, time: .linear)
        // One period: the intercept and days are the fixed effects.
        let table = try ReferenceData.table("lme4_sleepstudy.csv")
        let step = Column("step", Array(repeating: 1.0, count: table.rowCount))
        let whole = try DataTable(table.columns + [step])
        let ml = try model.fit(whole, .ml)
        #expect(abs(ml.criterion - 1751.93934446) < 6e-9)
        let reml = try model.fit(whole)
        #expect(abs(reml.criterion - 1743.6283) < 6e-5)
        let row = try reml.estimates(.kenwardRoger)["treatment"]
        #expect(abs(row.estimate - 10.46728596) < 1e-7 && abs((row.degreesOfFreedom ?? 0) - 17) < 1e-6)
    }
}
