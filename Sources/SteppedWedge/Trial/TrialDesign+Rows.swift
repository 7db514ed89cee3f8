import Regression

extension TrialDesign {
    /// The positions of columns that the indicators and earlier columns do not determine.
    ///
    /// A Cholesky factorisation of X′X over the rows (covariates within cells included) that passes over columns of
    /// which less than 1e-10 of their sum of squares is left.
    static func independent(
        _ columns: [Column], _ indicators: [Int32], _ indicatorCount: Int, _ statistics: CellStatistics
    ) -> [Int] {
        let counts = statistics.counts
        var sizes = [Double](repeating: 0, count: indicatorCount)
        for (cell, indicator) in indicators.enumerated() { sizes[Int(indicator)] += counts[cell] }
        // What is left of each column once the indicators are taken out.
        let left = columns.map { column in
            var sums = [Double](repeating: 0, count: indicatorCount)
            for (cell, indicator) in indicators.enumerated() {
                sums[Int(indicator)] += counts[cell] * column.values[cell]
            }
            return column.values.indices.map {
                column.values[$0] - sums[Int(indicators[$0])] / sizes[Int(indicators[$0])]
            }
        }
        var products = Matrix(columns.count, columns.count)
        for a in columns.indices {
            for b in columns.indices {
                products[a, b] =
                    zip(zip(left[a], left[b]), counts).reduce(0) { $0 + $1.0.0 * $1.0.1 * $1.1 }
                    + statistics.within(columns[a].covariate, columns[b].covariate)
            }
        }
        let whole = columns.map { column in
            zip(column.values, counts).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
                + statistics.within(column.covariate, column.covariate)
        }
        var kept: [Int] = []
        for a in columns.indices {
            guard products[a, a] > 1e-10 * whole[a] else { continue }
            kept.append(a)
            for b in (a + 1)..<max(columns.count, a + 1) {
                let factor = products[b, a] / products[a, a]
                for c in (a + 1)..<columns.count { products[b, c] -= factor * products[a, c] }
            }
        }
        return kept
    }

    /// The effects, the covariates, and the levels of time.
    static func rows(
        _ cells: TrialCells, _ effect: EffectColumns, _ columns: [Column], _ kept: [Int],
        _ indicatorCount: Int
    ) -> [Row] {
        let width = indicatorCount + kept.count
        let places = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, indicatorCount + $0) })
        let firstEffect = columns.count - effect.names.count
        func unit(_ place: Int) -> [Double] { (0..<width).map { $0 == place ? 1 : 0 } }
        var rows = effect.rows.map { row in
            var contrast = [Double](repeating: 0, count: width)
            for (k, weight) in row.weights.enumerated() { contrast[places[firstEffect + k] ?? 0] = weight }
            return Row(term: row.term, labels: row.labels, contrast: contrast, offset: 0)
        }
        for (position, column) in columns.enumerated() where position < firstEffect {
            rows.append(
                Row(term: column.name, labels: [], contrast: places[position].map(unit), offset: 0))
        }
        var intercept = unit(0)
        for (place, position) in kept.enumerated() {
            intercept[indicatorCount + place] = -columns[position].centre
        }
        rows.append(Row(term: "(Intercept)", labels: [], contrast: intercept, offset: cells.outcomeCentre))
        for period in 1..<max(indicatorCount, 1) {
            var contrast = unit(period)
            contrast[0] = -1
            rows.append(
                Row(
                    term: "period::\(cells.rows.period.label(period))", labels: [], contrast: contrast,
                    offset: 0))
        }
        return rows
    }
}

extension CellStatistics {
    /// Σ of products within cells over all clusters; 0 where a column is constant in cells.
    func within(_ a: Int?, _ b: Int?) -> Double {
        guard let a, let b else { return 0 }
        return (0..<clusterCount).reduce(0) { $0 + within[($1 * width + a) * width + b] }
    }
}

extension TrialCells {
    /// The mean outcome over the rows, which is taken off before anything is computed.
    var outcomeCentre: Double {
        let last = statistics.width - 1
        let means = (0..<statistics.cellCount).map { statistics.means[$0 * statistics.width + last] }
        return Kernels.mean(means, weights: statistics.counts)
    }
}
