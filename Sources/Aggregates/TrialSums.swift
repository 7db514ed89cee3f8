import SteppedWedge

/// Cluster-period cells of a trial: sizes, means and sums of squares, all that its models ask of the rows.
///
/// Linear mixed models (``Detail/moments``) need the cells' sums of the outcome and the covariates that are columns of
/// numbers; other covariates name cells. Marginal and generalised mixed models (``Detail/patterns``) need all covariates to
/// name cells, and events and counts (``Detail/outcomes``) the outcome itself to.
///
/// ```swift
/// let sums = try TrialSums(trial)
/// let cells = try sums.sums.statistics(answer: client.answer(sums.sums.query(table: "t", dialect: client.dialect)))
/// let fit = try sums.model.fit(sums.table(cells).table)
/// ```
public struct TrialSums: Sendable, Hashable {
    /// What the rows are summed by.
    public enum Detail: Sendable, Hashable {
        /// Cells, with sums of the outcome and of numeric covariates.
        case moments
        /// Cells and covariates, with sums of the outcome.
        case patterns
        /// Cells, covariates and outcomes, with counts.
        case outcomes
    }

    /// The column of how many alike rows a row of ``table(_:)`` stands for: the model's `frequencies`.
    public static var frequencies: String { AddedColumn.count }

    /// The trial's model over the few rows.
    public let model: SteppedWedge
    /// What is summed.
    public let sums: CellSums

    /// - Parameters:
    ///   - trial: the model.
    ///   - detail: what the method that will be used needs.
    ///   - further: expressions that read further columns, an offset's.
    /// - Throws: `CausalError.Code.badArgument` for individuals, and an outcome that is no column;
    ///   `CausalError.Code.syntax`.
    public init(
        _ trial: SteppedWedge, detail: Detail = .moments, reading further: [String] = []
    ) throws(CausalError) {
        guard trial.individual == nil else {
            throw CausalError(
                .badArgument, "cells do not tell individuals apart", value: trial.individual,
                remedy: "Fit a closed cohort on its rows.")
        }
        guard let outcome = trial.outcome.isEmpty ? nil : trial.outcome else {
            throw CausalError(.badArgument, "the outcome is a column", value: trial.outcome)
        }
        let formula = try Formula("\(Expression.quoted(outcome)) ~ \(trial.covariates ?? "1")")
        var numbers: [String] = []
        var keys = [trial.cluster, trial.period, trial.treatment]
        for term in formula.termNames {
            let column = try? Expression(term).column
            if let column, detail == .moments, !keys.contains(column) { numbers.append(column) }
        }
        let read = try TrialSums.columns(formula, further)
        let plain = numbers.filter { name in !TrialSums.isUsedOtherwise(name, formula) }
        for name in read where !plain.contains(name) && name != outcome && !keys.contains(name) {
            keys.append(name)
        }
        if detail == .outcomes { keys.append(outcome) }
        let variables = detail == .outcomes ? [] : [outcome] + plain
        var model = trial
        model.frequencies = AddedColumn.count
        self.model = model
        sums = CellSums(
            formula, requiring: [trial.cluster, trial.period, trial.treatment] + read, variables: variables,
            products: variables.map { [$0] }, keys: keys)
    }

    /// The columns that covariates and further expressions read.
    private static func columns(_ formula: Formula, _ further: [String]) throws(CausalError) -> [String] {
        var names = Array(formula.names.dropFirst())
        for text in further { names += try Expression(text).names }
        return names
    }

    /// Whether a column is read by a term that is not the column itself.
    private static func isUsedOtherwise(_ name: String, _ formula: Formula) -> Bool {
        formula.termNames.contains { term in
            let alone = try? Expression(term).column
            guard alone == nil else { return false }
            let inner = try? Formula("y ~ \(term)").names.dropFirst()
            return inner?.contains(name) ?? true
        }
    }

    /// A few rows with the cells' sums, each standing for a number of alike ones.
    public func table(_ statistics: CrossProducts) throws(CausalError) -> SummedRows {
        guard statistics.keys == sums.keys, statistics.variables == sums.variables else {
            throw CausalError(
                .badArgument, "the statistics are not those of the model",
                value: (statistics.keys + statistics.variables).joined(separator: ", "))
        }
        let rows = AlikeRows(statistics)
        var columns = zip(statistics.variables, rows.columns).map { Column($0, $1) }
        for (place, name) in statistics.keys.enumerated() {
            columns.append(Column(name, keys: rows.cells.map { statistics.cells[$0].key[place] }))
        }
        columns.append(Column(AddedColumn.count, rows.counts))
        return SummedRows(
            table: try DataTable(columns), rowCount: statistics.count,
            missing: sums.required.compactMap { name in statistics.missing[name].map { (name, $0) } })
    }
}
