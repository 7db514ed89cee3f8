import Groundwork

/// What a stage of the search makes greatest.
enum Criterion: Sendable, Hashable {
    /// Health with weights.
    case health
    /// The health of the group that has least.
    case worstOff
    /// Health after the worst falls of effects, at most so many of them.
    case lowerBound(Double?)
    /// Money left: −cost.
    case thrift

    /// The value of levels.
    func value(_ levels: [Double], _ portfolio: Portfolio) -> Double {
        switch self {
        case .health: portfolio.health(levels)
        case .worstOff: portfolio.groupHealth(levels).min() ?? 0
        case .lowerBound(let count): portfolio.lowerBound(levels, count: count)
        case .thrift: -portfolio.cost(levels)
        }
    }
}

/// The linear program behind a part of the choices: levels relaxed to ranges, products to their envelopes.
///
/// Columns: the levels x, a product z for each pair, the least group's health t where it is asked for, and the dual
/// variables p and q of the worst falls (Bertsimas & Sim 2004, theorem 1) where those are.
struct Relaxation {
    let portfolio: Portfolio
    /// What is made greatest.
    let target: Criterion
    /// What must not fall below a value.
    let floors: [(criterion: Criterion, value: Double)]

    /// The program for levels between bounds.
    func form(_ lower: [Double], _ upper: [Double]) -> LinearForm {
        var form = LinearForm()
        for k in lower.indices { _ = form.addColumn(lower[k], upper[k]) }
        let money = portfolio.costs.indices.map { LinearForm.Entry(column: $0, value: portfolio.costs[$0]) }
        form.add(nonzero(money), high: portfolio.budget)
        for pair in portfolio.pairs { addProduct(pair, lower, upper, &form) }
        for (criterion, value) in floors {
            let entries = expression(criterion, &form)
            form.add(entries, low: value)
        }
        for entry in expression(target, &form) { form.objective[entry.column] += entry.value }
        return form
    }

    /// z for a product: the two sides of McCormick's envelope towards which its effect pulls.
    ///
    /// They meet the product wherever a factor is at an end of its range, so that they are exact when one is 0 or 1.
    private func addProduct(
        _ pair: Portfolio.Pair, _ lower: [Double], _ upper: [Double], _ form: inout LinearForm
    ) {
        let (i, j) = (pair.first, pair.second)
        let z = form.addColumn(lower[i] * lower[j], upper[i] * upper[j])
        // z ≤ bᵢxⱼ + aⱼxᵢ − aⱼbᵢ for synergies, z ≥ … for diminishing returns, at both pairs of ends.
        let ends =
            pair.effect > 0
            ? [(lower[i], upper[j]), (upper[i], lower[j])] : [(lower[i], lower[j]), (upper[i], upper[j])]
        for (a, b) in ends {
            let entries = [
                LinearForm.Entry(column: z, value: 1), LinearForm.Entry(column: j, value: -a),
                LinearForm.Entry(column: i, value: -b),
            ]
            if pair.effect > 0 {
                form.add(nonzero(entries), high: -a * b)
            } else {
                form.add(nonzero(entries), low: -a * b)
            }
        }
    }

    /// A criterion as a sum over columns, with the columns and rows that it needs.
    private func expression(_ criterion: Criterion, _ form: inout LinearForm) -> [LinearForm.Entry] {
        switch criterion {
        case .health: return health(less: nil)
        case .thrift:
            return nonzero(
                portfolio.costs.indices.map { LinearForm.Entry(column: $0, value: -portfolio.costs[$0]) })
        case .worstOff: return [LinearForm.Entry(column: leastGroup(&form), value: 1)]
        case .lowerBound(let count):
            guard let count, count < Double(portfolio.costs.count) else {
                return health(less: portfolio.deviations)
            }
            return health(less: nil) + worstFalls(count, &form)
        }
    }

    private func health(less falls: [Double]?) -> [LinearForm.Entry] {
        let own = portfolio.effects.indices.map { k in
            LinearForm.Entry(
                column: k, value: portfolio.weights[k] * (portfolio.effects[k] - (falls?[k] ?? 0)))
        }
        let joint = portfolio.pairs.indices.map { k in
            LinearForm.Entry(
                column: product(k), value: portfolio.weight(portfolio.pairs[k]) * portfolio.pairs[k].effect)
        }
        return nonzero(own + joint)
    }

    private func product(_ pair: Int) -> Int { portfolio.costs.count + pair }

    /// t with t ≤ health of each group.
    private func leastGroup(_ form: inout LinearForm) -> Int {
        let t = form.addColumn(-.infinity, .infinity)
        for group in portfolio.groupNames.indices {
            var entries = portfolio.effects.indices.filter { portfolio.groups[$0] == group }.map {
                LinearForm.Entry(column: $0, value: portfolio.effects[$0])
            }
            for (k, pair) in portfolio.pairs.enumerated() {
                let halves = [pair.first, pair.second].count { portfolio.groups[$0] == group }
                entries.append(LinearForm.Entry(column: product(k), value: Double(halves) / 2 * pair.effect))
            }
            form.add(
                nonzero(entries) + [LinearForm.Entry(column: t, value: -1)], low: -portfolio.baselines[group])
        }
        return t
    }

    /// −Γp − Σq with p + qₖ ≥ what the fall of effect k takes away.
    private func worstFalls(_ count: Double, _ form: inout LinearForm) -> [LinearForm.Entry] {
        let p = form.addColumn(0, .infinity)
        var entries = [LinearForm.Entry(column: p, value: -count)]
        for k in portfolio.costs.indices where portfolio.weights[k] * portfolio.deviations[k] > 0 {
            let q = form.addColumn(0, .infinity)
            form.add(
                [
                    LinearForm.Entry(column: p, value: 1), LinearForm.Entry(column: q, value: 1),
                    LinearForm.Entry(column: k, value: -portfolio.weights[k] * portfolio.deviations[k]),
                ], low: 0)
            entries.append(LinearForm.Entry(column: q, value: -1))
        }
        return entries
    }

    private func nonzero(_ entries: [LinearForm.Entry]) -> [LinearForm.Entry] {
        entries.filter { $0.value != 0 }
    }
}
