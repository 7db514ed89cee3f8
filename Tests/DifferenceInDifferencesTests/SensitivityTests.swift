import DifferenceInDifferences
import Testing

/// Properties of robust intervals that hold without any reference.
@Suite struct SensitivityTests {
    static let values = [0.02, -0.03, 0.01, 0.4, 0.5, 0.3]

    static func event(_ values: [Double] = values, before: Int = 3) throws -> EventCoefficients {
        let count = values.count
        var covariance = Matrix(count, count)
        for i in 0..<count {
            for j in 0..<count {
                // The reference is common to all coefficients.
                covariance[i, j] = (i == j ? 0.02 : 0.01) * (1 + 0.1 * Double(min(i, j)))
            }
        }
        return try EventCoefficients(values, covariance: covariance, before: before)
    }

    @Test func withoutBendsTheIntervalIsThatOfALinearTrend() throws {
        let event = try Self.event()
        let found = try SensitivityAnalysis(.smoothness, bounds: [0]).analyse(event)
        // GLS of β̂ on a trend (all periods) and one effect for each period after.
        let design = Matrix(
            6, 4,
            columnMajor: [-3, -2, -1, 1, 2, 3] + [0, 0, 0, 1, 0, 0] + [0, 0, 0, 0, 1, 0] + [0, 0, 0, 0, 0, 1])
        let factor = try #require(Cholesky(event.covariance))
        let inverse = try #require(Cholesky(design.transposedTimes(factor.solve(design)))).inverse()
        let solution = inverse * (design.transposed * factor.solve(event.values))
        let interval = try #require(found.intervals[0])
        let half = 1.959963984540054 * inverse[1, 1].squareRoot()
        #expect(abs(interval.low - (solution[1] - half)) < 1e-10)
        #expect(abs(interval.high - (solution[1] + half)) < 1e-10)
    }

    @Test(arguments: TrendRestriction.allCases, [nil, SensitivityAnalysis.Method.conditional])
    func intervalsWidenWithTheBound(_ restriction: TrendRestriction, _ method: SensitivityAnalysis.Method?)
        throws
    {
        let bounds = restriction == .smoothness ? [0, 0.02, 0.05, 0.1] : [0, 0.5, 1, 2]
        let found = try SensitivityAnalysis(restriction, bounds: bounds, method: method, draws: 200)
            .analyse(try Self.event())
        let intervals = try found.intervals.map { try #require($0) }
        for (inner, outer) in zip(intervals, intervals.dropFirst()) {
            #expect(outer.low <= inner.low + 1e-6 && outer.high >= inner.high - 1e-6)
        }
        #expect(found.breakdown >= 0 && found.breakdown.isFinite)
    }

    @Test(arguments: TrendRestriction.allCases)
    func scalesWithTheOutcome(_ restriction: TrendRestriction) throws {
        let event = try Self.event()
        let scaled = try EventCoefficients(
            event.values.map { -1000 * $0 }, covariance: 1e6 * event.covariance, before: event.before)
        let isRelative = restriction == .relativeMagnitude
        let one = try SensitivityAnalysis(restriction, bounds: [0.1]).analyse(event)
        let other = try SensitivityAnalysis(restriction, bounds: [isRelative ? 0.1 : 100]).analyse(scaled)
        let (first, second) = (try #require(one.intervals[0]), try #require(other.intervals[0]))
        // Draws are not mirrored, so that the simulated critical value differs under relative magnitudes.
        let tolerance = isRelative ? 2e-2 : 1e-9
        #expect(abs(second.low / -1000 - first.high) < tolerance)
        #expect(abs(second.high / -1000 - first.low) < tolerance)
    }

    @Test func theAnswerDoesNotDependOnThreads() throws {
        let analysis = SensitivityAnalysis(.relativeMagnitude, bounds: [0.5], draws: 200)
        let threads = Parallel.threads
        Parallel.threads = 1
        let one = try analysis.analyse(try Self.event())
        Parallel.threads = threads
        #expect(one == (try analysis.analyse(try Self.event())))
    }

    @Test func aKnownSignShortensTheInterval() throws {
        let event = try Self.event()
        let free = try SensitivityAnalysis(.relativeMagnitude, bounds: [1], draws: 200).analyse(event)
        let signed = try SensitivityAnalysis(.relativeMagnitude, bounds: [1], shape: .positive, draws: 200)
            .analyse(event)
        let (wide, narrow) = (try #require(free.intervals[0]), try #require(signed.intervals[0]))
        // Trends that favour the treated can only have raised the estimate.
        #expect(narrow.high < wide.high)
        #expect(narrow.low <= wide.low + 0.05)
    }

    @Test func coversAsOftenAsItSays() throws {
        // A bend of exactly M at the reference: the worst case of the fixed-length interval.
        let root = try #require(Cholesky(try Self.event().covariance)).factor
        let bound = 0.05
        var covered = 0
        let draws = 400
        for draw in 0..<draws {
            var random = Generator(seed: 7).stream(draw)
            let noise = root * (0..<6).map { _ in random.normal() }
            let truth = [0.0, 0, 0, bound, 2 * bound, 3 * bound]
            let event = try Self.event(zip(truth, noise).map { $0 + $1 })
            let analysis = SensitivityAnalysis(.smoothness)
            if try #require(try analysis.interval(event, bound: bound)).contains(0) { covered += 1 }
        }
        #expect(Double(covered) / Double(draws) > 0.92)
    }

    @Test func badInputIsNamed() throws {
        let identity = Matrix.identity(3)
        #expect(throws: CausalError.self) { try EventCoefficients([1, 2], covariance: identity, before: 1) }
        #expect(throws: CausalError.self) {
            try EventCoefficients([1, 2, 3], covariance: identity, before: 0)
        }
        #expect(throws: CausalError.self) {
            try EventCoefficients([1, 2, 3], covariance: identity, before: 3)
        }
        let indefinite = Matrix(rows: [[1, 2], [2, 1]])
        #expect(throws: CausalError.self) {
            try EventCoefficients([1, 2], covariance: indefinite, before: 1)
        }
        #expect(throws: CausalError.self) {
            try EventCoefficients([1, .nan, 3], covariance: identity, before: 1)
        }
        let event = try Self.event()
        for bounds in [[], [-1], [.nan], [Double.infinity]] {
            #expect(throws: CausalError.self) {
                try SensitivityAnalysis(.smoothness, bounds: bounds).analyse(event)
            }
        }
        #expect(throws: CausalError.self) {
            try SensitivityAnalysis(.relativeMagnitude, method: .fixedLength).analyse(event)
        }
        #expect(throws: CausalError.self) {
            try SensitivityAnalysis(.smoothness, weights: [1]).analyse(event)
        }
    }

    @Test func onePeriodOnEitherSideIsEnough() throws {
        let event = try EventCoefficients(
            [0.1, 0.5], covariance: Matrix(rows: [[0.01, 0.005], [0.005, 0.02]]), before: 1)
        for restriction in TrendRestriction.allCases {
            for method in [nil, SensitivityAnalysis.Method.conditional] {
                let found = try SensitivityAnalysis(restriction, bounds: [0, 1], method: method).analyse(
                    event)
                #expect(found.intervals.allSatisfy { $0.map { $0.low < $0.high } ?? false })
            }
        }
    }

    @Test func rowsSurviveJSON() throws {
        let estimates = try SensitivityAnalysis(.smoothness, bounds: [0, 0.1]).analyse(try Self.event())
            .estimates
        let back = try Estimates(json: estimates.json)
        #expect(back.rows == estimates.rows)
        #expect(estimates.rows.map(\.term) == ["original", "robust", "robust"])
    }
}

/// The power of tests of trends.
@Suite struct PretrendPowerTests {
    @Test func oneCoefficientHasTheNormalPower() throws {
        let event = try EventCoefficients(
            [0, 0], covariance: Matrix(rows: [[1, 0.5], [0.5, 1]]), before: 1)
        let power = try PretrendPower(event)
        // P(|N(γ, 1)| > 1.96) = 0.8 at γ = 2.80158…
        let trend = try power.detectable(power: 0.8)
        #expect(abs(trend.slope - 2.8015818) < 1e-5)
        #expect(abs(trend.bias - trend.slope) < 1e-12)
        // E[N(−γ, 1) | |·| ≤ z] by the truncated normal's mean, carried by the covariance 0.5.
        let (z, normal) = (1.959963984540054, Normal())
        let low = -z + trend.slope
        let high = z + trend.slope
        let moved =
            (normal.density(low) - normal.density(high)) / (normal.cumulative(high) - normal.cumulative(low))
        #expect(abs(trend.conditionalBias - (trend.slope + 0.5 * moved)) < 1e-3)
    }

    @Test func withoutATrendThePowerIsTheSize() throws {
        let event = try EventCoefficients([0, 0, 0, 0], covariance: .identity(4), before: 3)
        let trend = try PretrendPower(event).trend(slope: 0)
        #expect(abs(trend.power - (1 - 0.95 * 0.95 * 0.95)) < 1e-6)
        #expect(abs(trend.conditionalBias) < 1e-6)
        #expect(throws: CausalError.self) { try PretrendPower(event).detectable(power: 0.1) }
    }
}
