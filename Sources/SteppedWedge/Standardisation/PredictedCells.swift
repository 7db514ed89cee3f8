import Regression

/// The cells of the periods in which treated and control clusters are compared: their means, and the means that a working model
/// predicts without and with the treatment.
struct PredictedCells {
    /// One cell.
    struct Cell {
        let cluster: Int
        let period: Int
        var count = 0.0
        var mean = 0.0
        let isTreated: Bool
        /// Predicted means without and with the treatment.
        var predicted = (0.0, 0.0)
    }

    private let cells: [Cell]
    /// The periods that are compared.
    let periods: [Int]

    /// - Parameter beta: the working model's coefficients, the treatment's first.
    init(_ data: WedgePatterns, _ beta: [Double], _ link: Link) {
        var all: [Cell] = []
        for cluster in 0..<data.clusterCount {
            for g in data.patterns(of: cluster) {
                if all.last?.cluster != cluster || all.last?.period != data.period[g] {
                    all.append(
                        Cell(cluster: cluster, period: data.period[g], isTreated: data.treatment[g] > 0))
                }
                let eta = data.predictor(g, beta) - beta[0] * data.treatment[g]
                let (n, last) = (data.count[g], all.count - 1)
                all[last].count += n
                all[last].mean += n * data.mean[g]
                all[last].predicted.0 += n * link.mean(at: eta)
                all[last].predicted.1 += n * link.mean(at: eta + beta[0])
            }
        }
        let compared = (0..<data.periodCount).filter { period in
            [true, false].allSatisfy { arm in all.contains { $0.period == period && $0.isTreated == arm } }
        }
        periods = compared
        cells = all.filter { compared.contains($0.period) }.map { cell in
            var cell = cell
            cell.mean /= cell.count
            cell.predicted = (cell.predicted.0 / cell.count, cell.predicted.1 / cell.count)
            return cell
        }
    }

    /// μ(1) and μ(0) averaged over the periods, and compared.
    ///
    ///     μ_j(z) = Σ_i w_ij m_ij(z)/Σ_i w_ij + Σ_{i: x_ij = z} w_ij(ȳ_ij − m_ij(z))/Σ_{i: x_ij = z} w_ij
    ///
    /// - Parameter isAugmented: whether the model's predictions m are used; without them μ_j(z) is the weighted mean of the
    ///   clusters under z.
    func effect(_ average: AverageEffect, _ scale: StandardisedScale, isAugmented: Bool) -> Double {
        let weights = self.weights(average)
        var sums = (treated: 0.0, control: 0.0, whole: 0.0)
        for period in periods {
            let own = cells.indices.filter { cells[$0].period == period }
            let whole = own.reduce(0) { $0 + weights[$1] }
            let share = average == .individual || average == .cluster ? whole : 1
            func mean(_ arm: Bool) -> Double {
                let m = { (cell: Cell) in isAugmented ? arm ? cell.predicted.1 : cell.predicted.0 : 0 }
                let seen = own.filter { cells[$0].isTreated == arm }
                let rest = seen.reduce(0) { $0 + weights[$1] * (cells[$1].mean - m(cells[$1])) }
                return own.reduce(0) { $0 + weights[$1] * m(cells[$1]) } / whole
                    + rest / seen.reduce(0) { $0 + weights[$1] }
            }
            sums.treated += share * mean(true)
            sums.control += share * mean(false)
            sums.whole += share
        }
        return scale.contrast(sums.treated / sums.whole, sums.control / sums.whole)
    }

    /// w_ij
    private func weights(_ average: AverageEffect) -> [Double] {
        func totals(_ key: (Cell) -> Int) -> [Int: Double] {
            cells.reduce(into: [:]) { $0[key($1), default: 0] += $1.count }
        }
        switch average {
        case .individual, .periodIndividual: return cells.map(\.count)
        case .cluster:
            let all = totals(\.cluster)
            return cells.map { $0.count / (all[$0.cluster] ?? 1) }
        case .clusterPeriod: return cells.map { _ in 1 }
        }
    }
}
