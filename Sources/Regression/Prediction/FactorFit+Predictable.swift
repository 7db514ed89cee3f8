import Inference

extension FactorFit {
    /// The rows of a table whose predictions the fit identifies, and notes on the others.
    func predictable(_ table: DataTable, _ notes: inout [String]) throws(CausalError) -> PredictionRows {
        let new = try frame.reading(table)
        var rows = PredictionRows(new)
        note(new.missing, "have missing values", &notes)
        let seen = rows.keeping { row in
            rows.levels.allSatisfy { $0[row] >= 0 } && rows.slopes.allSatisfy { $0.levels[row] >= 0 }
        }
        note(
            new.unseen + rows.count - seen.count,
            "have a category or an absorbed level that the fit has not seen", &notes)
        rows = seen
        for (p, q) in pairs {
            let graph = LevelGraph(absorbed[p], absorbed[q])
            guard graph.componentCount > 1 else { continue }
            let all = rows
            rows = all.keeping { graph.first[Int(all.levels[p][$0])] == graph.second[Int(all.levels[q][$0])] }
            note(
                all.count - rows.count,
                "combine levels of \(absorbed[p].name) and \(absorbed[q].name) that no chain of rows connects",
                &notes)
        }
        let before = rows.count
        for group in AbsorbedEffect.grouped(absorbed, slopes) {
            rows = SlopeIdentification(frame, group).keeping(rows)
        }
        note(before - rows.count, "need a slope that their level does not identify", &notes)
        let connected = rows.count
        rows = try respectingDroppedColumns(rows)
        note(
            connected - rows.count,
            "break the relation by which dropped terms (\(droppedTerms.joined(separator: ", "))) follow from the others",
            &notes)
        return rows
    }

    private var pairs: [(Int, Int)] {
        absorbed.indices.flatMap { q in (0..<q).map { ($0, q) } }
    }

    private func note(_ count: Int, _ reason: String, _ notes: inout [String]) {
        if count > 0 { notes.append("No prediction of \(count.counted("row", "rows")) that \(reason).") }
    }

    /// The rows where each dropped column is what the estimated ones and the absorbed factors make of it.
    private func respectingDroppedColumns(_ rows: PredictionRows) throws(CausalError) -> PredictionRows {
        let kept = estimatedColumns
        var rows = rows
        for j in frame.columns.indices where !kept.contains(j) {
            let column = frame.columns[j].values
            let swept = try Absorption.sweeping(absorbed, slopes, out: [column], weights: weights)[0]
            let solution = try LeastSquaresSolver.solve(
                columns: designColumns, response: swept, weights: weights, intercept: hasIntercept)
            let shift = hasIntercept ? 1 : 0
            let shares = kept.indices.map { solution.coefficients[$0 + shift] }.map { $0.isNaN ? 0 : $0 }
            let constant = hasIntercept && solution.coefficients[0].isFinite ? solution.coefficients[0] : 0
            let rest = Kernels.residuals(
                columns: kept.map { frame.columns[$0].values }, response: column, intercept: nil,
                coefficients: shares)
            let levels =
                frame.absorbedEffects.isEmpty
                ? nil : try AbsorbedLevels(of: rest, frame, weights: weights).sum(at: rows)
            let size = column.reduce(0) { max($0, abs($1)) }
            let all = rows
            rows = all.keeping { row in
                var value = all.columns[j][row] - constant - (levels?[row] ?? 0)
                for (share, k) in zip(shares, kept) { value -= share * all.columns[k][row] }
                return abs(value) <= 1e-6 * max(size, abs(all.columns[j][row]))
            }
        }
        return rows
    }
}
