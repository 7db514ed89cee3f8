import Groundwork

extension BudgetAllocation {
    /// Refuses what cannot be an allocation.
    func check() throws(CausalError) {
        guard !programmes.isEmpty else {
            throw CausalError(.emptyFile, "there is no programme to choose from")
        }
        guard budget.isFinite else {
            throw CausalError(.badArgument, "a budget is a finite number", value: "\(budget)")
        }
        guard limits.nodes > 0, limits.seconds > 0, limits.gap >= 0, limits.gap.isFinite else {
            throw CausalError(.badArgument, "the limits of a search are positive numbers")
        }
        var rows: [String: Int] = [:]
        for (k, item) in programmes.enumerated() {
            try item.check(row: k + 1)
            guard rows.updateValue(k, forKey: item.name) == nil else {
                throw CausalError(
                    .badValue, "two programmes have the same name", row: k + 1, value: item.name)
            }
        }
        try checkPairs(rows)
        try checkObjective()
        guard let covariance = effectCovariance else { return }
        guard covariance.rowCount == programmes.count, covariance.columnCount == programmes.count,
            covariance.values.allSatisfy(\.isFinite)
        else {
            throw CausalError(
                .badArgument, "the covariance has a finite row and column for each programme")
        }
    }

    private func checkPairs(_ places: [String: Int]) throws(CausalError) {
        var met: Set<Set<Int>> = []
        for (row, pair) in interactions.enumerated() {
            for name in [pair.first, pair.second] where places[name] == nil {
                let near = Spelling.nearest(to: name, among: programmes.map(\.name))
                throw CausalError(
                    .badValue, "an interaction names a programme that there is not", row: row + 1,
                    value: name,
                    remedy: near.map { "Did you mean '\($0)'?" } ?? "Use the names of the programmes.")
            }
            guard pair.first != pair.second,
                met.insert(Set([pair.first, pair.second].compactMap { places[$0] })).inserted
            else {
                throw CausalError(
                    .badValue, "an interaction joins two programmes, and stands once for each pair",
                    row: row + 1, value: "\(pair.first), \(pair.second)")
            }
            guard pair.effect.isFinite, pair.standardError.isFinite, pair.standardError >= 0 else {
                throw CausalError(
                    .badValue, "an interaction's effect is a number and its standard error is not negative",
                    row: row + 1, value: "\(pair.effect)")
            }
        }
    }

    private func checkObjective() throws(CausalError) {
        switch objective {
        case .health: return
        case .worstOff:
            guard programmes.contains(where: { $0.group != nil }) else {
                throw CausalError(
                    .badArgument, "the worst-off group can be sought where programmes belong to groups",
                    remedy: "Give the column group.")
            }
        case .lowerBound(let level, let deviations):
            guard level > 0, level < 1 else {
                throw CausalError(.badArgument, "a level lies between 0 and 1", value: "\(level)")
            }
            guard deviations.map({ $0 >= 0 }) ?? true else {
                throw CausalError(
                    .badArgument, "the number of deviations is not negative", value: "\(deviations ?? 0)")
            }
            guard programmes.contains(where: { $0.standardError > 0 }) else {
                throw CausalError(
                    .badArgument, "lower bounds need standard errors of the effects",
                    remedy: "Give the column std.error.")
            }
        }
    }
}

extension Programme {
    fileprivate func check(row: Int) throws(CausalError) {
        guard !name.isEmpty else {
            throw CausalError(.missingValue, "a programme has no name", column: "name", row: row)
        }
        let numbers = [
            ("cost", cost, true), ("effect", effect, true), ("std.error", standardError, standardError >= 0),
            ("minimum", minimum, minimum >= 0), ("maximum", maximum, maximum >= 0),
            ("smallest", smallest, smallest >= 0), ("weight", weight, weight >= 0),
        ]
        for (column, value, isRight) in numbers where !(value.isFinite && value.magnitude <= 1e100 && isRight)
        {
            throw CausalError(
                value.isNaN ? .missingValue : .badValue,
                column == "cost" || column == "effect"
                    ? "the \(column) of '\(name)' is not a number that can be reckoned with"
                    : "the \(column) of '\(name)' is a number that is not negative", column: column, row: row,
                value: "\(value)")
        }
    }
}
