import LinearAlgebra

/// One factor by maximum likelihood: Fisher scoring on (λ, ψ) with ψ ≥ 0.005.
///
/// Minimises F = log|Σ| + tr(SΣ⁻¹) − log|S| − k. With A = Σ⁻¹, W = A(S − Σ)A, a = Aλ and q = λ′Aλ the score of a row is
/// (Wλ, diag W/2) and its information
///
///     λλ: aᵢaⱼ + qAᵢⱼ     λψ: aⱼAᵢⱼ     ψψ: Aᵢⱼ²/2.
enum LikelihoodFactor {
    typealias Fit = (loadings: [Double], uniquenesses: [Double], information: Matrix?, discrepancy: Double)

    static func fit(_ correlation: Matrix) -> Fit? {
        let k = correlation.rowCount
        guard let whole = Cholesky(correlation) else { return nil }
        let constant = whole.logDeterminant + Double(k)
        var (loadings, uniquenesses) = start(correlation, whole.inverse())
        guard var state = State(correlation, loadings, uniquenesses) else { return nil }
        for _ in 0..<500 {
            let step = state.step()
            guard !step.isEmpty else { return nil }
            var share = 1.0
            var next: State?
            while share > 1e-6 {
                let trial = (
                    (0..<k).map { loadings[$0] + share * step[$0] },
                    (0..<k).map {
                        max(OneFactorModel.leastUniqueness, uniquenesses[$0] + share * step[k + $0])
                    }
                )
                if let candidate = State(correlation, trial.0, trial.1),
                    candidate.discrepancy <= state.discrepancy + 1e-14
                {
                    next = candidate
                    break
                }
                share /= 2
            }
            guard let next else { break }
            let moved =
                zip(next.loadings + next.uniquenesses, loadings + uniquenesses)
                .map { abs($0 - $1) }.max() ?? 0
            (loadings, uniquenesses, state) = (next.loadings, next.uniquenesses, next)
            if moved < 1e-13 { break }
        }
        return (loadings, uniquenesses, state.information, state.discrepancy - constant)
    }

    /// Uniquenesses from squared multiple correlations, loadings from the leading vector of what they leave.
    static func start(_ correlation: Matrix, _ inverse: Matrix) -> ([Double], [Double]) {
        let k = correlation.rowCount
        let uniquenesses = (0..<k).map { i in
            min(0.99, max(0.05, (1 - 0.5 / Double(k)) / inverse[i, i]))
        }
        var reduced = correlation
        for i in 0..<k { reduced[i, i] = 1 - uniquenesses[i] }
        guard let eigen = try? SymmetricEigen(reduced), let top = eigen.values.last else {
            return ([Double](repeating: 0.5, count: k), uniquenesses)
        }
        let size = max(0.05, top).squareRoot()
        return (eigen.vectors.column(k - 1).map { $0 * size }, uniquenesses)
    }

    /// The model at one point.
    struct State {
        let loadings: [Double]
        let uniquenesses: [Double]
        /// log|Σ| + tr(SΣ⁻¹)
        let discrepancy: Double
        let score: [Double]
        let information: Matrix

        init?(_ s: Matrix, _ loadings: [Double], _ uniquenesses: [Double]) {
            let k = loadings.count
            let implied = Matrix.outer(loadings, loadings) + Matrix.diagonal(uniquenesses)
            guard let factor = Cholesky(implied) else { return nil }
            let inverse = factor.inverse()
            let gap = (inverse * (s - implied) * inverse).symmetrised
            let a = inverse * loadings
            let q = zip(loadings, a).reduce(0) { $0 + $1.0 * $1.1 }
            self.loadings = loadings
            self.uniquenesses = uniquenesses
            discrepancy = factor.logDeterminant + zip(s.values, inverse.values).reduce(0) { $0 + $1.0 * $1.1 }
            score = gap * loadings + gap.diagonal.map { $0 / 2 }
            var information = Matrix(2 * k, 2 * k)
            for i in 0..<k {
                for j in 0..<k {
                    information[i, j] = a[i] * a[j] + q * inverse[i, j]
                    information[i, k + j] = a[j] * inverse[i, j]
                    information[k + j, i] = information[i, k + j]
                    information[k + i, k + j] = inverse[i, j] * inverse[i, j] / 2
                }
            }
            self.information = information
        }

        /// The scoring step; uniquenesses at their bound that would fall further stay. Empty without one.
        func step() -> [Double] {
            let k = loadings.count
            let free = (0..<(2 * k)).filter { i in
                i < k || uniquenesses[i - k] > OneFactorModel.leastUniqueness || score[i] > 0
            }
            guard let factor = Cholesky(information.submatrix(free)) else { return [] }
            var step = [Double](repeating: 0, count: 2 * k)
            for (place, value) in zip(free, factor.solve(free.map { score[$0] })) { step[place] = value }
            return step
        }
    }
}

/// One factor by minimum residuals: Σ_{i<j}(rᵢⱼ − λᵢλⱼ)², a loading at a time.
enum ResidualFactor {
    static func fit(_ correlation: Matrix) -> LikelihoodFactor.Fit? {
        let k = correlation.rowCount
        guard let whole = Cholesky(correlation) else { return nil }
        var (loadings, _) = LikelihoodFactor.start(correlation, whole.inverse())
        let most = (1 - OneFactorModel.leastUniqueness).squareRoot()
        for _ in 0..<100_000 {
            var moved = 0.0
            for i in 0..<k {
                var (above, below) = (0.0, 0.0)
                for j in 0..<k where j != i {
                    above += correlation[i, j] * loadings[j]
                    below += loadings[j] * loadings[j]
                }
                guard below > 0 else { return nil }
                let next = min(most, max(-most, above / below))
                moved = max(moved, abs(next - loadings[i]))
                loadings[i] = next
            }
            if moved < 1e-14 { break }
        }
        return (loadings, loadings.map { 1 - $0 * $0 }, nil, .nan)
    }
}
