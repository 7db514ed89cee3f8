import Regression

/// V of a fit with ARMA errors and its derivatives by (σ²_u, φ, θ), by differences of autocorrelations.
struct CovarianceDerivatives {
    let covariance: Matrix
    let first: [Matrix]

    init(_ fit: LikelihoodEstimate) {
        let lags = CovarianceDerivatives.lags(fit.data.steps)
        let count = (lags.values.max() ?? 0) + 1
        let natural = fit.natural
        let correlation: ([Double]) -> [Double] = {
            let values = fit.order.process(natural: $0).autocovariances(Int(count))
            return values.map { $0 / values[0] }
        }
        let innovation = fit.regression.residualSumOfSquares / Double(fit.data.count - fit.data.width)
        let variance = innovation * fit.order.process(natural: natural).autocovariances(1)[0]
        let largest = fit.point.map { abs(HyperbolicTangent.of($0)) }.max() ?? 0
        let h = min(2e-3, 0.05 * (1 - largest))
        let centre = correlation(natural)
        covariance = lags.matrix(centre, variance)
        let slopes = natural.indices.map { i in
            CovarianceDerivatives.slope(natural, i, h, correlation)
        }
        first = [lags.matrix(centre, 1)] + slopes.map { lags.matrix($0, variance) }
    }

    /// Five-point differences of a vector.
    private static func slope(
        _ x: [Double], _ i: Int, _ h: Double, _ f: ([Double]) -> [Double]
    ) -> [Double] {
        let values = [-2.0, -1, 1, 2].map { k in
            var there = x
            there[i] += k * h
            return f(there)
        }
        return values[0].indices.map {
            (8 * (values[2][$0] - values[1][$0]) - (values[3][$0] - values[0][$0])) / (12 * h)
        }
    }

    /// The distance of each pair of rows in periods; −1 across series.
    private struct Lags {
        let count: Int
        let values: [Double]

        func matrix(_ byLag: [Double], _ factor: Double) -> Matrix {
            Matrix(count, count, columnMajor: values.map { $0 < 0 ? 0 : factor * byLag[Int($0)] })
        }
    }

    private static func lags(_ steps: [Int]) -> Lags {
        var place = 0
        var series = 0
        let positions = steps.map { step -> (Int, Int) in
            (series, place) = step == 0 ? (series + 1, 0) : (series, place + step)
            return (series, place)
        }
        return Lags(
            count: steps.count,
            values: positions.flatMap { a in
                positions.map { b in a.0 == b.0 ? Double(abs(a.1 - b.1)) : -1 }
            })
    }
}
