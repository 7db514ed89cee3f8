import Foundation
import OracleSupport
import Regression
import Testing

/// Every case that R or Python computed, on the same tables.
///
/// Both sides solve the same normal equations or a QR of the same columns in double precision: estimates agree
/// to 1e-8 relative to their standard error's scale, standard errors and probabilities to 1e-8 relative.
@Suite struct OracleTests {
    static let files = ["least-squares", "feols", "ols"]

    @Test(arguments: files)
    func everyCaseAgrees(file: String) throws {
        let data = try OracleData(folder: oracles)
        let answers = try OracleFile.read(file, folder: oracles)
        #expect(!answers.cases.isEmpty)
        for entry in answers.cases {
            #expect(throws: Never.self, "\(entry.name)") { try check(entry, data.table(entry.data), file) }
        }
    }

    private func check(_ entry: OracleCase, _ table: DataTable, _ file: String) throws {
        let covariance: LinearCovariance =
            switch entry.vcov {
            case "hc0": .hc0
            case "hc1": .hc1
            case "hc2": .hc2
            case "hc3": .hc3
            case "cr0": .clustered(by: entry.clusters, correction: .cr0)
            case "cr1": .clustered(by: entry.clusters)
            default: .iid
            }
        let fit = try LeastSquares(entry.formula, weights: entry.weights).fit(table)
        let result = try fit.estimates(covariance)
        #expect(fit.rowCount == entry.nobs, "\(entry.name)")
        for (term, value) in entry.coef {
            let row = try result.row(term)
            let error = try #require(entry.se[term])
            #expect(
                abs(row.estimate - value) <= 1e-8 * max(abs(value), 1e-3 * error), "\(entry.name) \(term)")
            // pyfixest leaves a covariance that is not positive semidefinite as it is; R's cases have both.
            if file == "feols", result.notes.contains(where: { $0.contains("eigenvalues") }) { continue }
            #expect(
                agree(row.standardError, error, relative: 1e-8), "\(entry.name) \(term) \(row.standardError)")
            try checkInference(entry, term, row)
        }
        checkFit(entry, fit)
    }

    private func checkInference(_ entry: OracleCase, _ term: String, _ row: Estimate) throws {
        if let df = entry.df { #expect(row.degreesOfFreedom == df, "\(entry.name)") }
        if let p = entry.p?[term] {
            // A p-value moves by about |t| times the relative error of t.
            let relative = 1e-8 * max(1, row.statistic * row.statistic)
            // pyfixest takes 1 − cdf, which loses what lies below 1e-15.
            #expect(abs(row.pValue - p) <= relative * p + (p < 1e-6 ? 1e-14 : 0), "\(entry.name) \(term) p")
        }
        let width = row.interval.high - row.interval.low
        if let low = entry.low?[term] {
            #expect(abs(row.interval.low - low) <= 1e-8 * width, "\(entry.name)")
        }
        if let high = entry.high?[term] {
            #expect(abs(row.interval.high - high) <= 1e-8 * width, "\(entry.name)")
        }
    }

    private func checkFit(_ entry: OracleCase, _ fit: LeastSquaresFit) {
        if let singletons = entry.singletons { #expect(fit.singletons == singletons, "\(entry.name)") }
        if let r2 = entry.r2 { #expect(agree(fit.goodness.rSquared, r2, relative: 1e-8), "\(entry.name) R²") }
        if let sigma = entry.sigma {
            #expect(agree(fit.goodness.sigma, sigma, relative: 1e-8), "\(entry.name) sigma")
        }
        if let adjusted = entry.adjusted {
            #expect(agree(fit.goodness.adjustedRSquared, adjusted, relative: 1e-8), "\(entry.name) adj. R²")
        }
        if let within = entry.within {
            #expect(
                agree(fit.goodness.withinRSquared ?? .nan, within, relative: 1e-8), "\(entry.name) within")
        }
    }
}
