import CKernels
import Groundwork

extension Kernels {
    /// X′WX, k × k and symmetric; weights 1 when nil.
    ///
    /// Plain sums of products: for columns far from zero prefer ``moments(columns:weights:)``, which loses no
    /// digits to the mean.
    public static func crossProducts(columns: [[Double]], weights: [Double]?) -> Matrix {
        shiftedCrossProducts(columns: columns, shifts: nil, ones: false, factors: weights)
    }

    /// Σᵢ dᵢ zᵢzᵢ′ with z = x − s (s 0 when nil), K × K, the intercept first when asked.
    ///
    /// With d = (wᵢuᵢ)² this is the middle of the heteroskedasticity-robust covariance (White 1980). The
    /// factors may have any sign.
    public static func weightedCrossProduct(
        columns: [[Double]], shifts: [Double]? = nil, intercept: Bool, factors: [Double]
    ) -> Matrix {
        shiftedCrossProducts(columns: columns, shifts: shifts, ones: intercept, factors: factors)
    }

    /// Σᵢ fᵢ zᵢzᵢ′ with z = (1 when asked, x − s), the rows split over threads.
    ///
    /// Why not dsyrk: on the same packed blocks, one thread of an AVX-512 machine, the register tiles took half
    /// of OpenBLAS 0.3.21's time (ratio 2.6 at 11 columns, 2.4 at 51, 2.1 at 100, 1.7 at 400), and reference
    /// BLAS, which is what a plain installation has, took 6, 13, 14 and 18 times as long as they. The answer
    /// does not depend on which BLAS a machine has, either.
    static func shiftedCrossProducts(
        columns: [[Double]], shifts: [Double]?, ones: Bool, factors: [Double]?
    ) -> Matrix {
        let n = columns.first?.count ?? factors?.count ?? 0
        check(columns, n, factors?.count)
        let width = columns.count + (ones ? 1 : 0)
        if width == 0 { return Matrix(0, 0) }
        let order = Int(causal_cross_order(Int32(columns.count), ones))
        let blocks = RowBlocks(rowCount: n, resultSize: order * order)
        let parts = ColumnPointers.with(columns) { pointers in
            SharedPointer.with(factors) { factors in
                crossParts(pointers, shifts, ones, factors, blocks, order)
            }
        }
        var result = Matrix(width, width)
        for j in 0..<width {
            for i in 0...j {
                var total = 0.0
                for block in 0..<blocks.count { total += parts[(block * order + j) * order + i] }
                result[i, j] = total
                result[j, i] = total
            }
        }
        return result
    }

    /// One order × order sum for each block of rows, one after the other.
    private static func crossParts(
        _ columns: ColumnPointers, _ shifts: [Double]?, _ ones: Bool, _ factors: SharedPointer<Double>,
        _ blocks: RowBlocks, _ order: Int
    ) -> [Double] {
        let k = Int32(columns.pointers.count)
        return Parallel.array(blocks.count * order * order, blockSize: order * order) { range, sums in
            let rows = blocks.rows(range.lowerBound / (order * order))
            sums.initialize(repeating: 0)
            let size = Int(causal_cross_workspace(k, ones))
            withUnsafeTemporaryAllocation(byteCount: size * 8, alignment: 64) { raw in
                let workspace = raw.bindMemory(to: Double.self)
                causal_cross_products(
                    columns.pointers, shifts, k, ones, factors.address, Int64(rows.lowerBound),
                    Int64(rows.upperBound), workspace.baseAddress, sums.baseAddress)
            }
        }
    }
}
