import Testing
import WorkSystems

@Suite struct FeedbackLoopTests {
    struct File: Decodable { let loops: [Loop] }
    struct Loop: Decodable {
        let gain, drift, radius, critical: Double
        let delay: Int
        let noise: Double?
    }

    @Test func rootsAndGains() throws {
        for row in try oracle("audit/audit.json", as: File.self).loops {
            let loop = try FeedbackLoop(gain: row.gain, delay: row.delay, drift: row.drift)
            #expect(near(loop.spectralRadius, row.radius, 1e-9), "\(row)")
            #expect(near(loop.criticalGain, row.critical, 1e-9), "\(row)")
            if let noise = row.noise {
                #expect(near(loop.noiseAmplification, noise, 1e-8), "\(row)")
            } else {
                #expect(loop.noiseAmplification == .infinity && !loop.isStable)
            }
        }
    }

    /// 2 sin(π/(2(2d + 1))) without drift; 1/√(K(2 − K)) without delay.
    @Test func closedForms() throws {
        let critical = [2, 1, 0.618033988749895, 0.445041867912629]
        for (delay, expected) in critical.enumerated() {
            let loop = try FeedbackLoop(gain: 0.1, delay: delay)
            #expect(near(loop.criticalGain, expected, 1e-12))
        }
        let late = try FeedbackLoop(gain: 0.1, delay: 1)
        #expect(near(late.smoothGain, 0.25, 1e-14))
        let half = try FeedbackLoop(gain: 0.5)
        #expect(near(half.noiseAmplification, 1 / 0.75.squareRoot(), 1e-9))
    }

    @Test func response() throws {
        let loop = try FeedbackLoop(gain: 0.3, delay: 1, drift: 0.1, benchmark: 0.1, start: 0.5)
        #expect(near(loop.restingPoint, (0.03 + 0.05) / 0.4, 1e-13))
        let response = loop.response(periods: 400)
        #expect(near(response.values.last ?? 0, loop.restingPoint, 1e-9))
        #expect(near(response.values[1], 0.5, 1e-14) && near(response.values[2], 0.5 - 0.12, 1e-13))
        #expect(response.settlingTime != nil && response.overshoot > 0)
        let eager = try FeedbackLoop(gain: 1.4, delay: 1, benchmark: 0, start: 1)
        #expect(!eager.isStable && eager.response(periods: 10_000).values.allSatisfy(\.isFinite))
        let answer = try eager.estimates()
        #expect(!answer.json.text(indent: nil).lowercased().contains("nan"))
    }

    @Test func noise() throws {
        let loop = try FeedbackLoop(gain: 0.4, benchmark: 0, start: 0, noise: 1)
        let path = loop.simulated(periods: 20_000, seed: 1)
        let variance = path.reduce(0) { $0 + $1 * $1 } / Double(path.count)
        #expect(abs(variance.squareRoot() / loop.noiseAmplification - 1) < 0.03)
        #expect(path == loop.simulated(periods: 20_000, seed: 1))
    }

    @Test func faults() {
        #expect(throws: CausalError.self) { try FeedbackLoop(gain: -1) }
        #expect(throws: CausalError.self) { try FeedbackLoop(gain: .nan) }
        #expect(throws: CausalError.self) { try FeedbackLoop(gain: 1, delay: 100) }
        #expect(throws: CausalError.self) { try FeedbackLoop(gain: 1).estimates(periods: 0) }
    }
}
