import Regression

extension SegmentedFit {
    /// Tests of the residuals' autocorrelation, without weights: Durbin–Watson (least squares only), Ljung–Box, Breusch–Godfrey and
    /// Cumby–Huizinga, with the autocorrelations. Of several units the lags stay within each.
    ///
    /// The lags run to twice the season, or to 10, at most to 40 and a fifth of the periods. Residuals of counts and shares are Pearson's.
    var autocorrelationTests: [Diagnostic] {
        guard !regression.isPerfect, let (order, residuals) = orderedResiduals else { return [] }
        let lags = design.lagsTested(order.longest)
        let isLeastSquares = design.model.link == .identity && design.model.family == nil
        let tests = isLeastSquares ? leastSquaresTests(order, residuals, lags) : []
        guard let found = Autocorrelations(residuals, places: order.places, lags: lags) else { return tests }
        return tests + [found.diagnostic()]
    }

    /// The tests that need the columns.
    private func leastSquaresTests(_ order: SeriesOrder, _ residuals: [Double], _ lags: Int) -> [Diagnostic] {
        let columns = regression.designColumns.map(order.picked)
        var tests: [Diagnostic] = []
        if let watson = DurbinWatson(
            residuals, places: order.places, columns: columns, intercept: regression.hasIntercept)
        {
            tests.append(
                Diagnostic(
                    "durbin-watson",
                    [.init("statistic", .number(watson.statistic))]
                        + (watson.pValue.map { [.init("p.value", .number($0))] } ?? [])))
        }
        if let godfrey = BreuschGodfrey(
            residuals, places: order.places, columns: columns, intercept: regression.hasIntercept, lags: lags)
        {
            tests.append(
                Diagnostic(
                    "breusch-godfrey",
                    [
                        .init("statistic", .number(godfrey.statistic)), .init("df", .integer(godfrey.df)),
                        .init("p.value", .number(godfrey.pValue)),
                    ]))
        }
        let whole = (regression.hasIntercept ? [Array(repeating: 1, count: residuals.count)] : []) + columns
        if let test = CumbyHuizinga(residuals, columns: whole, lags: lags, places: order.places) {
            let each = atEachLag(residuals, whole, order.places, lags)
            tests.append(Diagnostic("cumby-huizinga", test.members + [each]))
        }
        return tests
    }

    /// Each lag alone, where those before it may be correlated.
    private func atEachLag(
        _ residuals: [Double], _ columns: [[Double]], _ places: [Int], _ lags: Int
    ) -> JSONValue.Member {
        let tests = (1...lags).map { lag -> JSONValue in
            let test = CumbyHuizinga(residuals, columns: columns, order: lag - 1, lags: 1, places: places)
            return .object(
                [.init("lag", .integer(lag))]
                    + (test?.members ?? [.init("statistic", .null), .init("p.value", .null)]))
        }
        return .init("lags", .array(tests))
    }

    /// The rows in order of time.
    var orderInTime: [Int] {
        design.times.indices.sorted { (design.times[$0], $0) < (design.times[$1], $1) }
    }

    /// More rows are not tested: every test would be sure of the smallest autocorrelation.
    private static let mostRows = 20_000

    /// Residuals in order of unit and time (Pearson's for counts and shares); nil with weights, in series of fewer than 8
    /// periods, and for more than 20,000 rows.
    private var orderedResiduals: (order: SeriesOrder, residuals: [Double])? {
        let count = regression.residuals.count
        guard design.model.weights == nil, (8...SegmentedFit.mostRows).contains(count) else { return nil }
        let order = SeriesOrder(design)
        guard order.longest >= 8 else { return nil }
        let residuals = order.picked(regression.residuals)
        guard let weights = regression.weights else { return (order, residuals) }
        return (order, zip(residuals, order.picked(weights)).map { $0 * $1.squareRoot() })
    }

    /// What the residuals and the series' length say of the method chosen.
    ///
    /// Source: Turner, Forbes, Karahalios, Taljaard & McKenzie (2021), BMC Medical Research Methodology 21: least squares below
    /// 12 points, restricted likelihood from there on.
    func methodNotes(vcov: String?, _ tests: [Diagnostic]) -> [String] {
        let periods = Set(design.times).count
        var notes: [String] = []
        if periods < 12 {
            notes.append(
                "\(periods) periods are few: autocorrelation can be neither seen nor corrected for below about 12, "
                    + "and least squares is then the least bad choice (Turner et al. 2021). Read the interval as too narrow."
            )
        }
        if vcov == "newey-west", periods <= 100 {
            notes.append(
                "Newey–West errors are too small in series this short: with \(periods) periods a true hypothesis is rejected several "
                    + "times as often as it should be (Docs/SeriesRejection.md). Use \(design.betterErrors)."
            )
        }
        guard vcov == "iid", periods >= 12, let (test, p) = autocorrelation(tests) else { return notes }
        notes.append(
            "The residuals are autocorrelated (\(test) \(p.asPValue)): errors that take periods as independent are too "
                + "small. Use \(design.betterErrors).")
        return notes
    }
}

extension SegmentedFit {
    /// The test that finds autocorrelation: Breusch and Godfrey's at 5 %, or another at 1 %, for many lags dilute it;
    /// Ljung and Box's at 5 % where it stands alone, as for counts.
    private func autocorrelation(_ tests: [Diagnostic]) -> (name: String, pValue: Double)? {
        let alone = !tests.contains { $0.name == "breusch-godfrey" }
        let limits = [("breusch-godfrey", 0.05), ("durbin-watson", 0.01), ("ljung-box", alone ? 0.05 : 0.01)]
        for (name, limit) in limits {
            guard let p = tests.first(where: { $0.name == name })?["p.value"]?.double, p < limit else {
                continue
            }
            return (name, p)
        }
        return nil
    }

    /// What independent Poisson counts would not show.
    func dispersionNotes(_ estimates: Estimates) -> [String] {
        guard design.model.family == .poisson, estimates.fact("vcov")?.text == "iid",
            let dispersion = estimates.fact("dispersion")?.double, dispersion > 1.5,
            design.times.count - design.parameterCount >= 5
        else { return [] }
        let factor = (dispersion.squareRoot() * 10).rounded() / 10
        return [
            "The counts vary more than Poisson's (dispersion \(((dispersion * 10).rounded() / 10).shortestDecimal)): the errors are about "
                + "\(factor.shortestDecimal) times too small. Use --family quasipoisson or negative-binomial."
        ]
    }
}

extension SegmentedDesign {
    /// The errors that keep their promise in Docs/SeriesRejection.md.
    var betterErrors: String {
        guard model.family != nil else { return "--errors gls --inference kenward-roger" }
        return Set(times).count < 48
            ? "--errors ols and read the interval as too narrow: in so few counts no correction does better"
            : "--errors prais-winsten (a working autoregression)"
    }

    /// Twice the season, or 10; at most 40 and a fifth of the periods.
    func lagsTested(_ periods: Int) -> Int {
        let wanted = segments.season.map { min(40, 2 * $0.period) } ?? 10
        return max(1, min(wanted, periods / 5))
    }
}

extension Double {
    /// Two digits of a p-value.
    fileprivate var asPValue: String {
        self < 0.001 ? "p < .001" : "p = " + ((self * 1000).rounded() / 1000).shortestDecimal
    }
}
