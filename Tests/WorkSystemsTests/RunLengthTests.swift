import Testing
import WorkSystems

/// Average run lengths against Markov chains extrapolated to their limit, and the published tables.
@Suite struct RunLengthTests {
    struct File: Decodable {
        let runLengths: Lengths
        let riskAdjusted: Risk
    }
    struct Lengths: Decodable { let cusum, ewma: [[Double]] }
    struct Risk: Decodable {
        let risks: [Double]
        let cases: [[Double]]
    }

    @Test func chains() throws {
        let file = try oracle("audit/audit.json", as: File.self).runLengths
        for row in file.cusum {
            let sum = try CumulativeSum(reference: row[0], decision: row[1])
            // One side of the chart: the oracle's chain.
            let up = sum.oneSidedRunLength(shift: row[2])
            #expect(near(up, row[3], 1e-6), "\(row)")
        }
        for row in file.ewma {
            let average = try WeightedAverage(smoothing: row[0], width: row[1])
            #expect(near(average.averageRunLength(shift: row[2]), row[3], 1e-5), "\(row)")
        }
    }

    /// Montgomery (2013), table 9.3 (k 0.5; h 4 and 5), to the digits printed.
    @Test func publishedSums() throws {
        let shifts = [0, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 4]
        let tables: [(Double, [Double])] = [
            (4, [168, 74.2, 26.6, 13.3, 8.38, 4.75, 3.34, 2.62, 2.19, 1.71]),
            (5, [465, 139, 38, 17, 10.4, 5.75, 4.01, 3.11, 2.57, 2.01]),
        ]
        for (h, lengths) in tables {
            let sum = try CumulativeSum(decision: h)
            for (shift, length) in zip(shifts, lengths) {
                #expect(abs(sum.averageRunLength(shift: shift) - length) < 0.006 * length, "\(h) \(shift)")
            }
        }
    }

    /// Lucas & Saccucci (1990), table 3, as Montgomery (2013) prints it in table 9.11.
    @Test func publishedAverages() throws {
        let shifts = [0, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 4]
        let tables: [(Double, Double, [Double])] = [
            (0.4, 3.054, [500, 224, 71.2, 28.4, 14.3, 5.9, 3.5, 2.5, 2, 1.4]),
            (0.25, 2.998, [500, 170, 48.2, 20.1, 11.1, 5.5, 3.6, 2.7, 2.3, 1.7]),
            (0.2, 2.962, [500, 150, 41.8, 18.2, 10.5, 5.5, 3.7, 2.9, 2.4, 1.9]),
            (0.1, 2.814, [500, 106, 31.3, 15.9, 10.3, 6.1, 4.4, 3.4, 2.9, 2.2]),
            (0.05, 2.615, [500, 84.1, 28.8, 16.4, 11.4, 7.1, 5.2, 4.2, 3.5, 2.7]),
        ]
        for (smoothing, width, lengths) in tables {
            let average = try WeightedAverage(smoothing: smoothing, width: width)
            for (shift, length) in zip(shifts, lengths) {
                let found = average.averageRunLength(shift: shift)
                #expect(abs(found - length) < max(0.051, 0.008 * length), "\(smoothing) \(shift) \(found)")
            }
        }
    }

    @Test func limitsFromRunLengths() throws {
        let sum = try CumulativeSum(runLength: 370)
        #expect(near(sum.averageRunLength(), 370, 1e-6))
        let average = try WeightedAverage(smoothing: 0.1, runLength: 500)
        #expect(abs(average.width - 2.814) < 2e-3)
        let quick = try CumulativeSum(decision: 5, headStart: 0.5)
        let slow = try CumulativeSum()
        #expect(quick.averageRunLength(shift: 1) < slow.averageRunLength(shift: 1))
        #expect(throws: CausalError.self) { try CumulativeSum(runLength: 1e12) }
        #expect(throws: CausalError.self) { try WeightedAverage(runLength: .nan) }
    }

    /// The chain against simulated cases, within four standard errors of the simulation.
    @Test func riskAdjusted() throws {
        let file = try oracle("audit/audit.json", as: File.self).riskAdjusted
        for row in file.cases {
            let sum = try RiskAdjustedSum(risk: "p", oddsRatio: row[0], decision: row[1])
            let length = sum.averageRunLength(risks: file.risks, actual: row[2])
            #expect(abs(length - row[3]) < 4 * row[4], "\(row) \(length)")
        }
        // Odds of one half at equal odds ratio: the weights of Steiner et al.
        let sum = try RiskAdjustedSum(risk: "p")
        #expect(near(sum.weight(risk: 0.5, event: true), 0.2876820724517809, 1e-14))
        #expect(near(sum.weight(risk: 0.5, event: false), -0.4054651081081644, 1e-14))
    }
}
