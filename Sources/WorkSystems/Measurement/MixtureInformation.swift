import Design
import Groundwork
import LinearAlgebra

/// The covariance of a mixture's shares and means from the scores of its likelihood.
///
/// Without clusters (Σ s s′)⁻¹, the empirical information (Meilijson 1989, JRSS B 51, 127–138); with clusters it stands on
/// both sides of the cross-products of the clusters' sums of scores, times G/(G − 1). Parameters are the logits of shares
/// against the last class, means, and logarithms of variances.
struct MixtureInformation {
    private let mixture: NormalMixture
    private let data: MixtureData
    private let isEqual: Bool
    private var classes: Int { mixture.shares.count }
    private var width: Int { data.width }
    private var count: Int { classes - 1 + classes * width + (isEqual ? width : classes * width) }

    init(_ mixture: NormalMixture, _ data: MixtureData, _ kind: LatentProfiles.Variances) {
        self.mixture = mixture
        self.data = data
        isEqual = kind == .equal
    }

    /// The covariance of shares, then of means class by class, in the scores' units; nil where the information is singular.
    func covariance(_ clusters: Factor?) -> Matrix? {
        var information = Matrix(count, count)
        var sums = Matrix(clusters?.levelCount ?? 0, count)
        let density = mixture.densities
        var weights = [Double](repeating: 0, count: classes)
        for row in 0..<data.count {
            _ = density.responsibilities(data, row, &weights)
            let score = score(row, weights)
            for j in 0..<count where score[j] != 0 {
                for i in 0..<count { information[i, j] += score[i] * score[j] }
                if let clusters { sums[Int(clusters.codes[row]), j] += score[j] }
            }
        }
        guard let factor = Cholesky(information),
            (0..<count).allSatisfy({ factor.factor[$0, $0] > 1e-7 * information[$0, $0].squareRoot() })
        else { return nil }
        // J·I⁻¹·M·I⁻¹·J′ with M = I, or that of clusters.
        let solved = factor.solve(jacobian.transposed)
        guard let clusters else { return jacobian * solved }
        let groups = Double(clusters.levelCount)
        guard groups > 1 else { return nil }
        return groups / (groups - 1) * (sums * solved).gram
    }

    private func score(_ row: Int, _ weights: [Double]) -> [Double] {
        var score = [Double](repeating: 0, count: count)
        let (first, last) = (classes - 1, classes - 1 + classes * width)
        for c in 0..<classes {
            if c < first { score[c] = weights[c] - mixture.shares[c] }
            for v in 0..<width {
                let place = c * width + v
                let z = (data.values[row * width + v] - mixture.means[place])
                let precision = 1 / mixture.variances[place]
                score[first + place] = weights[c] * z * precision
                score[last + (isEqual ? v : place)] += 0.5 * weights[c] * (z * z * precision - 1)
            }
        }
        return score
    }

    /// The derivatives of shares and of means in the scores' units.
    private var jacobian: Matrix {
        let shares = mixture.shares
        var jacobian = Matrix(classes + classes * width, count)
        for j in 0..<classes {
            for c in 0..<(classes - 1) { jacobian[j, c] = shares[j] * ((j == c ? 1 : 0) - shares[c]) }
        }
        for place in 0..<(classes * width) {
            jacobian[classes + place, classes - 1 + place] = data.scales[place % width]
        }
        return jacobian
    }
}
