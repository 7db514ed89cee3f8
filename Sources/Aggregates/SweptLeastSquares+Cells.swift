import Regression

extension SweptLeastSquares {
    /// Sums by unit and combination of small factors, where the units are the clusters; nil where they lie in clusters.
    ///
    /// They add over any rows, so that a stream's chunks serve too.
    public var cells: CellSums? {
        guard unit == cluster else { return nil }
        return CellSums(
            formula, variables: variables, products: products, keys: [unit] + factors, weights: weights)
    }

    /// The products of ``cells``: units swept out of their own sums.
    ///
    /// With a cell's mean m_c about the unit's mean and its scatter S_c, W_g = Σ_c (S_c + n_c m_c m_c′): differences of
    /// means, so that no digits are lost where units differ much.
    ///
    /// - Throws: `CausalError.Code.badArgument` for sums of another model, or more units than there is room for;
    ///   `CausalError.Code.badPanel` for a level of a small factor with one row; `CausalError.Code.noRows`.
    public func products(_ statistics: CrossProducts) throws(CausalError) -> SweptProducts {
        guard statistics.variables == variables, statistics.keys == [unit] + factors else {
            throw CausalError(
                .badArgument, "the statistics are not those of the model",
                value: (statistics.keys + statistics.variables).joined(separator: ", "))
        }
        let units = Dictionary(grouping: statistics.cells.filter { $0.count > 0 }) { $0.key[0] }
        let kept = units.filter { !isAlone($0.value) }
        let all = kept.values.flatMap { $0 }
        guard !all.isEmpty else {
            throw CausalError(.noRows, "no row of the table has all the columns that the model reads")
        }
        let levels = Set(all.map { Array($0.key.dropFirst()) }).sorted { $0.lexicographicallyPrecedes($1) }
        try checkRoom(clusters: kept.count, size: variables.count + levels.count)
        try checkLevels(
            all.map { (Array($0.key.dropFirst()), weightKind == .frequency ? $0.total : Double($0.count)) })
        let places = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, $0) })
        let clusters = kept.sorted { $0.key < $1.key }.map { unit, cells in
            sweep(unit, cells.map { (places[Array($0.key.dropFirst())] ?? 0, $0) }, levels.count)
        }
        return SweptProducts(
            variables: variables, levels: levels, clusters: clusters,
            outcome: [
                Kernels.sum(all.map(\.total)), Kernels.sum(all.map { $0.sums[0] }),
                Kernels.sum(all.map { $0.products[0] }), statistics.origin[0],
            ], unitCount: kept.count, singletons: units.count - kept.count, missing: statistics.missing,
            zeroWeight: statistics.zeroWeight)
    }

    /// Whether a unit has one row, which stands for itself alone.
    private func isAlone(_ cells: [CrossProducts.Cell]) -> Bool {
        cells.count == 1 && cells[0].count == 1 && !(weightKind == .frequency && cells[0].total > 1)
    }

    private func sweep(
        _ unit: CrossProducts.Key, _ cells: [(level: Int, sums: CrossProducts.Cell)], _ levels: Int
    ) -> SweptProducts.Cluster {
        let (width, size) = (variables.count, variables.count + levels)
        let total = cells.reduce(0) { $0 + $1.sums.total }
        let mean = (0..<width).map { i in cells.reduce(0) { $0 + $1.sums.sums[i] } / total }
        var swept = SweptProducts.Cluster(
            key: unit, count: cells.reduce(0) { $0 + $1.sums.count }, levels: cells.map(\.level).sorted(),
            squares: Array(repeating: 0, count: size),
            products: Array(repeating: 0, count: size * (size + 1) / 2))
        for (level, cell) in cells {
            let (n, own) = (cell.total, width + level)
            let away = (0..<width).map { cell.sums[$0] / n - mean[$0] }
            var place = 0
            for i in 0..<width {
                for j in 0...i {
                    let scatter =
                        cell.count > 1 ? cell.products[place] - cell.sums[i] * cell.sums[j] / n : 0
                    swept.products[place] += scatter + n * away[i] * away[j]
                    place += 1
                }
                swept.squares[i] += cell.products[place - 1]
                swept.products[own * (own + 1) / 2 + i] += n * away[i]
            }
            swept.squares[own] += n
            swept.products[own * (own + 1) / 2 + own] += n
            for (other, second) in cells where other <= level {
                swept.products[own * (own + 1) / 2 + width + other] -= n * second.total / total
            }
        }
        return swept
    }

    /// Refuses more numbers than 2 GB hold.
    func checkRoom(clusters: Int, size: Int) throws(CausalError) {
        guard Double(clusters) * Double(size) * Double(size) <= 0x1p28 else {
            throw CausalError(
                .badArgument,
                "\(clusters) clusters times the pairs of \(size) variables and combinations of small factors are too many numbers",
                column: cluster,
                remedy: "Cluster above the unit, use 'did --estimator twfe', or fit on the rows.")
        }
    }

    /// Refuses a level of a small factor that has a single row, which a fit on rows drops.
    func checkLevels(_ cells: [(levels: [CrossProducts.Key], rows: Double)]) throws(CausalError) {
        for (place, name) in factors.enumerated() {
            var rows: [CrossProducts.Key: Double] = [:]
            for cell in cells { rows[cell.levels[place], default: 0] += cell.rows }
            guard let alone = rows.filter({ $0.value == 1 }).keys.min() else { continue }
            throw CausalError(
                .badPanel, "a level of an absorbed factor has a single row, which a fit on rows drops",
                column: name, value: alone.description, remedy: "Leave that row out.")
        }
    }
}
