import Regression

/// The cohorts' cells whose effects are coefficients.
struct SaturatedCells {
    let all: EffectCells
    /// The cells with a coefficient.
    let estimated: [Int]
    let notes: [String]

    /// Which cells have effects.
    enum Span: Sendable, Hashable {
        /// All but each cohort's reference period: comparisons with never-treated units.
        case allButReference
        /// Those from the start on: untreated periods serve as controls too.
        case fromStart
    }

    /// - Throws: `CausalError.Code.badPanel` for event times that are not whole numbers, `CausalError.Code.notIdentified`
    ///   for a cohort without rows before its start.
    init(_ rows: ComparisonRows, _ span: Span, anticipation: Int, column: String) throws(CausalError) {
        all = try EffectCells(rows.base.panel, weights: rows.base.frame.weights)
        let cells = all.cells
        let own = cells.indices.filter { cells[$0].cohort != rows.control }
        try EffectAggregation.event.checkWhole(own.map { cells[$0].event }, column)
        let reference = Double(-1 - anticipation)
        var references: Set<Int> = []
        var moved: [String] = []
        for (cohort, members) in Dictionary(grouping: own, by: { cells[$0].cohort }).sorted(by: {
            $0.key < $1.key
        }) {
            guard let latest = members.last(where: { cells[$0].event <= reference }) else {
                throw CausalError(
                    .notIdentified, "the cohort of \(cohort.shortestDecimal) is not seen before its start",
                    column: column, remedy: "Leave it out with --where.")
            }
            references.insert(latest)
            if cells[latest].event != reference, span == .allButReference {
                moved.append("\(cohort.shortestDecimal) (\(cells[latest].event.shortestDecimal))")
            }
        }
        estimated =
            span == .fromStart
            ? own.filter { cells[$0].event > reference } : own.filter { !references.contains($0) }
        notes =
            moved.isEmpty
            ? []
            : [
                "Cohorts without rows at event time \(reference.shortestDecimal) are relative to their last one before "
                    + "it: \(moved.joined(separator: ", "))."
            ]
    }

    /// The coefficient's name of a cell.
    func name(_ cell: Int) -> String {
        let place = all.cells[cell]
        return "group::\(all.labels.label(place.cohort).plain):time::\(all.labels.label(place.time).plain)"
    }

    /// The indicators of the estimated cells.
    func indicators() -> [DesignColumn] {
        let codes = all.codes
        return estimated.map { cell in
            DesignColumn(name: name(cell), term: "effects", values: codes.products(cell, nil))
        }
    }

    /// The indicators of the estimated cells times a column.
    func products(_ column: DesignColumn) -> [DesignColumn] {
        let codes = all.codes
        return estimated.map { cell in
            DesignColumn(
                name: "\(name(cell)):\(column.name)", term: column.term,
                values: codes.products(cell, column.values))
        }
    }
}

extension [Int32] {
    /// 1, or a value, in rows of a code and 0 elsewhere.
    func products(_ code: Int, _ values: [Double]?) -> [Double] {
        Parallel.array(count) { rows, out in
            for row in rows {
                let isIn = self[row] == Int32(truncatingIfNeeded: code)
                out.initializeElement(at: row - rows.lowerBound, to: isIn ? values?[row] ?? 1 : 0)
            }
        }
    }
}

extension EffectCells {
    /// The same cells with the masses of some of the rows.
    func keeping(_ rows: [Int32], weights: [Double]?) -> EffectCells {
        EffectCells(self, codes: Parallel.gather(codes, at: rows), weights: weights)
    }
}
