import Regression

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How many people are seen in each cell: alike, or different from cluster to cluster.
///
/// With unequal sizes the power depends on which cluster gets which sequence. It is then the mean over random
/// allocations, and its distribution is told.
public enum PlannedSizes: Sendable, Hashable, Codable {
    /// The same in every cell.
    case equal(Double)
    /// One number for each cluster; they are allocated to sequences at random.
    case listed([Double])
    /// Sizes drawn for each cluster from a gamma distribution, at least 1, with that mean and coefficient of variation.
    case varying(mean: Double, variation: Double)

    /// The mean size.
    public var mean: Double {
        switch self {
        case .equal(let size): size
        case .listed(let sizes): sizes.reduce(0, +) / Double(max(1, sizes.count))
        case .varying(let mean, _): mean
        }
    }

    /// The same with another mean: listed sizes change in proportion.
    public func scaled(to mean: Double) -> PlannedSizes {
        switch self {
        case .equal: .equal(mean)
        case .listed(let sizes): .listed(sizes.map { $0 * mean / self.mean })
        case .varying(_, let variation): .varying(mean: mean, variation: variation)
        }
    }

    /// Refuses sizes outside their range, or another number of them than there are clusters.
    func validate(clusters: Int) throws(CausalError) {
        switch self {
        case .equal(let size): try PlannedSizes.check(size)
        case .listed(let sizes):
            guard sizes.count == clusters else {
                throw CausalError(
                    .badArgument, "there are \(sizes.count) sizes for \(clusters) clusters",
                    remedy: "Give one for each cluster, or a mean and a coefficient of variation.")
            }
            for size in sizes { try PlannedSizes.check(size) }
        case .varying(let mean, let variation):
            try PlannedSizes.check(mean)
            guard (0...5).contains(variation) else {
                throw CausalError(
                    .badArgument, "the coefficient of variation of sizes lies in [0, 5]",
                    value: "\(variation)")
            }
        }
    }

    private static func check(_ size: Double) throws(CausalError) {
        guard size > 0, size <= 1e9 else {
            throw CausalError(
                .badArgument, "a cluster-period has a size above 0 and up to 1e9", value: "\(size)")
        }
    }

    /// The sizes of one random allocation, a number for each cluster in the order of the sequences.
    func draw(clusters: Int, _ random: inout Generator) -> [Double] {
        switch self {
        case .equal(let size): return Array(repeating: size, count: clusters)
        case .listed(var sizes):
            random.shuffle(&sizes)
            return sizes
        case .varying(let mean, let variation):
            guard variation > 0 else { return Array(repeating: mean, count: clusters) }
            let shape = 1 / (variation * variation)
            return (0..<clusters).map { _ in
                max(1, (random.gamma(shape: shape) * mean / shape).rounded())
            }
        }
    }
}

extension Generator {
    /// A gamma number of scale 1.
    ///
    /// Squeeze-free rejection from a cubed normal; shapes below 1 are boosted by u^(1/a).
    ///
    /// - Source: Marsaglia & Tsang (2000), *A simple method for generating gamma variables*, ACM TOMS 26(3), 363–372.
    mutating func gamma(shape: Double) -> Double {
        guard shape >= 1 else { return gamma(shape: shape + 1) * pow(openUniform(), 1 / shape) }
        let d = shape - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = normal()
            let v = (1 + c * x) * (1 + c * x) * (1 + c * x)
            guard v > 0 else { continue }
            if log(openUniform()) < 0.5 * x * x + d - d * v + d * log(v) { return d * v }
        }
    }
}
