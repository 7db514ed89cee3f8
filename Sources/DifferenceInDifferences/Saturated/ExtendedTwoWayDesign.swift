import Regression

/// The columns of Wooldridge's regression.
struct ExtendedTwoWayDesign {
    /// The regression's frame: cells, cells × centred covariates, then what serves as controls.
    let frame: ModelFrame
    /// The covariates, less their cohort's mean.
    let centred: [DesignColumn]
    /// How many of the first columns vanish without treatment.
    let treated: Int

    /// - Parameter dummies: whether cohorts and periods become columns; else they are absorbed already.
    init(
        _ rows: ComparisonRows, _ cells: SaturatedCells, _ policy: PolicyRegression, dummies: Bool
    ) throws(CausalError) {
        let base = rows.base
        let covariates = base.frame.columns
        let cohorts = Factor(name: policy.treatment.column, numbers: base.panel.firstTreated)
        let levels = cohorts.levelCount + base.panel.period.levelCount
        try cells.checkSize(
            covariates: covariates.count, further: levels * (covariates.count + (dummies ? 1 : 0)), policy)
        let centred = covariates.map { $0.centred(by: cohorts, weights: base.frame.weights) }
        let effects = cells.indicators() + centred.flatMap(cells.products)
        let first = base.frame.hasIntercept ? 1 : 0
        var others: [DesignColumn] = []
        if dummies {
            others +=
                cohorts.columns(from: first, times: nil) + base.panel.period.columns(from: 1, times: nil)
        }
        for column in covariates {
            others += cohorts.columns(from: 0, times: column)
            others += base.panel.period.columns(from: 1, times: column)
        }
        frame = base.frame.replacing(columns: effects + others, intercept: base.frame.hasIntercept)
        self.centred = centred
        treated = effects.count
    }
}

extension DesignColumn {
    /// The column less its weighted mean in each level.
    fileprivate func centred(by factor: Factor, weights: [Double]?) -> DesignColumn {
        var sums = [Double](repeating: 0, count: factor.levelCount)
        var masses = sums
        for (row, code) in factor.codes.enumerated() {
            let weight = weights?[row] ?? 1
            sums[Int(code)] += weight * values[row]
            masses[Int(code)] += weight
        }
        let means = zip(sums, masses).map { $0 / $1 }
        return DesignColumn(
            name: name, term: term, values: zip(values, factor.codes).map { $0 - means[Int($1)] })
    }
}

extension Factor {
    /// The indicators of levels, times a column if there is one.
    fileprivate func columns(from first: Int, times column: DesignColumn?) -> [DesignColumn] {
        (first..<max(first, levelCount)).map { level in
            let own = "\(name)::\(label(level))"
            return DesignColumn(
                name: column.map { "\(own):\($0.name)" } ?? own, term: column?.term ?? name,
                values: codes.products(level, column?.values))
        }
    }
}

extension SaturatedFit {
    /// Margins of a generalised linear model: in each cell the mean over its rows of μ(η) − μ(η₀), η₀ the linear
    /// predictor without the first `treated` columns, and its derivatives.
    init(
        margins fit: GeneralisedLinearFit, _ estimator: String, _ policy: PolicyRegression,
        _ rows: ComparisonRows, _ cells: SaturatedCells, treated: Int, scale: EffectScale,
        facts: [JSONValue.Member]
    ) throws(CausalError) {
        try cells.requireAll(fit)
        let columns = fit.design.frame.columns
        let used = rows.base.frame.sample.positions(of: fit.sample)
        let kept = cells.all.keeping(used, weights: fit.priorWeights)
        var effects = CellEffects(kept, members: cells.estimated, coefficientCount: fit.terms.count)
        var without = effects
        let offset = fit.hasIntercept ? 1 : 0
        let isMember = cells.membership
        let live = fit.estimated.filter { $0 >= offset }
        for (row, code) in kept.codes.enumerated() where code >= 0 && isMember[Int(code)] {
            let cell = Int(code)
            let share = (fit.priorWeights?[row] ?? 1) / kept.cells[cell].mass
            let eta = fit.linearPredictors[row]
            let effect = live.reduce(0.0) {
                $1 - offset < treated ? $0 + fit.coefficients[$1] * columns[$1 - offset].values[row] : $0
            }
            let (slope, slopeWithout) = (fit.slope(at: eta), fit.slope(at: eta - effect))
            effects.add(cell, value: share * (fit.mean(at: eta) - fit.mean(at: eta - effect)))
            without.add(cell, value: share * fit.mean(at: eta - effect))
            if offset == 1 {
                effects.add(cell, term: 0, slope: share * (slope - slopeWithout))
                without.add(cell, term: 0, slope: share * slopeWithout)
            }
            for term in live {
                let x = columns[term - offset].values[row]
                guard x != 0 else { continue }
                let change = term - offset < treated ? slope : slope - slopeWithout
                effects.add(cell, term: term, slope: share * change * x)
                if term - offset >= treated { without.add(cell, term: term, slope: share * slopeWithout * x) }
            }
        }
        self.init(
            regression: fit, estimator: estimator, policy: policy, panel: rows.base.panel, effects: effects,
            without: scale == .ratio ? without : nil, facts: facts, notes: rows.notes + cells.notes)
    }
}

extension SaturatedCells {
    /// Whether each cell has an effect.
    fileprivate var membership: [Bool] {
        var isMember = [Bool](repeating: false, count: all.cells.count)
        for cell in estimated { isMember[cell] = true }
        return isMember
    }
}
