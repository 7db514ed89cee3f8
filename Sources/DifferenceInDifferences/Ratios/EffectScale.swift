import Regression

/// What an effect is measured on.
public enum EffectScale: String, Sendable, Hashable, Codable, CaseIterable {
    /// The outcome's own scale: how much more.
    case difference
    /// How many times as much: rows are logs of ratios, with `ratio`, `ratio.low` and `ratio.high` beside them.
    case ratio
}

extension Estimates {
    /// The rows with e to the power of them, and of their intervals' ends.
    var withRatios: Estimates {
        let rows = rows.map { row in
            let ratio = Exponential.of(row.estimate)
            let labels: [JSONValue.Member] = [
                .init("ratio", .known(ratio)), .init("ratio.low", .known(Exponential.of(row.interval.low))),
                .init("ratio.high", .known(Exponential.of(row.interval.high))),
                .init("percent", .known(100 * (ratio - 1))),
            ]
            return row.renamed(row.term, labels: row.labels + labels)
        }
        return Estimates(
            command: command, rows: rows, covariance: covariance, model: model, diagnostics: diagnostics,
            notes: notes)
    }
}

/// Mean outcomes of cells with the treatment's effect and without, and ratios of their averages.
struct CellRatios: Sendable {
    let effects: CellEffects
    /// Mean outcomes without the effect.
    let without: CellEffects

    /// The logs of ratios of averages, log Σμ − log Σμ₀, as functions of the coefficients; NaN where an average without
    /// the effect is not positive.
    func map(_ averages: EffectAverages) -> CoefficientMap {
        let (change, base) = (effects.means(averages), without.means(averages))
        var jacobian = Matrix(averages.means.count, effects.jacobian.columnCount)
        var values = [Double](repeating: .nan, count: averages.means.count)
        for row in values.indices {
            let (low, high) = (base.values[row], base.values[row] + change.values[row])
            guard low > 0, high > 0 else { continue }
            values[row] = Exponential.logarithm(high / low)
            for column in 0..<jacobian.columnCount {
                let slope = base.jacobian[row, column]
                jacobian[row, column] = (slope + change.jacobian[row, column]) / high - slope / low
            }
        }
        return CoefficientMap(
            terms: averages.terms, labels: averages.labels,
            jacobian: averages.rows(jacobian.transposed).transposed, values: averages.rows(values))
    }
}

extension JSONValue {
    /// A number; null for one that is not finite.
    fileprivate static func known(_ value: Double) -> JSONValue { value.isFinite ? .number(value) : .null }
}
