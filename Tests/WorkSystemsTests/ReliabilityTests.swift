import Testing
import WorkSystems

/// α, ω and clustered means against psych, factanal and sandwich.
@Suite struct ReliabilityTests {
    struct File: Decodable {
        let cases: [Case]
        let data: [Person]
        let means: [Group]
    }
    struct Case: Decodable {
        let name: String
        let answers: [[Double]]
        let alpha, standardised, meanCorrelation, low, high, omega: Double
        let itemRest, loadings, uniquenesses: [Double]
        let minres: [Double]?
        let without: [Double?]
        let statistic: Double?
        let df: Double
    }
    struct Person: Decodable {
        let y, z: Double
        let clinic: Int
        let arm: String
    }
    struct Group: Decodable {
        let group: String
        let means, iid, clustered: [Double]
    }

    static func columns(_ answers: [[Double]]) -> [[Double]] {
        // jsonlite writes a matrix row by row or column by column; items are the shorter way.
        answers.count < answers[0].count
            ? answers : answers[0].indices.map { item in answers.map { $0[item] } }
    }

    @Test func reliability() throws {
        for item in try oracle("measurement/measurement.json", as: File.self).cases {
            let columns = Self.columns(item.answers)
            let names = columns.indices.map { "i\($0 + 1)" }
            let found = try Reliability(names, answers: columns)
            #expect(near(found.alpha, item.alpha))
            #expect(near(found.standardisedAlpha, item.standardised))
            #expect(near(found.meanCorrelation, item.meanCorrelation))
            let interval = found.alphaInterval()
            #expect(near(interval.low, item.low) && near(interval.high, item.high))
            for i in names.indices {
                #expect(near(found.itemRestCorrelations[i], item.itemRest[i]))
                if let without = item.without[i] { #expect(near(found.alphaWithout[i], without)) }
            }
            let factor = try #require(found.factor)
            for i in names.indices {
                // factanal stops when its gradient is about 1e-7.
                #expect(near(factor.standardisedLoadings[i], item.loadings[i], 2e-6), "\(item.name)")
                #expect(near(factor.standardisedUniquenesses[i], item.uniquenesses[i], 2e-6))
            }
            #expect(near(factor.omega, item.omega, 1e-7))
            if let statistic = item.statistic {
                let test = try #require(factor.fitTest)
                #expect(near(test.statistic, statistic, 1e-7))
            } else {
                #expect(factor.fitTest == nil)
            }
            // Where the loadings are improper the oracle has none: there the bound decides.
            guard let expected = item.minres else { continue }
            let minres = try #require(
                try Reliability(names, answers: columns, estimator: .minimumResidual).factor)
            for i in names.indices { #expect(near(minres.standardisedLoadings[i], expected[i], 1e-6)) }
        }
    }

    /// Exact answers from an exact factor: ω and α of parallel items are the same, and units do not matter.
    @Test func properties() throws {
        let item = try oracle("measurement/measurement.json", as: File.self).cases[0]
        let columns = Self.columns(item.answers)
        let names = columns.indices.map { "i\($0)" }
        let first = try Reliability(names, answers: columns)
        let turned = try Reliability(names.reversed(), answers: columns.reversed())
        #expect(near(first.alpha, turned.alpha, 1e-13))
        let factors = try [first, turned].map { try #require($0.factor) }
        #expect(near(factors[0].omega, factors[1].omega, 1e-11))
        let scaled = try Reliability(names, answers: columns.map { $0.map { 1000 + 7 * $0 } })
        #expect(near(first.alpha, scaled.alpha, 1e-11))
        let other = try #require(scaled.factor)
        #expect(near(factors[0].omega, other.omega, 1e-9))
        let interval = factors[0].omegaInterval()
        #expect(interval.contains(factors[0].omega) && interval.low > 0 && interval.high < 1)
    }

    @Test func faults() throws {
        let flat = [[1.0, 1, 1, 1], [1, 2, 3, 4]]
        #expect(throws: CausalError.self) { try Reliability(["a", "b"], answers: flat) }
        #expect(throws: CausalError.self) { try Reliability(["a", "b"], answers: [[1, 2], [2, 1]]) }
        // An item that repeats another leaves ω without a solution, and no trap.
        let twice = [[1.0, 2, 3, 4, 2], [1, 2, 3, 4, 2], [2, 1, 4, 3, 3]]
        #expect(try Reliability(["a", "b", "c"], answers: twice).factor == nil)
    }
}
