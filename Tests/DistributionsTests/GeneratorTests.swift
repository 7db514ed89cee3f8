import Testing

@testable import Distributions

/// Known answers: the algorithm is the published one, bit for bit.
@Suite struct GeneratorVectorTests {
    /// The reference sequence of xoshiro256** from the state (1, 2, 3, 4).
    @Test func theReferenceSequenceOfXoshiro() {
        var random = Generator(1, 2, 3, 4)
        let expected: [UInt64] = [
            11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360,
            607_988_272_756_665_600, 16_172_922_978_634_559_625, 8_476_171_486_693_032_832,
            10_595_114_339_597_558_777, 2_904_607_092_377_533_576,
        ]
        #expect(expected.map { _ in random.next() } == expected)
    }

    /// The reference sequence of SplitMix64 from the seed 1234567.
    @Test func theReferenceSequenceOfSplitMix() {
        let expected: [UInt64] = [
            6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
        ]
        let drawn = (1...5).map { Generator.mixed(1_234_567 &+ UInt64($0) &* Generator.golden) }
        #expect(drawn == expected)
    }

    /// Seed 42 spread with SplitMix64, then xoshiro256**, as other ports of the pair give it.
    @Test func theSequenceOfSeed42() {
        var random = Generator(seed: 42)
        let expected: [UInt64] = [
            1_546_998_764_402_558_742, 6_990_951_692_964_543_102, 12_544_586_762_248_559_009,
            17_057_574_109_182_124_193,
        ]
        #expect(expected.map { _ in random.next() } == expected)
    }

    @Test func aStateOfZerosIsReplaced() {
        var random = Generator(0, 0, 0, 0)
        #expect((0..<8).map { _ in random.next() }.contains { $0 != 0 })
    }

    @Test func theStandardLibraryCanDrawFromIt() {
        var random = Generator(seed: 1)
        #expect((0..<100).allSatisfy { _ in (3..<9).contains(Int.random(in: 3..<9, using: &random)) })
    }
}

/// Streams: reproducible, different, uncorrelated.
@Suite struct GeneratorStreamTests {
    @Test func aStreamDependsOnStateAndIndexAlone() {
        let root = Generator(seed: 5)
        #expect(root.stream(3) == root.stream(3))
        #expect(Set((-500..<500).map { root.stream($0) }).count == 1000)
        #expect(root.stream(3) != Generator(seed: 6).stream(3))
        #expect(root.stream(0) != root)
    }

    @Test func splittingMovesTheParentAndRepeats() {
        var first = Generator(seed: 5)
        var second = Generator(seed: 5)
        let child = first.split()
        #expect(child == second.split())
        #expect(first == second)
        #expect(first != Generator(seed: 5) && child != first)
    }

    /// Neighbouring streams, and a parent and its child, are uncorrelated. With n = 20,000 pairs the
    /// correlation's standard deviation is n^-½ = 0.0071; 4.5 of them bound all 40 comparisons at a fixed
    /// seed with room.
    @Test func neighbouringStreamsAreUncorrelated() {
        let root = Generator(seed: 2026)
        for index in 0..<39 { #expect(abs(correlation(root.stream(index), root.stream(index + 1))) < 0.032) }
        var parent = root
        let child = parent.split()
        #expect(abs(correlation(parent, child)) < 0.032)
    }

    /// The first draw of many streams is itself uniform: this is what a bootstrap uses.
    @Test func firstDrawsOfStreamsAreUniform() {
        let root = Generator(seed: 99)
        let cells = histogram(100_000, cells: 100) { index in
            var random = root.stream(index)
            return random.uniform()
        }
        #expect(chiSquared(cells) < 148.2)
    }

    private func correlation(_ first: Generator, _ second: Generator) -> Double {
        var (first, second) = (first, second)
        var sum = 0.0
        for _ in 0..<20_000 { sum += (first.uniform() - 0.5) * (second.uniform() - 0.5) }
        return sum / 20_000 * 12
    }
}

/// Counts in cells of equal width over [0, 1).
private func histogram(_ count: Int, cells: Int, _ draw: (Int) -> Double) -> [Int] {
    var counts = [Int](repeating: 0, count: cells)
    for index in 0..<count { counts[Int(draw(index) * Double(cells))] += 1 }
    return counts
}

/// Pearson's statistic against equal frequencies. Its 99.9 % point is 148.2 with 99 degrees of freedom.
private func chiSquared(_ counts: [Int]) -> Double {
    let expected = Double(counts.reduce(0, +)) / Double(counts.count)
    return counts.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
}

/// Draws: range, moments and shape. Bounds are 4.5 standard errors of each moment at a fixed seed.
@Suite struct GeneratorDrawTests {
    @Test func uniformsFillTheUnitInterval() {
        var random = Generator(seed: 7)
        #expect(chiSquared(histogram(200_000, cells: 100) { _ in random.uniform() }) < 148.2)
        #expect(chiSquared(histogram(200_000, cells: 100) { _ in random.openUniform() }) < 148.2)
        let draws = (0..<10_000).map { _ in random.openUniform() }
        #expect(draws.allSatisfy { $0 > 0 && $0 < 1 })
    }

    /// n = 400,000: standard errors n^-½·(1, √2, √15, √96) for the first four moments.
    @Test func normalMoments() {
        var random = Generator(seed: 8)
        let draws = (0..<400_000).map { _ in random.normal() }
        let root = 4.5 / 400_000.0.squareRoot()
        #expect(abs(mean(draws) { $0 }) < root)
        #expect(abs(mean(draws) { $0 * $0 } - 1) < root * 2.0.squareRoot())
        #expect(abs(mean(draws) { $0 * $0 * $0 }) < root * 15.0.squareRoot())
        #expect(abs(mean(draws) { $0 * $0 * $0 * $0 } - 3) < root * 96.0.squareRoot())
        // P(|z| > 2.5758…) = 0.01
        let tail = mean(draws) { abs($0) > 2.5758293035489 ? 1 : 0 }
        #expect(abs(tail - 0.01) < root * (0.01 * 0.99).squareRoot())
    }

    @Test func exponentialMoments() {
        var random = Generator(seed: 9)
        let draws = (0..<200_000).map { _ in random.exponential(mean: 2) }
        let root = 4.5 / 200_000.0.squareRoot()
        #expect(draws.allSatisfy { $0 >= 0 && $0.isFinite })
        #expect(abs(mean(draws) { $0 } - 2) < 2 * root)
        #expect(abs(mean(draws) { ($0 - 2) * ($0 - 2) } - 4) < 4 * 8.0.squareRoot() * root)
        #expect(random.exponential(mean: 0) == 0)
    }

    /// Both methods, and the mean at which one hands over to the other. The variance of the sample
    /// variance of a Poisson count is (μ + 2μ²)/n.
    @Test(arguments: [0.3, 4.0, 9.999, 10.0, 23.5, 1e4]) func poissonMoments(mu: Double) {
        var random = Generator(seed: 10)
        let draws = (0..<200_000).map { _ in Double(random.poisson(mean: mu)) }
        let root = 4.5 / 200_000.0.squareRoot()
        #expect(abs(mean(draws) { $0 } - mu) < root * mu.squareRoot())
        #expect(abs(mean(draws) { ($0 - mu) * ($0 - mu) } - mu) < root * (mu + 2 * mu * mu).squareRoot())
    }

    /// Frequencies of the counts 5 … 21 of a mean of 12, from the rejection method, against the probability
    /// function; 17 cells and the rest, χ² with 17 degrees of freedom, 99.9 % point 40.8.
    @Test func poissonFrequencies() {
        var random = Generator(seed: 11)
        var counts = [Int](repeating: 0, count: 18)
        for _ in 0..<200_000 {
            let count = random.poisson(mean: 12)
            counts[(5...21).contains(count) ? count - 5 : 17] += 1
        }
        var probabilities: [Double] = []
        var probability = 0.000006144212353328213  // exp(−12)
        for count in 1...21 {
            probability *= 12 / Double(count)
            if count >= 5 { probabilities.append(probability) }
        }
        probabilities.append(1 - probabilities.reduce(0, +))
        let statistic = zip(counts, probabilities).reduce(0.0) { sum, cell in
            let expected = 200_000 * cell.1
            return sum + (Double(cell.0) - expected) * (Double(cell.0) - expected) / expected
        }
        #expect(statistic < 40.8)
    }

    @Test func poissonOfOddMeans() {
        var random = Generator(seed: 12)
        #expect(random.poisson(mean: 0) == 0)
        #expect(random.poisson(mean: -1) == 0)
        #expect(random.poisson(mean: .nan) == 0)
        #expect(random.poisson(mean: 1e17) == 100_000_000_000_000_000)
        #expect(random.poisson(mean: .infinity) == Int.max)
        #expect(abs(Double(random.poisson(mean: 1e15)) / 1e15 - 1) < 1e-6)
    }

    @Test func bernoulliShare() {
        var random = Generator(seed: 13)
        let share = mean((0..<200_000).map { _ in random.bernoulli(0.3) ? 1.0 : 0.0 }) { $0 }
        #expect(abs(share - 0.3) < 4.5 * (0.21 / 200_000).squareRoot())
        #expect(!random.bernoulli(0) && !random.bernoulli(.nan) && random.bernoulli(1))
    }

    /// 3·2⁶¹ is the bound with which a careless remainder is most visibly biased: the lower third would get
    /// twice its share of the draws.
    @Test func integersAreUnbiased() {
        var random = Generator(seed: 14)
        let cells = histogram(100_000, cells: 100) { _ in (Double(random.integer(below: 100)) + 0.5) / 100 }
        #expect(chiSquared(cells) < 148.2)
        let bound = 3 << 61  // Int.max is 4·2⁶¹ − 1
        let low = (0..<90_000).count { _ in random.integer(below: bound) < bound / 3 }
        #expect(abs(Double(low) - 30_000) < 4.5 * 20_000.0.squareRoot())
        #expect(
            random.integer(below: 1) == 0 && random.integer(below: 0) == 0 && random.integer(below: -4) == 0)
        #expect((0..<1000).allSatisfy { _ in (0..<7).contains(random.integer(below: 7)) })
    }

    /// All 24 orders of four elements are equally likely; the 99.9 % point with 23 degrees of freedom is 49.7.
    @Test func shuffledOrdersAreEquallyLikely() {
        var random = Generator(seed: 15)
        var counts: [[Int]: Int] = [:]
        for _ in 0..<48_000 {
            var elements = [0, 1, 2, 3]
            random.shuffle(&elements)
            counts[elements, default: 0] += 1
        }
        #expect(counts.count == 24)
        #expect(chiSquared(Array(counts.values)) < 49.7)
    }

    private func mean(_ draws: [Double], _ moment: (Double) -> Double) -> Double {
        draws.reduce(0) { $0 + moment($1) } / Double(draws.count)
    }
}
