@testable import Inference
import Regression
import Testing

/// Means of columns, the simplest fit that has influence: ψᵢ = xᵢ − x̄.
private struct Means: InfluenceFit {
    let terms: [String]
    let coefficients: [Double]
    let sample: Sample
    let columns: [[Double]]
    var command: String { "means" }
    var facts: [JSONValue.Member] { [.init("estimator", "means")] }
    var notes: [String] { [] }
    var independentUnit: String? { nil }

    init(rows: Int, seed: UInt64 = 1) throws {
        var random = Generator(seed: seed)
        columns = (0..<3).map { j in (0..<rows).map { _ in random.normal() * Double(j + 1) + Double(j) } }
        let groups = (0..<rows).map { Double($0 % 7) }
        sample = Sample(try DataTable([Column("g", groups), Column("h", (0..<rows).map { Double($0 / 5) })]))
        terms = ["a", "b", "c"]
        coefficients = columns.map { $0.reduce(0, +) / Double(rows) }
    }

    func influence(summedBy groups: Factor) throws(CausalError) -> Matrix {
        var sums = Matrix(groups.levelCount, 3)
        for (j, column) in columns.enumerated() {
            for row in column.indices {
                sums[Int(groups.codes[row]), j] += (column[row] - coefficients[j]) / Double(column.count)
            }
        }
        return sums
    }
}

@Suite struct InfluenceTests {
    @Test func theAnalyticErrorIsTheRootOfTheMeanSquareOverN() throws {
        let fit = try Means(rows: 5001)
        let result = try fit.estimates()
        for (j, column) in fit.columns.enumerated() {
            let square = column.reduce(0) { $0 + ($1 - fit.coefficients[j]) * ($1 - fit.coefficients[j]) }
            let error = (square / 5001 / 5001).squareRoot()
            #expect(abs(result.rows[j].standardError - error) < 1e-13 * error)
        }
        #expect(result.rows[0].degreesOfFreedom == nil && result.fact("vcov")?.text == "analytic")
    }

    @Test func clustersSumAndTwoWaysAreCombined() throws {
        let fit = try Means(rows: 700)
        func gram(_ columns: [String]) throws -> Matrix {
            try fit.influence(summedBy: fit.sample.factor(interacting: columns)).gram
        }
        let one = try fit.estimates(.clustered(by: "g"))
        let two = try fit.estimates(.clustered(by: "g", "h"))
        let expected = try gram(["g"]) + gram(["h"]) - gram(["g", "h"])
        for j in 0..<3 {
            #expect(abs(try one.covariance[j, j] - gram(["g"])[j, j]) < 1e-15)
            #expect(abs(two.covariance[j, j] - expected[j, j]) < 1e-15)
        }
    }

    @Test(arguments: [MultiplierWeights.rademacher, .mammen])
    func theBootstrapComesCloseToTheAnalyticErrorOnAnyNumberOfThreads(_ weights: MultiplierWeights) throws {
        let fit = try Means(rows: 1203)
        let analytic = try fit.estimates()
        let bootstrap = InfluenceCovariance.multiplierBootstrap(draws: 999, seed: 7, weights: weights)
        let result = try fit.estimates(bootstrap)
        for (row, exact) in zip(result.rows, analytic.rows) {
            #expect(abs(row.standardError / exact.standardError - 1) < 0.12)
            let band = try #require(row.simultaneous)
            #expect(band.low < row.interval.low && band.high > row.interval.high)
        }
        // Of three independent terms at 95 %: Φ⁻¹((1 + 0.95^⅓)/2) = 2.388.
        #expect(abs((result.fact("critical.value")?.double ?? 0) - 2.388) < 0.2)
        let threads = Parallel.threads
        Parallel.threads = 1
        defer { Parallel.threads = threads }
        #expect(try fit.estimates(bootstrap) == result)
    }

    /// Draws by the table of subsets against draws written out.
    @Test func sumsOfSubsetsAreThoseOfTheirRows() throws {
        var random = Generator(seed: 3)
        let values = Matrix(37, 5, columnMajor: (0..<185).map { _ in random.normal() })
        let blocks = InfluenceBlocks(values)
        for weights in MultiplierWeights.allCases {
            let bootstrap = MultiplierBootstrap(draws: 2001, seed: 5, weights: weights, cluster: nil)
            let (draws, gram) = try bootstrap.run(blocks)
            #expect(gram == values.gram)
            for column in 0..<5 {
                let drawn = draws.values.column(column)
                let mean = drawn.reduce(0, +) / 2001
                let variance = drawn.reduce(0) { $0 + $1 * $1 } / 2001
                #expect(abs(mean) < 0.1 * gram[column, column].squareRoot())
                #expect(abs(variance / gram[column, column] - 1) < 0.1)
            }
        }
    }

    @Test func combinationsFollowTheDeltaMethod() throws {
        let fit = try Means(rows: 500)
        let theta = fit.coefficients
        let ratio = fit.combined(
            Matrix(rows: [[0, 1 / theta[2], -theta[1] / (theta[2] * theta[2])], [1, 0, -1]]),
            terms: ["b/c", "a-c"], values: [theta[1] / theta[2], theta[0] - theta[2]])
        let result = try ratio.estimates()
        let v = try fit.estimates().covariance
        #expect(abs(result.covariance[1, 1] - (v[0, 0] + v[2, 2] - 2 * v[0, 2])) < 1e-15)
        #expect(
            abs(try result.wald("a-c = 0").statistic - result.rows[1].statistic * result.rows[1].statistic)
                < 1e-9)
    }

    @Test func bandsSurviveJSONAndBadCallsAreErrors() throws {
        let fit = try Means(rows: 300)
        let result = try fit.estimates(.multiplierBootstrap(draws: 99))
        #expect(try Estimates(json: result.json).rows == result.rows)
        #expect(throws: CausalError.self) { try fit.estimates(.multiplierBootstrap(draws: 1)) }
        #expect(throws: CausalError.self) { try fit.estimates(level: 1) }
        #expect(throws: CausalError.self) { try fit.estimates(.clustered(by: "nobody")) }
    }
}
