import InterruptedTimeSeries
import OracleSupport
import Testing

/// The series and numbers that Stata's itsa, Lopez Bernal et al. (2017) and a textbook have published.
@Suite("Interrupted time series: published numbers", .enabled(if: ReferenceData.isAvailable))
struct PublishedNumbersTests {
    /// Linden (2015): California's cigarette sales, a tax in 1989, Newey–West errors of lag 1.
    @Test func cigaretteSales() throws {
        let model = SegmentedRegression(
            outcome: "cigsale", time: "year", interventions: [.levelAndSlope(at: 1989)])
        let fit = try model.fit(try ReferenceData.table("itsa_cigsales_single.csv"))
        let answer = try fit.estimates(.neweyWest(lag: 1))
        #expect(close(answer["intercept"], 132.2258, 4.253054))
        #expect(close(answer["trend"], -1.779474, 0.3834188))
        #expect(close(answer["level"], -20.0581, 4.724395))
        #expect(close(answer["slope"], -1.494652, 0.4368201))
        // The trend after the tax, and the residuals' Durbin–Watson.
        let v = answer.covariance
        #expect(agree(answer["trend"].estimate + answer["slope"].estimate, -3.274126, relative: 1e-6))
        #expect(agree((v[1, 1] + 2 * v[1, 3] + v[3, 3]).squareRoot(), 0.2688039, relative: 1e-6))
        let watson = try #require(answer.diagnostic("durbin-watson")?["statistic"]?.double)
        #expect(agree(watson, 0.5352418, relative: 1e-6))
        let effect = try fit.effect(at: 2000, .neweyWest(lag: 1))
        #expect(close(effect.effect, -36.49927, 7.903359))
        #expect(agree(effect.counterfactual.estimate, 78.84158, relative: 1e-6))
        #expect(close(effect.relative, -0.4629444, 0.05528165))
        #expect(close(effect.cumulative, -339.3442, 72.6168))
    }

    /// The same by full likelihood with AR(1) errors; restricted likelihood runs to the edge.
    @Test func cigaretteSalesByLikelihood() throws {
        let model = SegmentedRegression(
            outcome: "cigsale", time: "year", interventions: [.levelAndSlope(at: 1989)])
        let design = try model.design(try ReferenceData.table("itsa_cigsales_single.csv"))
        let fit = try design.fit(.generalisedLeastSquares(isRestricted: false))
        #expect(agree(fit.process[0], 0.923463675, relative: 1e-6))
        let level = try fit.estimates()["level"]
        #expect(agree(level.estimate, -6.23600611, relative: 1e-6))
        #expect(agree(level.standardError, 2.747290199, relative: 1e-6))
        #expect(try design.fit(.generalisedLeastSquares()).isAtBoundary)
    }

    /// Lopez Bernal et al. (2017): Sicily's smoking ban.
    @Test func smokingBan() throws {
        let table = try ReferenceData.table("sicily.csv")
        var model = SegmentedRegression(
            outcome: "aces", time: "time", interventions: [.level(at: 37)], family: .poisson,
            offset: "log(stdpop)")
        #expect(ratio(try model.fit(table).estimates(), 0.894377, 0.864686, 0.925086))
        model.family = .quasipoisson
        #expect(ratio(try model.fit(table).estimates(), 0.894377, 0.839189, 0.953193))
        model.season = .harmonics(2, period: 12)
        #expect(ratio(try model.fit(table).estimates(), 0.885072, 0.839401, 0.933227))
        // The published test of the slope compares deviances, F = (D₀ − D₁)/φ₁.
        let without = try likelihood(model.fit(table))
        model.interventions = [.levelAndSlope(at: 37)]
        let fit = try model.fit(table)
        let with = try likelihood(fit)
        // Its slope counts from the month before the ban, so that its level is the line a month before ours.
        let terms = fit.regression.coefficients
        let (level, slope) = (terms[2], terms[3])
        // log 0.876464, a number of six decimals.
        #expect(abs(level - slope + 0.1318596) < 6e-7)
        let statistic = (without.deviance - with.deviance) / with.dispersion
        #expect(abs(FisherF(df1: 1, df2: 51).survival(statistic) - 0.4279) < 5e-5)
    }

    private func likelihood(_ fit: SegmentedFit) throws -> GeneralisedLinearFit {
        try #require(fit.regression as? GeneralisedLinearFit)
    }

    /// The textbook counts time from 1 and the months after the change from 1: its intercept is the value a month
    /// before the first, its level the effect a month before the change.
    @Test func textbookSeries() throws {
        let model = SegmentedRegression(
            outcome: "y", time: "month", interventions: [.levelAndSlope(at: 13)])
        let answer = try model.fit(try ReferenceData.table("green_its24.csv")).estimates()
        #expect(rounded(answer, [1, -1, 0, 0]) == [525606, 22450])
        #expect(rounded(answer, [0, 1, 0, 0]) == [-3427, 3050])
        #expect(rounded(answer, [0, 0, 1, -1]) == [96876, 29940])
        #expect(rounded(answer, [0, 0, 0, 1]) == [17832, 4314])
    }

    /// A linear combination and its standard error in units of 1e-4.
    private func rounded(_ answer: Estimates, _ weights: [Double]) -> [Int] {
        var value = 0.0
        var variance = 0.0
        for i in weights.indices {
            value += weights[i] * answer.rows[i].estimate
            for j in weights.indices { variance += weights[i] * weights[j] * answer.covariance[i, j] }
        }
        return [value, variance.squareRoot()].map { Int(($0 * 1e4).rounded()) }
    }

    private func close(_ row: Estimate, _ estimate: Double, _ error: Double) -> Bool {
        agree(row.estimate, estimate, relative: 1e-6) && agree(row.standardError, error, relative: 1e-6)
    }

    private func ratio(_ answer: Estimates, _ value: Double, _ low: Double, _ high: Double) -> Bool {
        let values = ["ratio", "ratio.low", "ratio.high"].compactMap { answer["level"].label($0)?.double }
        return zip(values, [value, low, high]).allSatisfy { abs($0 - $1) < 2e-6 } && values.count == 3
    }
}

extension Estimate {
    fileprivate func label(_ name: String) -> JSONValue? { labels.first { $0.name == name }?.value }
    fileprivate var ratio: Double { label("ratio")?.double ?? .nan }
}
