#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The outcomes of a group in a period, sorted.
struct OutcomeSample: Sendable {
    /// The outcomes, ascending.
    let sorted: [Double]
    /// Sums of the outcomes' distances from the first, and of their squares: of those before each position.
    private let sums: [Double]
    private let squares: [Double]
    /// The width of the kernel that densities are estimated with.
    let bandwidth: Double

    init(_ values: [Double]) {
        let sorted = values.sorted()
        var sums = [0.0]
        var squares = [0.0]
        let origin = sorted[sorted.count / 2]
        for value in sorted {
            sums.append(sums[sums.count - 1] + (value - origin))
            squares.append(squares[squares.count - 1] + (value - origin) * (value - origin))
        }
        (self.sorted, self.sums, self.squares) = (sorted, sums, squares)
        bandwidth = OutcomeSample.bandwidth(sorted)
    }

    var count: Int { sorted.count }
    var mean: Double { sorted.reduce(0, +) / Double(count) }

    /// How many outcomes are at most y.
    func rank(_ y: Double) -> Int { position { $0 <= y } }

    /// F(y)
    func distribution(_ y: Double) -> Double { Double(rank(y)) / Double(count) }

    /// The lowest outcome whose share of outcomes up to it is at least p (R's type 1).
    ///
    /// In R's arithmetic: a product n·p that rounding put just below a whole number counts as that number, one just above
    /// does not.
    func inverse(_ p: Double) -> Double {
        let place = Double(count) * min(max(p, 0), 1)
        let whole = (place * (1 + 4 * Double.ulpOfOne)).rounded(.down)
        let rank = Int(whole) + (place > whole ? 1 : 0)
        return sorted[min(max(rank, 1), count) - 1]
    }

    /// The quantile by linear interpolation between order statistics (R's type 7).
    func interpolated(_ p: Double) -> Double { DoseData.quantile(sorted, min(max(p, 0), 1)) }

    /// The density at y with the Epanechnikov kernel 3/4·(1 − u²); never below that of one outcome in the middle of the
    /// kernel.
    func density(_ y: Double) -> Double {
        let (low, high) = (position { $0 < y - bandwidth }, position { $0 <= y + bandwidth })
        let origin = sorted[count / 2]
        let (n, s, q) = (Double(high - low), sums[high] - sums[low], squares[high] - squares[low])
        let distance = y - origin
        let spread = (q - 2 * distance * s + n * distance * distance) / (bandwidth * bandwidth)
        return 0.75 * max(n - spread, 1) / (Double(count) * bandwidth)
    }

    /// How many outcomes at the front hold a condition that holds up to some outcome and not after.
    private func position(_ isBefore: (Double) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(sorted[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// 2.34·min(SD, IQR/1.349)·n^(−1/5), Silverman's rule for this kernel; the SD's where half of the outcomes are equal.
    private static func bandwidth(_ sorted: [Double]) -> Double {
        let n = Double(sorted.count)
        let mean = sorted.reduce(0, +) / n
        let deviation = (sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(n - 1, 1)).squareRoot()
        let range = DoseData.quantile(sorted, 0.75) - DoseData.quantile(sorted, 0.25)
        let scale = range > 0 ? min(deviation, range / 1.349) : deviation
        return 2.34 * scale * pow(n, -0.2)
    }
}
