import Regression

extension SegmentedFit {
    /// Tests of the residuals' autocorrelation, for a single unweighted series: Durbin–Watson (least squares only), Ljung–Box,
    /// Breusch–Godfrey and Cumby–Huizinga, with the autocorrelations.
    ///
    /// The lags run to twice the season, or to 10, at most a fifth of the periods. Residuals of counts and shares are Pearson's.
    var autocorrelationTests: [Diagnostic] {
        guard let residuals = residualsInTime, !regression.isPerfect else { return [] }
        let lags = lagsTested(residuals.count)
        var tests: [Diagnostic] = []
        if design.model.link == .identity, design.model.family == nil { tests += leastSquaresTests(lags) }
        guard let found = Autocorrelations(residuals, lags: lags) else { return tests }
        let test = found.ljungBox
        tests.append(
            Diagnostic(
                "ljung-box",
                [
                    .init("statistic", .number(test.statistic)), .init("df", .integer(test.df)),
                    .init("p.value", .number(test.pValue)),
                    .init("autocorrelations", .array(found.values.map(JSONValue.number))),
                    .init("partial", .array(found.partial.map(JSONValue.finite))),
                ]))
        return tests
    }

    /// The tests that need the columns.
    private func leastSquaresTests(_ lags: Int) -> [Diagnostic] {
        let order = orderInTime
        let residuals = order.map { regression.residuals[$0] }
        let columns = regression.designColumns.map { column in order.map { column[$0] } }
        var tests: [Diagnostic] = []
        if let watson = DurbinWatson(residuals, columns: columns, intercept: regression.hasIntercept) {
            tests.append(
                Diagnostic(
                    "durbin-watson",
                    [.init("statistic", .number(watson.statistic))]
                        + (watson.pValue.map { [.init("p.value", .number($0))] } ?? [])))
        }
        if let godfrey = BreuschGodfrey(
            residuals, columns: columns, intercept: regression.hasIntercept, lags: lags)
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
        if let test = CumbyHuizinga(residuals, columns: whole, lags: lags) {
            tests.append(Diagnostic("cumby-huizinga", test.members + [atEachLag(residuals, whole, lags)]))
        }
        return tests
    }

    /// Each lag alone, where those before it may be correlated.
    private func atEachLag(_ residuals: [Double], _ columns: [[Double]], _ lags: Int) -> JSONValue.Member {
        let tests = (1...lags).map { lag -> JSONValue in
            let test = CumbyHuizinga(residuals, columns: columns, order: lag - 1, lags: 1)
            return .object(
                [.init("lag", .integer(lag))]
                    + (test?.members ?? [.init("statistic", .null), .init("p.value", .null)]))
        }
        return .init("lags", .array(tests))
    }

    /// Twice the season, or 10; at most a fifth of the periods.
    private func lagsTested(_ count: Int) -> Int {
        let wanted = design.segments.season.map { 2 * $0.period } ?? 10
        return max(1, min(wanted, count / 5))
    }

    /// The rows in order of time.
    var orderInTime: [Int] {
        design.times.indices.sorted { (design.times[$0], $0) < (design.times[$1], $1) }
    }

    /// Residuals in order of time (Pearson's for counts and shares); nil with several units, weights, or fewer than 8 periods.
    private var residualsInTime: [Double]? {
        guard design.model.groups == nil, design.model.weights == nil, design.times.count >= 8 else {
            return nil
        }
        let (residuals, weights) = (regression.residuals, regression.weights)
        guard let weights else { return orderInTime.map { residuals[$0] } }
        return orderInTime.map { residuals[$0] * weights[$0].squareRoot() }
    }

    /// What the residuals and the series' length say of the method chosen.
    ///
    /// Source: Turner, Forbes, Karahalios, Taljaard & McKenzie (2021), BMC Medical Research Methodology 21: least squares below
    /// 12 points, restricted likelihood from there on.
    func methodNotes(_ covariance: LinearCovariance?, _ tests: [Diagnostic]) -> [String] {
        guard residualsInTime != nil || design.times.count < 8 else { return [] }
        let periods = Set(design.times).count
        var notes: [String] = []
        if periods < 12 {
            notes.append(
                "\(periods) periods are few: autocorrelation can be neither seen nor corrected for below about 12, "
                    + "and least squares is then the least bad choice (Turner et al. 2021). Read the interval as too narrow."
            )
        }
        let test = tests.first { $0.name == "breusch-godfrey" } ?? tests.first { $0.name == "ljung-box" }
        guard covariance == nil, periods >= 12, let p = test?["p.value"]?.double, p < 0.05 else {
            return notes
        }
        notes.append(
            "The residuals are autocorrelated (\(test?.name ?? "") \(p.asPValue)): errors that take periods as independent are too "
                + "small. "
                + (design.model.family == nil
                    ? "Use --errors gls (restricted likelihood), or --errors newey-west."
                    : "Use --errors newey-west."))
        return notes
    }
}

extension Double {
    /// Two digits of a p-value.
    fileprivate var asPValue: String {
        self < 0.001 ? "p < .001" : "p = " + ((self * 1000).rounded() / 1000).shortestDecimal
    }
}
