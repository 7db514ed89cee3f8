#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The outcomes of a group in a period, sorted, with weights or without.
///
/// Weights are scaled to a mean of one, so that n is the number of outcomes either way.
struct OutcomeSample: Sendable {
    /// The outcomes, ascending.
    let sorted: [Double]
    /// Their scaled weights; nil when all weigh the same.
    let weights: [Double]?
    /// Sums of weights before each position; nil likewise.
    private let masses: [Double]?
    /// Sums of the outcomes' distances from the first, and of their squares: of those before each position.
    private let sums: [Double]
    private let squares: [Double]
    /// The width of the kernel that densities are estimated with.
    let bandwidth: Double

    init(_ values: [Double], weights: [Double]? = nil) {
        guard let weights else {
            self.init(sorted: values.sorted(), weights: nil)
            return
        }
        let order = values.indices.sorted { values[$0] < values[$1] }
        let scale = Double(values.count) / weights.reduce(0, +)
        self.init(sorted: order.map { values[$0] }, weights: order.map { weights[$0] * scale })
    }

    private init(sorted: [Double], weights: [Double]?) {
        var sums = [0.0]
        var squares = [0.0]
        let origin = sorted[sorted.count / 2]
        for (place, value) in sorted.enumerated() {
            let weight = weights?[place] ?? 1
            sums.append(sums[sums.count - 1] + weight * (value - origin))
            squares.append(squares[squares.count - 1] + weight * (value - origin) * (value - origin))
        }
        (self.sorted, self.weights, self.sums, self.squares) = (sorted, weights, sums, squares)
        masses = weights.map { $0.reduce(into: [0.0]) { $0.append($0[$0.count - 1] + $1) } }
        bandwidth = OutcomeSample.bandwidth(sorted, weights, masses)
    }

    var count: Int { sorted.count }
    var mean: Double { average(sorted) }

    /// The weighted mean of a number for each outcome.
    func average(_ values: [Double]) -> Double {
        guard let weights else { return values.reduce(0, +) / Double(count) }
        return zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 } / Double(count)
    }

    /// The weight at a position.
    func weight(_ position: Int) -> Double { weights?[position] ?? 1 }

    /// The weight of the outcomes before a position.
    private func mass(_ position: Int) -> Double { masses?[position] ?? Double(position) }

    /// F(y)
    func distribution(_ y: Double) -> Double { share(position { $0 <= y }) }

    /// The share of outcomes below y.
    func below(_ y: Double) -> Double { share(position { $0 < y }) }

    private func share(_ position: Int) -> Double {
        position == count ? 1 : mass(position) / Double(count)
    }

    /// The lowest outcome whose share of outcomes up to it is at least p (R's type 1).
    ///
    /// In R's arithmetic: a product n·p that rounding put just below a whole number counts as that number, one just above
    /// does not. With weights shares that differ by less than 1e-12 are the same.
    func inverse(_ p: Double) -> Double {
        let place = Double(count) * min(max(p, 0), 1)
        if let masses {
            let least = place - 1e-12 * Double(count)
            let position = masses.partitionPoint { $0 < least }
            return sorted[min(max(position, 1), count) - 1]
        }
        let whole = (place * (1 + 4 * Double.ulpOfOne)).rounded(.down)
        let rank = Int(whole) + (place > whole ? 1 : 0)
        return sorted[min(max(rank, 1), count) - 1]
    }

    /// The quantile by linear interpolation between order statistics (R's type 7).
    ///
    /// With weights the order statistics are those of outcomes that each stand in line for their weight.
    func interpolated(_ p: Double) -> Double {
        let share = min(max(p, 0), 1)
        guard let masses else { return DoseData.quantile(sorted, share) }
        let place = share * Double(count - 1)
        let low = place.rounded(.down)
        let ends = [low + 1, min(low + 2, Double(count))].map { rank in
            let position = masses.partitionPoint { $0 < rank - 1e-9 }
            return sorted[min(max(position, 1), count) - 1]
        }
        return ends[0] + (place - low) * (ends[1] - ends[0])
    }

    /// The density at y with the Epanechnikov kernel 3/4·(1 − u²); never below that of one outcome in the middle of the
    /// kernel.
    func density(_ y: Double) -> Double {
        let (low, high) = (position { $0 < y - bandwidth }, position { $0 <= y + bandwidth })
        let origin = sorted[count / 2]
        let (n, s, q) = (mass(high) - mass(low), sums[high] - sums[low], squares[high] - squares[low])
        let distance = y - origin
        let spread = (q - 2 * distance * s + n * distance * distance) / (bandwidth * bandwidth)
        return 0.75 * max(n - spread, 1) / (Double(count) * bandwidth)
    }

    /// How many outcomes at the front hold a condition that holds up to some outcome and not after.
    private func position(_ isBefore: (Double) -> Bool) -> Int { sorted.partitionPoint(isBefore) }

    /// 2.34·min(SD, IQR/1.349)·n^(−1/5), Silverman's rule for this kernel; the SD's where half of the outcomes are equal, and
    /// with weights n = (Σw)²/Σw².
    private static func bandwidth(_ sorted: [Double], _ weights: [Double]?, _ masses: [Double]?) -> Double {
        let n = Double(sorted.count)
        let weight = { (place: Int) in weights?[place] ?? 1 }
        let mean = sorted.indices.reduce(0) { $0 + weight($1) * sorted[$1] } / n
        let squares = sorted.indices.reduce(0) { $0 + weight($1) * (sorted[$1] - mean) * (sorted[$1] - mean) }
        let deviation = (squares / max(n - 1, 1)).squareRoot()
        let quartile = { (share: Double) in
            guard let masses else { return DoseData.quantile(sorted, share) }
            return sorted[min(max(masses.partitionPoint { $0 < share * n }, 1), sorted.count) - 1]
        }
        let range = quartile(0.75) - quartile(0.25)
        let scale = range > 0 ? min(deviation, range / 1.349) : deviation
        let effective = weights.map { n * n / $0.reduce(0) { $0 + $1 * $1 } } ?? n
        return 2.34 * scale * pow(effective, -0.2)
    }
}

extension [Double] {
    /// How many elements at the front of an ascending array hold a condition that holds up to some element.
    func partitionPoint(_ isBefore: (Double) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
