import Regression

extension SerialFit {
    /// The errors' process.
    var armaProcess: ArmaProcess {
        likelihood.map { $0.order.process(natural: process) } ?? ArmaProcess(phi: process, theta: [])
    }

    /// Regressors and outcome with the autocorrelation taken out, in order of unit and time.
    var whitened: SerialData {
        SerialData(columns: SerialFilter.whiten(data, armaProcess).columns, steps: data.steps)
    }

    /// The innovations in units of one scale: residuals with the autocorrelation taken out.
    var innovations: [Double] { whitened.residuals(regressed) }

    /// The coefficients of what was regressed: those that differences do not remove.
    var regressed: [Double] { coefficients.filter(\.isFinite) }

    /// Ljung and Box's test of the innovations, whose degrees of freedom are lags less ARMA parameters.
    var innovationTests: [Diagnostic] {
        let places = SeriesOrder.places(data.steps)
        let lags = design.lagsTested((places.max() ?? 0) + 1)
        guard !isAtBoundary, lags > process.count,
            let found = Autocorrelations(innovations, places: places, lags: lags)
        else { return [] }
        return [found.diagnostic(parameters: process.count, of: "innovations")]
    }
}
