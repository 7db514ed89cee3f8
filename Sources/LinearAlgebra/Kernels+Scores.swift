import CKernels
import Groundwork

extension Kernels {
    /// S[g, j] = Σ_{i in g} wᵢ uᵢ (xᵢⱼ − sⱼ), the scores summed by group: groupCount × K, the intercept as
    /// first column when asked.
    ///
    /// S′S is the middle of the cluster-robust covariance (Liang & Zeger 1986). `groups` holds each row's code,
    /// 0 ..< groupCount; a row with another code belongs to no group. Shifts s 0 and weights 1 when nil.
    public static func groupedScores(
        columns: [[Double]], shifts: [Double]? = nil, intercept: Bool, residuals: [Double],
        weights: [Double]?, groups: [Int32], groupCount: Int
    ) -> Matrix {
        check(columns, residuals.count, weights?.count, groups.count)
        return residuals.withUnsafeBufferPointer { residuals in
            guard let address = residuals.baseAddress else {
                return Matrix(groupCount, columns.count + (intercept ? 1 : 0))
            }
            return withPass(columns, shifts, intercept, weights, groups, groupCount, residuals: address) {
                pass in
                pass.sums { _ in }
            }
        }
    }

    /// ``residuals(columns:response:intercept:coefficients:)`` and their ``groupedScores(columns:shifts:intercept:residuals:weights:groups:groupCount:)``
    /// in one pass: each block of rows is scored while it is still in the cache.
    ///
    /// The intercept is the first column of the scores when it is not nil. The response is zero when nil, so that
    /// with coefficients −b the residuals are the combination Xb.
    public static func residualsAndScores(
        columns: [[Double]], shifts: [Double]? = nil, response: [Double]?, intercept: Double?,
        coefficients: [Double], weights: [Double]?, groups: [Int32], groupCount: Int
    ) -> (residuals: [Double], scores: Matrix) {
        check(columns, groups.count, weights?.count, response?.count)
        precondition(columns.count == coefficients.count, "one coefficient a column is needed")
        var scores = Matrix(groupCount, columns.count + (intercept == nil ? 0 : 1))
        let residuals = [Double](unsafeUninitializedCapacity: groups.count) { buffer, initialized in
            initialized = groups.count
            guard let address = buffer.baseAddress, !groups.isEmpty else { return }
            // Each piece writes the residuals of its own rows, and by the end all are written.
            nonisolated(unsafe) let out = address
            scores = SharedPointer.with(response) { y in
                withPass(
                    columns, shifts, intercept != nil, weights, groups, groupCount, residuals: address
                ) { pass in
                    pass.sums { rows in
                        causal_residuals(
                            pass.columns.pointers, Int32(coefficients.count), y.address, intercept ?? 0,
                            coefficients, Int64(rows.lowerBound), Int64(rows.upperBound),
                            out + rows.lowerBound)
                    }
                }
            }
        }
        return (residuals, scores)
    }

    private static func withPass(
        _ columns: [[Double]], _ shifts: [Double]?, _ ones: Bool, _ weights: [Double]?, _ groups: [Int32],
        _ groupCount: Int, residuals: UnsafePointer<Double>, _ body: (ScorePass) -> Matrix
    ) -> Matrix {
        ColumnPointers.with(columns) { columns in
            SharedPointer.with(weights) { weights in
                SharedPointer.with(groups) { codes in
                    body(
                        ScorePass(
                            columns: columns, shifts: shifts, ones: ones,
                            residuals: SharedPointer(address: residuals),
                            weights: weights, groups: codes, groupCount: groupCount,
                            rowCount: groups.count))
                }
            }
        }
    }
}
