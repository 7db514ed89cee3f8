import OracleSupport
import Regression
import Testing

/// Numbers that others have published, on their data.
///
/// Published numbers have few digits: a value agrees when it rounds to what was printed, which is tested as a
/// difference of at most half a unit in the last place given.
@Suite(.enabled(if: ReferenceData.isAvailable, "set CAUSAL_REFERENCE_DATA to the folder of published data"))
struct PublishedNumbers {
    private func fit(_ file: String, _ formula: String) throws -> LeastSquaresFit {
        try LeastSquares(formula).fit(ReferenceData.table(file))
    }

    private func close(_ value: Double, _ printed: Double, _ half: Double) -> Bool {
        abs(value - printed) <= half
    }

    @Test func grunfeldWithTwoAbsorbedFactors() throws {
        let fit = try fit("plm_grunfeld.csv", "inv ~ capital | firm + year")
        let iid = try fit.estimates()["capital"]
        #expect(close(iid.estimate, 0.4138018346, 5e-11))
        #expect(close(iid.standardError, 0.02597821176, 5e-12))
        let firm = try fit.estimates(.clustered(by: "firm"))
        #expect(close(firm["capital"].standardError, 0.06328129, 5e-9))
        #expect(firm.fact("parameters") == .integer(21))
        #expect(firm["capital"].degreesOfFreedom == 9)
    }

    @Test func grunfeldWithDummiesCountsAllOfThem() throws {
        let fit = try fit("plm_grunfeld.csv", "inv ~ capital + factor(firm) + factor(year)")
        let firm = try fit.estimates(.clustered(by: "firm"))
        #expect(close(firm["capital"].estimate, 0.4138018346, 5e-11))
        #expect(close(firm["capital"].standardError, 0.06493478, 5e-9))
        #expect(firm.fact("parameters") == .integer(30))
    }

    @Test func cigarettesPooled() throws {
        let fit = try fit("fem_cigar.csv", "Sales ~ Price")
        let iid = try fit.estimates()
        #expect(close(iid["(Intercept)"].estimate, 139.73446, 5e-6))
        // Printed with five decimals, the rest cut off: −0.2297469.
        #expect(close(iid["Price"].estimate, -0.22974, 1e-5))
        #expect(close(iid["(Intercept)"].standardError, 1.521269, 5e-7))
        #expect(close(iid["Price"].standardError, 0.0188963, 5e-8))
        let hc1 = try fit.estimates(.hc1)
        #expect(close(hc1["(Intercept)"].standardError, 1.686791, 5e-7))
        #expect(close(hc1["Price"].standardError, 0.0167042, 5e-8))
        #expect(close(try fit.estimates(.clustered(by: "State"))["Price"].standardError, 0.0379228, 5e-8))
        let both = try fit.estimates(.clustered(by: "State", "Year"))
        #expect(close(both["(Intercept)"].standardError, 6.196362, 5e-7))
        #expect(close(both["Price"].standardError, 0.0403469, 5e-8))
    }

    @Test func cigarettesWithAbsorbedStates() throws {
        let fit = try fit("fem_cigar.csv", "Sales ~ Price | State")
        #expect(close(try fit.estimates(.clustered(by: "Year"))["Price"].standardError, 0.0220563, 5e-8))
        #expect(close(try fit.estimates(.clustered(by: "State"))["Price"].standardError, 0.0357498, 5e-8))
        let both = try fit.estimates(.clustered(by: "State", "Year"))
        #expect(close(both["Price"].standardError, 0.0405335, 5e-8))
        let two = try self.fit("fem_cigar.csv", "Sales ~ Price | State + Year")
        #expect(close(try two.estimates()["Price"].estimate, -1.08471, 5e-6))
    }

    /// Californian cigarette sales after 1989, errors correlated over one year.
    @Test func cigarettesOfOneStateWithNeweyWest() throws {
        let fit = try fit(
            "itsa_cigsales_single.csv",
            "cigsale ~ I(year - 1970) + I(1 * (year >= 1989)) + I((year - 1989) * (year >= 1989))")
        let result = try fit.estimates(.neweyWest(lag: 1, time: "year"))
        let printed = [
            (132.2258, 4.253054), (-1.779474, 0.3834188), (-20.0581, 4.724395), (-1.494652, 0.4368201),
        ]
        for (row, (estimate, error)) in zip(result.rows, printed) {
            #expect(agree(row.estimate, estimate, relative: 5e-6), "\(row.term)")
            #expect(agree(row.standardError, error, relative: 5e-7), "\(row.term)")
            #expect(row.degreesOfFreedom == 27)
        }
        let (trend, slope) = (result.rows[1], result.rows[3])
        let variance = result.covariance[1, 1] + 2 * result.covariance[1, 3] + result.covariance[3, 3]
        #expect(close(trend.estimate + slope.estimate, -3.274126, 5e-7))
        #expect(close(variance.squareRoot(), 0.2688039, 5e-8))
    }

    /// NIST StRD Longley: nine digits at least of the certified values, in NIST's units.
    @Test func longley() throws {
        let fit = try fit(
            "longley.csv",
            "I(Employed*1000) ~ GNP.deflator + I(GNP*1000) + I(Unemployed*10) + I(Armed.Forces*10) "
                + "+ I(Population*1000) + Year")
        let rows = try fit.estimates().rows
        let certified = [
            -3482258.63459582, 15.0618722713733, -0.0358191792925910, -2.02022980381683, -1.03322686717369,
            -0.0511041056535807, 1829.15146461355,
        ]
        for (row, value) in zip(rows, certified) {
            #expect(agree(row.estimate, value, relative: 1e-9), "\(row.term): \(row.estimate)")
        }
        #expect(agree(rows[0].standardError, 890420.383607373, relative: 1e-9))
        #expect(agree(rows[6].standardError, 455.478499142212, relative: 1e-9))
        #expect(agree(fit.goodness.sigma, 304.854073561965, relative: 1e-9))
    }
}
