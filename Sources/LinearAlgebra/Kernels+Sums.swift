import CKernels
import Groundwork

extension Kernels {
    /// Σᵢ aᵢ bᵢ, compensated: as if computed in twice the precision and rounded (Ogita, Rump & Oishi 2005).
    public static func dot(_ a: [Double], _ b: [Double]) -> Double {
        check([a], b.count)
        return reduce(a, b) { x, y, rows, sum in
            causal_sum(x, y, Int64(rows.lowerBound), Int64(rows.upperBound), sum)
        }
    }

    /// Σᵢ xᵢ, compensated.
    public static func sum(_ x: [Double]) -> Double { weightedSum(x, weights: nil) }

    /// Σᵢ wᵢ xᵢ, compensated; weights 1 when nil.
    public static func weightedSum(_ x: [Double], weights: [Double]?) -> Double {
        check([x], x.count, weights?.count)
        return reduce(x, weights) { x, w, rows, sum in
            causal_sum(x, w, Int64(rows.lowerBound), Int64(rows.upperBound), sum)
        }
    }

    /// Σᵢ wᵢ xᵢ², compensated; weights 1 when nil.
    public static func weightedSumOfSquares(_ x: [Double], weights: [Double]?) -> Double {
        sumOfSquares(x, about: 0, weights: weights)
    }

    /// The weighted mean Σ wᵢ xᵢ / Σ wᵢ; NaN without rows or when the weights sum to 0.
    public static func mean(_ x: [Double], weights: [Double]?) -> Double {
        weightedSum(x, weights: weights) / (weights.map(sum) ?? Double(x.count))
    }

    /// Σᵢ wᵢ (xᵢ − x̄)², x̄ the weighted mean: the total sum of squares; 0 without rows.
    public static func centredSumOfSquares(_ x: [Double], weights: [Double]?) -> Double {
        x.isEmpty ? 0 : sumOfSquares(x, about: mean(x, weights: weights), weights: weights)
    }

    private static func sumOfSquares(_ x: [Double], about centre: Double, weights: [Double]?) -> Double {
        check([x], x.count, weights?.count)
        return reduce(x, weights) { x, w, rows, sum in
            causal_sum_of_squares(x, w, centre, Int64(rows.lowerBound), Int64(rows.upperBound), sum)
        }
    }

    /// Sums high and low parts block by block and then over the blocks.
    private static func reduce(
        _ x: [Double], _ y: [Double]?,
        _ body:
            @Sendable (
                UnsafePointer<Double>?, UnsafePointer<Double>?, Range<Int>, UnsafeMutablePointer<Double>
            ) -> Void
    ) -> Double {
        let size = 1 << 16
        let parts = SharedPointer.with(x) { first in
            SharedPointer.with(y) { second in
                Parallel.map(Parallel.blockCount(x.count, size)) { block in
                    var sum = (0.0, 0.0)
                    withUnsafeMutableBytes(of: &sum) { raw in
                        // Two doubles, as the kernel expects.
                        let pair = raw.assumingMemoryBound(to: Double.self)
                        if let start = pair.baseAddress {
                            body(
                                first.address, second.address, Parallel.blockRange(block, x.count, size),
                                start)
                        }
                    }
                    return DoubledNumber(high: sum.0, low: sum.1)
                }
            }
        }
        return parts.reduce(DoubledNumber(high: 0, low: 0), +).value
    }
}
