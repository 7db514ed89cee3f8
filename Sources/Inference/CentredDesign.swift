import Groundwork
import LinearAlgebra

/// A fit's design about its columns' means, z = (1, x − m): sums over rows lose no digits to the means.
///
/// With T = (1, −m′; 0, I)
///
///     Z = XT,   β = Tθ,   (Z′WZ)⁻¹ = diag(1/Σw, C),
///
/// C the slopes' part of (X′WX)⁻¹. Covariances are computed for θ and turned into those of β last: in X itself the
/// sandwich B M B of a column of mean m and standard deviation s loses (m/s)² of the precision, all of it at 10⁸.
/// Without an intercept m = 0 and T = I.
struct CentredDesign: Sendable {
    /// m, one for each column.
    let means: [Double]
    /// (Z′WZ)⁻¹
    let bread: Matrix
    /// T; nil when it is the identity.
    private let back: Matrix?

    /// Weighs the means of a weighted regression and the inverse of its cross-products.
    init(means: [Double], bread: Matrix, totalWeight: Double, hasIntercept: Bool) {
        self.means = means
        guard hasIntercept else {
            self.bread = bread
            back = nil
            return
        }
        var (centred, back) = (bread, Matrix.identity(bread.rowCount))
        centred[0, 0] = 1 / totalWeight
        for j in means.indices {
            centred[0, j + 1] = 0
            centred[j + 1, 0] = 0
            back[0, j + 1] = -means[j]
        }
        self.bread = centred
        self.back = back
    }

    /// T·A: what θ's errors are to β's.
    func inData(_ matrix: Matrix) -> Matrix { back.map { $0 * matrix } ?? matrix }

    /// T V T′, symmetric to the last bit.
    func inData(covariance matrix: Matrix) -> Matrix {
        back.map { ($0 * matrix * $0.transposed).symmetrised } ?? matrix
    }

    /// T⁻¹ V T⁻¹′
    func inCentred(covariance matrix: Matrix) -> Matrix {
        guard var forth = back else { return matrix }
        for j in means.indices { forth[0, j + 1] = means[j] }
        return (forth * matrix * forth.transposed).symmetrised
    }

    /// R T: restrictions on β as restrictions on θ.
    func restrictions(_ matrix: Matrix) -> Matrix { back.map { matrix * $0 } ?? matrix }

    /// (Z′WZ)⁻¹(RT)′: a score's share in Rβ is its product with these columns.
    func directions(_ matrix: Matrix) -> Matrix { bread * restrictions(matrix).transposed }

    /// A combination of the columns z as one of x: the constant first when there is an intercept.
    func combinationInData(_ coefficients: [Double]) -> [Double] {
        guard back != nil else { return coefficients }
        var result = coefficients
        for j in means.indices { result[0] -= means[j] * coefficients[j + 1] }
        return result
    }

    /// A row of X, the 1 of the intercept included, as one of Z.
    func row(_ row: [Double]) -> [Double] {
        guard back != nil else { return row }
        return [row[0]] + zip(row.dropFirst(), means).map { $0 - $1 }
    }
}

extension LinearFit {
    /// The design about its columns' means.
    var centred: CentredDesign {
        CentredDesign(
            means: columnMeans, bread: bread, totalWeight: weights.map(Kernels.sum) ?? Double(rowCount),
            hasIntercept: hasIntercept)
    }

    /// The weighted means of the columns where there is an intercept, and zeros without.
    public var columnMeans: [Double] {
        let (weights, hasIntercept) = (weights, hasIntercept)
        return designColumns.map { hasIntercept ? Kernels.mean($0, weights: weights) : 0 }
    }
}
