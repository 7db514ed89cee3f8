import Foundation
import InterruptedTimeSeries
import OracleSupport
import Testing

/// Errors that follow a process in time, against Stata's numbers, R and dense matrices.
@Suite("Interrupted time series: serial errors", .enabled(if: ReferenceData.isAvailable))
struct SerialErrorsTests {
    private static let cigarettes = SegmentedRegression(
        outcome: "cigsale", time: "year", interventions: [.levelAndSlope(at: 1989)])
    private static let sicily = SegmentedRegression(
        outcome: "aces", time: "time", interventions: [.levelAndSlope(at: 37)])

    private func design(_ name: String) throws -> SegmentedDesign {
        if name.hasPrefix("sicily") { return try Self.sicily.design(try ReferenceData.table("sicily.csv")) }
        let table = try ReferenceData.table("itsa_cigsales_single.csv")
        guard name.hasPrefix("gap") else { return try Self.cigarettes.design(table) }
        let years = try #require(table["year"])
        let kept = (0..<table.rowCount).filter { !["1975", "1976", "1992"].contains(years.label($0)) }
        let columns = try ["year", "cigsale"].map { name in
            let column = try #require(table[name])
            return Column(name, kept.map { Double(column.label($0) ?? "") ?? .nan })
        }
        return try Self.cigarettes.design(try DataTable(columns))
    }

    /// Stata's `prais`, as published.
    @Test func praisWinsten() throws {
        let fit = try design("cig").fit(.praisWinsten())
        #expect(abs(fit.process[0] - 0.94403949) < 1e-6)
        let answer = try fit.estimates()
        let published = [
            (126.2840, 7.793710), (-1.842506, 0.496119), (-6.083968, 2.724850), (-1.994360, 0.950464),
        ]
        for (row, (estimate, error)) in zip(answer.rows, published) {
            #expect(agree(row.estimate, estimate, relative: 2e-6))
            #expect(agree(row.standardError, error, relative: 2e-6))
            #expect(row.degreesOfFreedom == 27)
        }
    }

    @Test func cochraneOrcuttLosesTheFirstRow() throws {
        let answer = try design("gap").fit(.cochraneOrcutt()).estimates()
        // 28 rows; the first, and those after the gaps, have no neighbour.
        #expect(answer.rows[0].degreesOfFreedom == 21)
    }

    /// REML has no ordinary optimum here.
    @Test func boundaryIsSaid() throws {
        let fit = try design("cig").fit(.generalisedLeastSquares())
        #expect(fit.isAtBoundary)
        for inference in SerialInference.allCases {
            let answer = try fit.estimates(inference, effectsAt: [2000])
            #expect(answer.notes.contains { $0.contains("edge of stationarity") })
            #expect(answer.rows.allSatisfy { !$0.standardError.isFinite })
        }
    }

    static let errors: [String: SerialErrors] = [
        "cig-ar1-ml": .generalisedLeastSquares(isRestricted: false),
        "gap-ar1-ml": .generalisedLeastSquares(isRestricted: false),
        "sicily-ar1-reml": .generalisedLeastSquares(),
        "sicily-ar2-reml": .generalisedLeastSquares(ar: 2),
        "sicily-arma11-ml": .generalisedLeastSquares(ma: 1, isRestricted: false),
        "sicily-100": .arima(SerialOrder()),
        "sicily-201": .arima(SerialOrder(ar: 2, ma: 1)),
        "sicily-100-100": .arima(SerialOrder(seasonalAR: 1, period: 12)),
        "cig-110": .arima(SerialOrder(differences: 1)),
        "sicily-001-010": .arima(SerialOrder(seasonalDifferences: 1, period: 12)),
    ]

    /// R's optimisers stop where the likelihood is flat to about 1e-12, which leaves 1e-6 in the process and
    /// the coefficients; its standard errors come from differences with steps of 1e-3. Its diffuse start has the variance 1e6, not
    /// infinity, which a seasonal difference with its 12 states feels in the likelihood at 1e-5.
    @Test(arguments: try SerialOracle.read("serial").cases)
    func agreesWithR(_ oracle: SerialOracle.Case) throws {
        let fit = try design(oracle.name).fit(try #require(Self.errors[oracle.name]))
        #expect(fit.isConverged && !fit.isAtBoundary)
        let loglik = try #require(fit.criterion) / -2
        #expect(
            abs(loglik - (oracle.loglik ?? .nan)) < (oracle.name.hasSuffix("010") ? 2e-5 : 1e-6),
            "\(loglik) \(oracle.loglik ?? .nan)")
        #expect(
            zip(fit.process, oracle.process ?? []).allSatisfy { abs($0 - $1) < 2e-5 },
            "\(fit.process) \(oracle.process ?? [])")
        let rows = try fit.estimates().rows.filter(\.isEstimated)
        #expect(rows.count == oracle.coef?.count)
        for (row, (estimate, error)) in zip(rows, zip(oracle.coef ?? [], oracle.se)) {
            #expect(abs(row.estimate - estimate) < 1e-4 * error, "\(row.term) \(row.estimate) \(estimate)")
            #expect(
                agree(row.standardError, error, relative: 2e-4), "\(row.term) \(row.standardError) \(error)")
        }
    }

    @Test(arguments: try SerialOracle.read("small-sample").cases)
    func kenwardRogerAgreesWithDenseMatrices(_ oracle: SerialOracle.Case) throws {
        let fit = try design("sicily").fit(try #require(Self.errors[oracle.name]))
        let plain = try fit.estimates(.satterthwaite).rows
        let adjusted = try fit.estimates(.kenwardRoger).rows
        for i in plain.indices {
            #expect(agree(plain[i].standardError, oracle.se[i], relative: 1e-5))
            #expect(agree(adjusted[i].standardError, oracle.adjusted?[i] ?? .nan, relative: 1e-5))
            #expect(agree(plain[i].degreesOfFreedom ?? .nan, oracle.df?[i] ?? .nan, relative: 1e-5))
            #expect(plain[i].degreesOfFreedom == adjusted[i].degreesOfFreedom)
        }
    }

    @Test func automaticOrderHasTheSmallestCriterion() throws {
        let fit = try design("sicily").fit(.automatic)
        guard case .arima(let order) = fit.errors else { throw CausalError(.defect, "no order") }
        #expect(order.ar <= 3 && order.ma <= 2)
    }

    @Test func refusals() throws {
        let gap = try design("gap")
        #expect(throws: CausalError.self) { try gap.fit(.arima(SerialOrder(differences: 1))) }
        #expect(throws: CausalError.self) { try gap.fit(.praisWinsten(order: 0)) }
        #expect(throws: CausalError.self) { try gap.fit(.generalisedLeastSquares(ar: 12, ma: 12)) }
        #expect(throws: CausalError.self) { try gap.fit(.arima(SerialOrder(seasonalAR: 1))) }
        let ml = try gap.fit(.generalisedLeastSquares(isRestricted: false))
        #expect(throws: CausalError.self) { try ml.estimates(.kenwardRoger) }
    }
}

/// Oracles of errors that follow a process.
struct SerialOracle: Decodable, Sendable {
    let cases: [Case]

    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let process: [Double]?
        let coef: [Double]?
        let se: [Double]
        let loglik: Double?
        let adjusted: [Double]?
        let df: [Double]?
        var testDescription: String { name }
    }

    static func read(_ name: String) throws -> SerialOracle {
        let folder = try #require(Bundle.module.url(forResource: "Oracles", withExtension: nil))
        let text = try Data(contentsOf: folder.appendingPathComponent("serial/\(name).json"))
        return try JSONDecoder().decode(SerialOracle.self, from: text)
    }
}
