import Regression

/// The power of a plan, with what it follows from.
public struct PlannedPower: Sendable, Hashable {
    /// The effect, on the scale of the link.
    public let effect: Double
    /// Its expected standard error; with unequal sizes the root of the mean variance over allocations.
    public let standardError: Double
    /// The degrees of freedom of the test; nil for the normal distribution.
    public let degreesOfFreedom: Double?
    /// The probability that the test rejects; with unequal sizes the mean over allocations.
    public let power: Double
    /// The power of each random allocation, smallest first; empty when all clusters have one size.
    public let allocations: [Double]

    /// The power in words: `80.6 %`.
    public var percent: String { PlannedTrial.percent(power) }

    /// A quantile of the powers over allocations, by linear interpolation; nil without allocations.
    public func quantile(_ share: Double) -> Double? {
        guard let last = allocations.indices.last else { return nil }
        let place = min(1, max(0, share)) * Double(last)
        let low = Int(place)
        let high = min(low + 1, last)
        return allocations[low] + (place - Double(low)) * (allocations[high] - allocations[low])
    }
}

extension PlannedTrial {
    /// The power.
    ///
    /// - Parameters:
    ///   - draws: random allocations when sizes differ; nil for 500, fewer with very many clusters.
    ///   - seed: their seed.
    /// - Throws: `CausalError.Code.badArgument`, `CausalError.Code.notIdentified`.
    public func power(draws: Int? = nil, seed: UInt64 = 42) throws(CausalError) -> PlannedPower {
        try validate()
        let size = try outcome.effect()
        let test = try test()
        guard !isVarying else {
            return try expectedPower(test, draws: draws ?? defaultDraws, seed: seed)
        }
        let error = try variance().squareRoot()
        return PlannedPower(
            effect: size, standardError: error, degreesOfFreedom: test.degreesOfFreedom,
            power: test.power(ratio: size / error), allocations: [])
    }

    /// Var θ̂ when all clusters have the mean size.
    ///
    /// - Throws: as ``power(draws:seed:)``.
    public func variance() throws(CausalError) -> Double {
        if case .counted(let means) = outcome, means.analysis == .exact {
            return try exactVariance(means)
        }
        return try PlannedInformation(self).variance(size: sizes.mean)
    }

    /// Whether sizes differ between clusters, so that the power is a mean over random allocations.
    public var isVarying: Bool {
        switch sizes {
        case .equal: false
        case .listed(let sizes): Set(sizes).count > 1
        case .varying(_, let variation): variation > 0
        }
    }

    private var defaultDraws: Int { max(20, min(500, 200_000 / max(1, schedule.clusterCount))) }

    /// How many coefficients the analysis has.
    var coefficientCount: Int {
        TimeBasis(schedule, time).count + TreatmentColumns(schedule, effect).count
    }

    /// The test.
    ///
    /// - Throws: `CausalError.Code.notIdentified` when t has no degrees of freedom left.
    func test() throws(CausalError) -> WaldPower {
        switch reference {
        case .normal: return WaldPower(alpha: alpha)
        case .studentTWith(let df):
            guard df > 0, df <= 1e15 else {
                throw CausalError(.badArgument, "degrees of freedom are a number above 0", value: "\(df)")
            }
            return WaldPower(alpha: alpha, degreesOfFreedom: df)
        case .studentT:
            let df = schedule.clusterCount - coefficientCount
            guard df > 0 else {
                throw CausalError(
                    .notIdentified,
                    "t has no degrees of freedom: \(schedule.clusterCount) clusters for "
                        + "\(coefficientCount) coefficients",
                    remedy: "Plan more clusters, or give the degrees of freedom of the analysis.")
            }
            return WaldPower(alpha: alpha, degreesOfFreedom: Double(df))
        }
    }

    /// The mean over random allocations of clusters to sequences.
    private func expectedPower(
        _ test: WaldPower, draws: Int, seed: UInt64
    ) throws(CausalError) -> PlannedPower {
        guard (1...100_000).contains(draws) else {
            throw CausalError(.badArgument, "allocations are from 1 to 100,000", value: "\(draws)")
        }
        let information = try PlannedInformation(self)
        let size = try outcome.effect()
        let root = Generator(seed: seed)
        let places = schedule.sequenceOfCluster
        // A piece of draws shares the blocks that it has met.
        let pieces = Parallel.map(Parallel.blockCount(draws, 25)) { piece in
            Result { () throws(CausalError) in
                var blocks: [Int: [Double: InformationBlock]] = [:]
                var variances: [Double] = []
                for draw in Parallel.blockRange(piece, draws, 25) {
                    var random = root.stream(draw)
                    let sizes = sizes.draw(clusters: places.count, &random)
                    variances.append(try information.variance(places, sizes, &blocks))
                }
                return variances
            }
        }
        var variances: [Double] = []
        for piece in pieces { variances += try piece.get() }
        let powers = variances.map { test.power(ratio: size / $0.squareRoot()) }
        let count = Double(draws)
        return PlannedPower(
            effect: size, standardError: (variances.reduce(0, +) / count).squareRoot(),
            degreesOfFreedom: test.degreesOfFreedom, power: powers.reduce(0, +) / count,
            allocations: powers.sorted())
    }
}

extension PlannedInformation {
    /// Var θ̂ when each cluster has its own size.
    fileprivate func variance(
        _ places: [Int], _ sizes: [Double], _ blocks: inout [Int: [Double: InformationBlock]]
    ) throws(CausalError) -> Double {
        var total = InformationBlock(time: timeCount, treatment: contrast.count)
        for (place, size) in zip(places, sizes) {
            if let known = blocks[place]?[size] {
                total.add(known)
            } else {
                let block = try block(place, size: size)
                blocks[place, default: [:]][size] = block
                total.add(block)
            }
        }
        return try variance(total)
    }
}
