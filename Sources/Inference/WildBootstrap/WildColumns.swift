import Design
import Groundwork
import LinearAlgebra

/// The columns that a draw is made of, and their sums by bootstrap cluster: the only passes over the rows that
/// a bootstrap by the fit's own clusters takes.
struct WildColumns {
    /// x̃_j = X B R_j′, one column for each restriction; c′x̃_j gives what a vector c of outcomes adds to R_jβ̂.
    let directions: [[Double]]
    /// Σ_{i∈h} w x̃_ij zᵢ, z the columns about their means: bootstrap clusters × coefficients, for each restriction.
    let directionScores: [Matrix]
    /// Σ_{i∈h} w ûᵢzᵢ: bootstrap clusters × coefficients.
    let scores: Matrix

    init(_ fit: some LinearFit, _ restriction: WildRestriction, _ clusters: WildClusters) {
        let (groups, design) = (clusters.bootstrap, fit.centred)
        var directions: [[Double]] = []
        var directionScores: [Matrix] = []
        for direction in restriction.directions {
            // 0 − X·(−BR′)
            let negative = design.combinationInData(direction).map { -$0 }
            let made = Kernels.residualsAndScores(
                columns: fit.designColumns, shifts: design.means, response: nil,
                intercept: fit.hasIntercept ? negative[0] : nil,
                coefficients: Array(negative.dropFirst(fit.hasIntercept ? 1 : 0)), weights: fit.weights,
                groups: groups.codes, groupCount: groups.levelCount)
            directions.append(made.residuals)
            directionScores.append(made.scores)
        }
        self.directions = directions
        self.directionScores = directionScores.indices.map {
            directionScores[$0].summing(to: restriction.centred.row($0))
        }
        scores = fit.scores(summedBy: groups).summing(
            to: Array(repeating: 0, count: restriction.centred.columnCount))
    }
}

extension Matrix {
    /// The matrix with what rounding made of known column sums (Z′Wû = 0, Z′WZBR′ = R′) taken off all rows alike, so
    /// that the draw of all signs + is the sample to the last digits, wherever the columns' origin lies.
    fileprivate func summing(to totals: [Double]) -> Matrix {
        var result = self
        for j in 0..<columnCount {
            let excess = (column(j).reduce(0, +) - totals[j]) / Double(rowCount)
            for i in 0..<rowCount { result[i, j] -= excess }
        }
        return result
    }
}

/// Which residuals are multiplied and which statistics are taken of them.
///
/// The draws' residuals are linear in the hypothesised value. With one restriction and t(r) = (Rβ̂ − r)/se = x,
/// the residuals under the hypothesis are û + x·(se/RBR′)·x̃: two columns, û and x̃, give a draw's
/// statistic at every r. Several restrictions are tested at one r, so that one column is enough.
struct WildResiduals {
    /// The statistic of a restriction in a residual column, times a scale.
    struct Map {
        let restriction: Int
        let residual: Int
        let scale: Double
    }

    /// ρ, n values each.
    let columns: [[Double]]
    /// Σ_{i∈h} w ρᵢzᵢ: bootstrap clusters × coefficients, for each column.
    let scores: [Matrix]
    let maps: [Map]

    init(
        _ fit: some LinearFit, _ restriction: WildRestriction, _ columns: WildColumns, errors: [Double],
        imposesNull: Bool
    ) {
        if restriction.count == 1 {
            self.columns = [fit.residuals] + (imposesNull ? columns.directions : [])
            scores = [columns.scores] + (imposesNull ? columns.directionScores : [])
            maps = self.columns.indices.map { i in
                Map(restriction: 0, residual: i, scale: i == 0 ? 1 / errors[0] : restriction.inverse[0, 0])
            }
            return
        }
        var residuals = fit.residuals
        var sums = columns.scores
        for (j, multiplier) in restriction.multipliers.enumerated() where imposesNull {
            let (before, direction) = (residuals, columns.directions[j])
            residuals = Parallel.array(before.count) { rows, out in
                for row in rows {
                    out.initializeElement(
                        at: row - rows.lowerBound, to: before[row] + multiplier * direction[row])
                }
            }
            sums = sums + multiplier * columns.directionScores[j]
        }
        self.columns = [residuals]
        scores = [sums]
        maps = errors.indices.map { Map(restriction: $0, residual: 0, scale: 1 / errors[$0]) }
    }

    private init(columns: [[Double]], scores: [Matrix], maps: [Map]) {
        self.columns = columns
        self.scores = scores
        self.maps = maps
    }

    /// The same with other sums by cluster.
    func replacing(scores: [Matrix]) -> WildResiduals {
        WildResiduals(columns: columns, scores: scores, maps: maps)
    }
}
