import Regression

/// Sums of one cluster with weights P⁻¹, over derivatives and residuals side by side (p + 1 columns).
struct WorkingSums {
    /// (d, e)′P⁻¹(d, e)
    private(set) var inner: Matrix
    /// Z′P⁻¹(d, e): periods × (p + 1)
    private(set) var crossed: Matrix
    /// Z′P⁻¹Z
    private(set) var periods: Matrix

    /// Nil unless P is positive definite.
    init?(_ system: ClusterSystem, _ data: WedgePatterns, _ lags: LagCorrelation) {
        let (size, width) = (system.periods.count, system.width)
        inner = Matrix(width + 1, width + 1)
        crossed = Matrix(size, width + 1)
        periods = Matrix(size, size)
        guard lags.own[0] > 0 else { return nil }
        if let cohort = data.cohort {
            let first = data.patterns(of: system.cluster).lowerBound
            for group in cohort.classes(of: system.cluster) {
                guard add(group, system, first, lags) else { return nil }
            }
        } else {
            for (i, g) in data.patterns(of: system.cluster).enumerated() {
                let row = system.row(i, outcome: data.mean[g])
                add(row, row, data.count[g] / lags.own[0], system.positions[i], system.positions[i])
            }
        }
    }

    /// Persons of one class, whose outcomes go together by P.
    private mutating func add(
        _ group: CohortClasses.Class, _ system: ClusterSystem, _ first: Int, _ lags: LagCorrelation
    ) -> Bool {
        let local = group.members.map { $0 - first }
        let times = local.map { system.periods[system.positions[$0]] }
        let block = Matrix(rows: times.map { s in times.map { t in lags.own[abs(s - t)] } })
        guard let inverse = Cholesky(block)?.inverse() else { return false }
        let rows = local.indices.map { system.row(local[$0], outcome: group.means[$0]) }
        for j in local.indices {
            for k in local.indices {
                add(
                    rows[j], rows[k], group.count * inverse[j, k], system.positions[local[j]],
                    system.positions[local[k]])
            }
        }
        return true
    }

    private mutating func add(_ a: [Double], _ b: [Double], _ weight: Double, _ s: Int, _ t: Int) {
        for j in b.indices {
            let scaled = weight * b[j]
            for i in a.indices { inner[i, j] += a[i] * scaled }
            crossed[s, j] += scaled
        }
        periods[s, t] += weight
    }
}

extension Matrix {
    /// The X with L·X = B, where this matrix is L, lower triangular.
    func forwardSolved(_ b: Matrix) -> Matrix {
        var x = b
        for j in 0..<b.columnCount {
            for i in 0..<rowCount {
                var sum = x[i, j]
                for k in 0..<i { sum -= self[i, k] * x[k, j] }
                x[i, j] = sum / self[i, i]
            }
        }
        return x
    }
}
