import Design
import Groundwork
import LinearAlgebra

/// One cluster's rows of the design: slopes X about their means, the columns D of the crossed levels that the
/// cluster meets (indicators, times the variable of an absorbed slope), and residuals; nested effects swept out.
struct LocalDesign {
    /// n_g × k
    var slopes: Matrix
    /// n_g × levels met
    var crossed: Matrix
    /// n_g × 1
    var residuals: Matrix
    let weights: [Double]?

    /// X, D and û side by side.
    var columns: Matrix { .beside([slopes, crossed, residuals], rows: slopes.rowCount) }
    /// X and D side by side.
    var regressors: Matrix { .beside([slopes, crossed], rows: slopes.rowCount) }
}

extension ClusterDesign {
    /// The crossed levels that a cluster meets, numbered by their first row.
    func levelsMet(_ rows: ArraySlice<Int32>, _ scratch: inout LevelScratch) -> [Int32] {
        scratch.clear()
        for row in rows { for codes in crossed { scratch.meet(codes[Int(row)]) } }
        return scratch.touched
    }

    /// The nested factors of a cluster, when anything must be swept of them: the fit has swept them out of X and û
    /// already, which is enough unless weights or crossed factors stand beside them.
    func nestedSweep(_ cluster: Int) throws(CausalError) -> NestedSweep? {
        guard !(nested + nestedSlopes).isEmpty, isOblique || !crossed.isEmpty else { return nil }
        let rows = groups.rows(cluster)
        return try NestedSweep(
            nested, nestedSlopes, cluster: cluster, rows: rows,
            weights: weights.map { w in rows.map { w[Int($0)] } })
    }

    /// Some rows of a cluster; without nested factors to sweep any of them, otherwise all.
    func local(
        _ rows: ArraySlice<Int32>, levels: LevelScratch, sweep: NestedSweep?
    ) -> LocalDesign {
        let n = rows.count
        let shift = hasIntercept ? 1 : 0
        var slopes = Matrix(n, slopeCount, repeating: 1)
        for (j, column) in columns.enumerated() {
            let start = (j + shift) * n - rows.startIndex
            for place in rows.indices {
                slopes.values[start + place] = column[Int(rows[place])] - means[j]
            }
        }
        var indicators = Matrix(n, levels.touched.count)
        for (i, row) in rows.enumerated() {
            for (codes, values) in zip(crossed, crossedValues) {
                indicators[i, levels.slot(Int(codes[Int(row)]))] += values?[Int(row)] ?? 1
            }
        }
        var result = LocalDesign(
            slopes: slopes, crossed: indicators,
            residuals: Matrix(n, 1, columnMajor: rows.map { residuals[Int($0)] }),
            weights: weights.map { w in rows.map { w[Int($0)] } })
        if let sweep {
            sweep.sweep(&result.slopes)
            sweep.sweep(&result.crossed)
            sweep.sweep(&result.residuals)
        }
        return result
    }
}
