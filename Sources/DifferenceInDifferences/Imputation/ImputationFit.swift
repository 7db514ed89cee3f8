import Regression

/// Averages of imputed effects.
public struct ImputationFit: InfluenceFit {
    /// The imputation behind them.
    public let outcomes: ImputedOutcomes
    let averages: EffectAverages
    let leads: UntreatedLeads?
    /// The averages, and the leads before them by event time.
    public let coefficients: [Double]

    init(_ outcomes: ImputedOutcomes, _ averages: EffectAverages, leads: UntreatedLeads?) {
        self.outcomes = outcomes
        self.averages = averages
        self.leads = leads
        let rows = averages.rows(outcomes.values(averages.means))
        coefficients = rows[..<averages.offset] + (leads?.coefficients ?? []) + rows[averages.offset...]
    }

    /// `did`.
    public var command: String { "did" }
    /// The rows' names.
    public var terms: [String] { placed(averages.terms, leads?.terms) }
    /// What places them.
    public var labels: [[JSONValue.Member]] { placed(averages.labels, leads?.labels) }
    /// `pretrend-wald`: the leads are all zero, by the covariance of their own regression (cr1), as in Stata's
    /// `did_imputation`.
    public func diagnostics(by columns: [String]) throws(CausalError) -> [Diagnostic] {
        guard let leads, !leads.terms.isEmpty else { return [] }
        return [leads.pretrend(by: columns.isEmpty ? independentUnit.map { [$0] } ?? [] : columns)]
    }

    /// The overall row, the leads, the means.
    private func placed<Value>(_ rows: [Value], _ leads: [Value]?) -> [Value] {
        rows[..<averages.offset] + (leads ?? []) + rows[averages.offset...]
    }

    /// The rows used.
    public var sample: Sample { outcomes.sample }
    /// Facts about the model.
    public var facts: [JSONValue.Member] {
        outcomes.facts("imputation", averages) + [.init("leave.out", .bool(outcomes.leavesOut))]
    }
    /// Remarks.
    public var notes: [String] { outcomes.notes }
    /// n⁻¹ψ by the combinations of some columns, without columns by unit.
    public func influenceBlocks(by columns: [String]) throws(CausalError) -> InfluenceBlocks {
        let units = outcomes.groups(columns)
        let groups = if let units { units } else { try influenceGroups(columns) }
        let blocks = InfluenceBlocks(try influence(summedBy: groups))
        guard let roots = try outcomes.countRoots(groups) else { return blocks }
        return InfluenceBlocks(
            groupCount: Int(roots.reduce(0) { $0 + $1 * $1 }.rounded()), termCount: blocks.termCount,
            count: blocks.count, blocks.block)
    }
    /// All rows but the overall one.
    public var family: [Int] { Array(averages.offset..<terms.count) }
    /// The column of units, or nil.
    public var independentUnit: String? { outcomes.model.base.panel.unit?.name }

    /// n⁻¹ψ_g = Σ_{it∈g} v_it ε̃_it, with v = w in treated and `ImputationWeights` in untreated rows.
    ///
    /// ε̃ = y − ŷ(0) in untreated rows, and τ̂_it − τ̃ in treated ones. τ̃ is the auxiliary effect of the row's cohort
    /// and period, Σ_g V_g(Σ_{it∈g} v_it τ̂_it)/Σ_g V_g² with V_g = Σ_{it∈g} v_it over the group's rows of the cell
    /// (Borusyak, Jaravel & Spiess 2024, eq. 8); with leave-out, that of the other groups. Both depend on the
    /// groups, so that clusters above the unit have auxiliary effects of their own, as in Stata's `did_imputation`.
    ///
    /// The variance Σψ_gψ_g′/n² is conservative: it is too large by how much effects vary within a cell.
    ///
    /// - Throws: `CausalError.Code.tooFewRows` under leave-out when a cell lies within one group.
    public func influence(summedBy groups: Factor) throws(CausalError) -> Matrix {
        let weights = ImputationWeights(model: outcomes.model, cells: outcomes.cells)
        let roots = try outcomes.countRoots(groups)
        var influence = try weights.untreatedInfluence(averages.means, groups).dividing(rowsBy: roots)
        let sums = GroupedEffects(outcomes.model, outcomes.cells, groups: groups)
        let auxiliary = AuxiliaryEffects(sums, count: outcomes.cells.cells.count, over: roots)
        let users = averages.users(cellCount: outcomes.cells.cells.count)
        if outcomes.leavesOut { try checkLeaveOut(auxiliary, users) }
        sums.forEach(over: roots) { sum in
            for mean in users[sum.cell] {
                influence[sum.group, mean] +=
                    auxiliary.deviation(sum, leavesOut: outcomes.leavesOut) / averages.means[mean].mass
            }
        }
        let rows = averages.rows(influence)
        guard let leads else { return rows }
        let before = try leads.influence(summedBy: groups, untreated: outcomes.model.untreated)
            .dividing(rowsBy: roots)
        let cut = averages.offset * rows.rowCount
        return Matrix(
            rows.rowCount, rows.columnCount + before.columnCount,
            columnMajor: rows.values[..<cut] + before.values + rows.values[cut...])
    }

    private func checkLeaveOut(_ auxiliary: AuxiliaryEffects, _ users: [[Int]]) throws(CausalError) {
        guard let cell = users.indices.first(where: { !users[$0].isEmpty && auxiliary.isAlone($0) }) else {
            return
        }
        let place = outcomes.cells.cells[cell]
        throw CausalError(
            .tooFewRows,
            "the cohort of \(place.cohort.shortestDecimal) has one cluster in period \(place.time.shortestDecimal): "
                + "left out, none remains",
            remedy: "Do without leave-out, or keep larger cohorts with --where.")
    }
}
