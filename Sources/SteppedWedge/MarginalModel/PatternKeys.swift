import Regression

/// Each row's pattern, and the regressors of the patterns.
struct PatternKeys {
    let rows: TrialRows
    /// Cell, covariates and offset together.
    let pattern: Factor
    /// A row of each pattern.
    let firstRows: [Int]
    private let offsets: [Double]?

    static let intercept = "(Intercept)"

    /// The number of columns that time has, an intercept among them.
    var timeCount: Int { rows.model.time == .categorical ? rows.period.levelCount : 2 }

    init(_ rows: TrialRows, _ offsets: [Double]?) {
        self.rows = rows
        self.offsets = offsets
        var key = rows.cells
        for numbers in rows.frame.columns.map(\.values) + (offsets.map { [$0] } ?? []) {
            let factor = Factor(name: "", numbers: numbers)
            if factor.levelCount > 1 { key = key.crossed(with: factor) }
        }
        pattern = key
        firstRows = key.firstRows.map(Int.init)
    }

    /// Whether a column is one of those that add up to 1.
    func isAnchor(_ name: String) -> Bool {
        rows.model.time == .categorical ? name.hasPrefix("period::") : name == PatternKeys.intercept
    }

    /// Whether a column is a covariate or a line in time.
    func isCentred(_ name: String) -> Bool {
        name == rows.model.period && rows.model.time == .linear
            || rows.frame.columns.contains { $0.name == name }
    }

    /// The offset of each pattern.
    var offset: [Double] { offsets.map { all in firstRows.map { all[$0] } } ?? firstRows.map { _ in 0 } }
    /// The cluster of each pattern.
    var clusterCodes: [Int] { firstRows.map { Int(rows.cluster.codes[$0]) } }
    /// The period of each pattern.
    var periodCodes: [Int] { firstRows.map { Int(rows.period.codes[$0]) } }
    /// The treatment of each pattern.
    var treatment: [Double] { firstRows.map { rows.treatment[$0] } }

    /// The regressors of the patterns: the effect's columns, covariates, and an indicator a period (or an intercept
    /// and time).
    func columns(_ effect: EffectColumns) -> [DesignColumn] {
        let cells = firstRows.map { Int(rows.cells.codes[$0]) }
        let effects = zip(effect.names, effect.columns).map { name, values in
            DesignColumn(name, cells.map { values[$0] })
        }
        let covariates = rows.frame.columns.map { column in
            DesignColumn(column.name, firstRows.map { column.values[$0] })
        }
        return effects + covariates + timeColumns
    }

    private var timeColumns: [DesignColumn] {
        let codes = periodCodes
        guard rows.model.time == .categorical else {
            let times = rows.axis.levelTimes
            return [
                DesignColumn(PatternKeys.intercept, codes.map { _ in 1 }),
                DesignColumn(rows.model.period, codes.map { times[$0] }),
            ]
        }
        return (0..<rows.period.levelCount).map { level in
            DesignColumn("period::\(rows.period.label(level))", codes.map { $0 == level ? 1 : 0 })
        }
    }
}
