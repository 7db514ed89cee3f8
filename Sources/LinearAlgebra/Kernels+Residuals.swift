import CKernels
import Groundwork

extension Kernels {
    /// yᵢ − α − Σⱼ xᵢⱼ βⱼ; the fitted values are the response less these.
    ///
    /// `intercept` nil is 0; `coefficients` has one entry a column. The rounding error of a residual is a few
    /// units in the last place of the largest term in its sum.
    public static func residuals(
        columns: [[Double]], response: [Double], intercept: Double?, coefficients: [Double]
    ) -> [Double] {
        check(columns, response.count)
        precondition(columns.count == coefficients.count, "one coefficient a column is needed")
        return ColumnPointers.with(columns) { pointers in
            SharedPointer.with(response) { y in
                Parallel.array(response.count) { rows, out in
                    causal_residuals(
                        pointers.pointers, Int32(coefficients.count), y.address, intercept ?? 0,
                        coefficients, Int64(rows.lowerBound), Int64(rows.upperBound), out.baseAddress)
                }
            }
        }
    }

    /// hᵢ = wᵢ zᵢ′ A zᵢ for each row, z = x − s: with A = (Z′WZ)⁻¹ the leverages, which HC2 and HC3 need.
    ///
    /// A is K × K and symmetric, the intercept first when asked; shifts 0 and weights 1 when nil.
    public static func rowForms(
        columns: [[Double]], shifts: [Double]? = nil, intercept: Bool, matrix: Matrix, weights: [Double]?
    ) -> [Double] {
        let n = columns.first?.count ?? weights?.count ?? 0
        check(columns, n, weights?.count)
        let width = columns.count + (intercept ? 1 : 0)
        precondition(
            matrix.rowCount == width && matrix.columnCount == width, "the matrix has another order")
        return ColumnPointers.with(columns) { pointers in
            SharedPointer.with(weights) { weights in
                Parallel.array(n) { rows, out in
                    causal_row_forms(
                        pointers.pointers, shifts, Int32(pointers.pointers.count), intercept, weights.address,
                        matrix.values, Int64(rows.lowerBound), Int64(rows.upperBound), out.baseAddress)
                }
            }
        }
    }
}
