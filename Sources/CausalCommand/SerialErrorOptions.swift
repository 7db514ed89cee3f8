import ArgumentParser
import Causal

/// How the errors of an interrupted series follow each other in time.
struct SerialErrorOptions: ParsableArguments {
    @Option(
        help: "ols, newey-west, prais-winsten, cochrane-orcutt, gls or arima: how errors correlate over time."
    )
    var errors: Errors = .ols

    @Option(help: "The last lag that counts, for newey-west (default: estimated).")
    var lag: Int?

    @Option(help: "The order of autoregression, for prais-winsten, cochrane-orcutt and gls (default: 1).")
    var ar: Int?

    @Option(help: "p,d,q for arima, or auto; p,0,q for gls.")
    var order: String?

    @Option(help: "P,D,Q of the season, for arima; --period tells its length.")
    var seasonal: String?

    @Option(help: "reml or ml, for gls.")
    var method: Method?

    @Option(help: "t, satterthwaite or kenward-roger, for gls.")
    var inference: SerialInference = .t

    enum Errors: String, ExpressibleByArgument, CaseIterable {
        case ols, gls, arima
        case neweyWest = "newey-west"
        case praisWinsten = "prais-winsten"
        case cochraneOrcutt = "cochrane-orcutt"
    }

    enum Method: String, ExpressibleByArgument, CaseIterable { case reml, ml }

    /// The process that was asked for; nil where the covariance alone answers correlation.
    func process(period: Int?) throws(CausalError) -> SerialErrors? {
        try check()
        switch errors {
        case .ols, .neweyWest: return nil
        case .praisWinsten: return .praisWinsten(order: ar ?? 1)
        case .cochraneOrcutt: return .cochraneOrcutt(order: ar ?? 1)
        case .gls:
            let orders =
                try order.map { (text) throws(CausalError) in try three(text, "--order") } ?? [ar ?? 1, 0, 0]
            guard orders[1] == 0 else {
                throw CausalError(
                    .badArgument, "gls takes no differences", value: order, remedy: "Use --errors arima.")
            }
            return .generalisedLeastSquares(ar: orders[0], ma: orders[2], isRestricted: method != .ml)
        case .arima: return try arima(period)
        }
    }

    /// The covariance of independent errors' fits.
    var covariance: LinearCovariance? { errors == .neweyWest ? .neweyWest(lag: lag) : nil }

    /// How each of many series is judged.
    func seriesErrors(_ process: SerialErrors?) -> SeriesErrors {
        guard let process else { return errors == .neweyWest ? .neweyWest(lag: lag) : .independent }
        return .following(process, inference)
    }

    private func arima(_ period: Int?) throws(CausalError) -> SerialErrors {
        if order == "auto" {
            guard seasonal == nil else {
                throw CausalError(
                    .badArgument, "--order auto searches orders without a seasonal part", value: seasonal,
                    remedy: "Add --season harmonics:2 instead of --seasonal, or name the order.")
            }
            return .automatic
        }
        let plain = try order.map { (text) throws(CausalError) in try three(text, "--order") } ?? [1, 0, 0]
        let season =
            try seasonal.map { (text) throws(CausalError) in try three(text, "--seasonal") } ?? [0, 0, 0]
        return .arima(
            SerialOrder(
                ar: plain[0], differences: plain[1], ma: plain[2], seasonalAR: season[0],
                seasonalDifferences: season[1], seasonalMA: season[2], period: period ?? 1))
    }

    private func three(_ text: String, _ option: String) throws(CausalError) -> [Int] {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0.trimming(" ")) }
        let numbers = parts.compactMap { $0 }
        guard parts.count == 3, numbers.count == 3, numbers.allSatisfy({ (0...100).contains($0) }) else {
            throw CausalError(
                .badArgument, "\(option) is three whole numbers such as 1,0,1", value: text)
        }
        return numbers
    }

    private func check() throws(CausalError) {
        let recursive = errors == .praisWinsten || errors == .cochraneOrcutt
        try allow(lag != nil, errors == .neweyWest, "--lag belongs to newey-west", "Add --errors newey-west.")
        try allow(
            ar != nil, recursive || (errors == .gls && order == nil),
            "--ar belongs to prais-winsten, cochrane-orcutt or gls without --order",
            "For arima name --order p,d,q.")
        try allow(
            order != nil, errors == .gls || errors == .arima, "--order belongs to gls or arima",
            "Add --errors arima.")
        try allow(seasonal != nil, errors == .arima, "--seasonal belongs to arima", "Add --errors arima.")
        try allow(method != nil, errors == .gls, "--method belongs to gls", "Add --errors gls.")
        try allow(
            inference != .t, errors == .gls, "--inference \(inference.rawValue) belongs to gls",
            "Add --errors gls.")
    }

    private func allow(
        _ given: Bool, _ fits: Bool, _ message: String, _ remedy: String
    ) throws(CausalError) {
        guard !given || fits else { throw CausalError(.badArgument, message, remedy: remedy) }
    }
}

extension SerialInference: ExpressibleByArgument {}
