/// Kendall's τ of a series with time: how steadily it rises or falls.
///
/// τ_b = (C − D)/√(n₀(n₀ − n₁)), C and D the concordant and discordant pairs, n₀ = n(n − 1)/2, n₁ the pairs tied in
/// value. Discordant pairs are counted while sorting by merging, in n·log n steps (Knight 1966, JASA 61).
struct KendallTau: Sendable {
    private var values: [Double] = []
    private var buffer: [Double] = []

    /// τ_b; NaN for fewer than two numbers or when all are tied. Numbers are finite.
    mutating func trend(_ series: [Double]) -> Double {
        let n = series.count
        guard n > 1 else { return .nan }
        values = series
        if buffer.count < n { buffer = [Double](repeating: 0, count: n) }
        let discordant = sortCounting()
        let pairs = Double(n) * Double(n - 1) / 2
        let untied = pairs - tiedPairs()
        guard untied > 0 else { return .nan }
        return (untied - 2 * discordant) / (pairs * untied).squareRoot()
    }

    /// Sorts and counts pairs that stood in the wrong order.
    private mutating func sortCounting() -> Double {
        let n = values.count
        var discordant = 0.0
        var width = 1
        while width < n {
            var start = 0
            while start < n {
                let middle = min(start + width, n)
                discordant += merge(start, middle, min(start + 2 * width, n))
                start += 2 * width
            }
            width *= 2
        }
        return discordant
    }

    /// Merges two sorted neighbours in place; each element taken from the right passes those left on the left.
    private mutating func merge(_ start: Int, _ middle: Int, _ end: Int) -> Double {
        guard middle < end, values[middle - 1] > values[middle] else { return 0 }
        var (left, right, out) = (start, middle, start)
        var passed = 0
        while left < middle && right < end {
            if values[right] < values[left] {
                passed += middle - left
                buffer[out] = values[right]
                right += 1
            } else {
                buffer[out] = values[left]
                left += 1
            }
            out += 1
        }
        while left < middle {
            buffer[out] = values[left]
            (left, out) = (left + 1, out + 1)
        }
        // What is left on the right stands where it belongs.
        for place in start..<out { values[place] = buffer[place] }
        return Double(passed)
    }

    /// Pairs of equal numbers in the sorted values.
    private func tiedPairs() -> Double {
        var pairs = 0.0
        var run = 1.0
        for place in 1..<values.count {
            if values[place] == values[place - 1] {
                pairs += run
                run += 1
            } else {
                run = 1
            }
        }
        return pairs
    }
}

/// How steadily a series rises or falls with time.
public enum KendallTrend {
    /// Kendall's τ_b of a series with its order: 1 for a steady rise, −1 for a steady fall; NaN for fewer than two numbers,
    /// for a series without change, and when a number is not finite.
    public static func tau(_ series: [Double]) -> Double {
        guard series.allSatisfy(\.isFinite) else { return .nan }
        var kendall = KendallTau()
        return kendall.trend(series)
    }
}
