import Groundwork
import Tables

extension BudgetAllocation {
    /// Reads programmes from a table.
    ///
    /// | column | holds | without it |
    /// |---|---|---|
    /// | `name` | a name, once each | needed |
    /// | `cost` | what a unit costs | needed |
    /// | `effect` | what a unit does for health | needed |
    /// | `std.error` | the effect's standard error | 0 |
    /// | `minimum` | the level that must be provided | 0 |
    /// | `maximum` | the greatest level | 1 |
    /// | `smallest` | the least level, if any at all | 0 |
    /// | `scalable` | yes or no (1 or 0, true or false): any level, or whole units | no |
    /// | `group` | the group that it serves | none |
    /// | `baseline` | the group's health before, the same in all of its rows | 0 |
    /// | `result`, `term` | a file that `--format json` wrote and its row, in place of the effect and its error | none |
    /// | `people` | by how much that estimate is multiplied; negative where less is better | 1 |
    ///
    /// Effects from one result keep their covariance.
    ///
    /// - Parameters:
    ///   - table: a row for each programme.
    ///   - interactions: a row for each pair: two columns of names, then `effect` and, if known, `std.error`.
    ///   - budget: what may be spent.
    ///   - equity: a column that says for whom health counts: numbers are the weights of a unit of health, texts are groups,
    ///     of which the worst off comes first.
    ///   - objective: what is made greatest; nil for the worst-off group where `equity` names groups, else health.
    /// - Throws: `CausalError.Code.unknownColumn`, `CausalError.Code.notNumeric`, `CausalError.Code.missingValue` and
    ///   `CausalError.Code.badValue` with the column and row.
    public init(
        _ table: DataTable, interactions: DataTable? = nil, budget: Double, equity: String? = nil,
        objective: Objective? = nil
    ) throws(CausalError) {
        let isWeight =
            try equity.map { name throws(CausalError) in try table.column(name).numbers != nil } ?? false
        let fair = equity != nil && !isWeight
        let groups = fair ? equity : (table["group"] == nil ? nil : "group")
        let estimated = try EstimatedEffects(table)
        let programmes = try BudgetAllocation.programmes(
            table, estimated, weights: isWeight ? equity : nil, groups: groups)
        self.init(
            programmes,
            interactions: try interactions.map { pairs throws(CausalError) in
                try BudgetAllocation.pairs(pairs)
            }
                ?? [],
            budget: budget, objective: objective ?? (fair ? .worstOff : .health),
            baselines: try BudgetAllocation.baselines(table, groups),
            effectCovariance: estimated?.covariance(programmes.map(\.standardError)))
    }

    private static func programmes(
        _ table: DataTable, _ estimated: EstimatedEffects?, weights: String?, groups: String?
    ) throws(CausalError) -> [Programme] {
        let names = try table.column("name")
        let cost = try table.known("cost")
        let effect = try estimated == nil ? table.known("effect") : table.optional("effect", .nan)
        let error = try table.optional("std.error", 0)
        let (minimum, maximum) = (try table.optional("minimum", 0), try table.optional("maximum", 1))
        let smallest = try table.optional("smallest", 0)
        let weight = try weights.map { name throws(CausalError) in try table.known(name) }
        let group = try groups.map { name throws(CausalError) in try table.column(name) }
        var items: [Programme] = []
        for row in 0..<table.rowCount {
            guard let name = names.label(row), !name.isEmpty else {
                throw CausalError(
                    .missingValue, "a programme has no name", file: table.source, column: "name",
                    row: row + 1)
            }
            let amount = try estimated?.amount(row) ?? Uncertain(effect[row], standardError: error[row])
            items.append(
                Programme(
                    name, cost: cost[row], effect: amount.amount, standardError: amount.standardError,
                    minimum: minimum[row], maximum: maximum[row], smallest: smallest[row],
                    isScalable: try table.flag("scalable", row), weight: weight?[row] ?? 1,
                    group: group?.label(row)))
        }
        return items
    }

    private static func pairs(_ table: DataTable) throws(CausalError) -> [Interaction] {
        guard table.columns.count >= 3 else {
            throw CausalError(
                .badHeader, "interactions need two columns of names and a column effect", file: table.source)
        }
        let effect = try table.known("effect")
        let error = try table.optional("std.error", 0)
        let names = table.columns.filter { $0.name != "effect" && $0.name != "std.error" }
        guard names.count >= 2 else {
            throw CausalError(.badHeader, "interactions need two columns of names", file: table.source)
        }
        var pairs: [Interaction] = []
        for row in 0..<table.rowCount {
            guard let first = names[0].label(row), let second = names[1].label(row) else {
                throw CausalError(
                    .missingValue, "an interaction needs two names", file: table.source, row: row + 1)
            }
            pairs.append(Interaction(first, second, effect: effect[row], standardError: error[row]))
        }
        return pairs
    }

    private static func baselines(_ table: DataTable, _ groups: String?) throws(CausalError) -> [String:
        Double]
    {
        guard table["baseline"] != nil else { return [:] }
        guard let groups else {
            throw CausalError(
                .badArgument, "baselines belong to groups", file: table.source, column: "baseline",
                remedy: "Give the column group, or name the groups' column with --equity.")
        }
        let (names, values) = (try table.column(groups), try table.known("baseline"))
        var baselines: [String: Double] = [:]
        for row in 0..<table.rowCount {
            guard let name = names.label(row) else { continue }
            guard baselines.updateValue(values[row], forKey: name) ?? values[row] == values[row] else {
                throw CausalError(
                    .badValue, "the baseline of group '\(name)' differs between its rows", file: table.source,
                    column: "baseline", row: row + 1, value: values[row].shortestDecimal)
            }
        }
        return baselines
    }
}
