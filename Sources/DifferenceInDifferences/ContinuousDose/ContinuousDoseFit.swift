import Regression

/// The mean effect, the mean slope and the curve of every cohort and period.
///
/// `estimates(_:level:)` gives mean effects `ATT(g,t)` and slopes `ACRT(g,t)` with the curves' coefficients;
/// ``aggregate(_:)`` gives curves and their summaries.
public struct ContinuousDoseFit: InfluenceFit {
    let model: ContinuousDose
    let data: DoseData
    /// The comparisons; nil for a reference and where it failed.
    let comparisons: [DoseComparison?]
    /// Where each cell's terms begin.
    let offsets: [Int]
    /// For each cell `ATT(g,t)`, `ACRT(g,t)` and the coefficients `curve(g,t)[k]`.
    public let terms: [String]
    /// The estimates; NaN where the data do not identify one.
    public let coefficients: [Double]
    /// `group`, `time` and `event` of each row.
    public let labels: [[JSONValue.Member]]
    /// Remarks on the panel and on cells that could not be estimated.
    public let notes: [String]

    init(_ model: ContinuousDose, _ data: DoseData) throws(CausalError) {
        self.model = model
        self.data = data
        let cells = data.cells
        var comparisons: [DoseComparison?] = []
        var failures: [Int: CellFailure] = [:]
        for (position, cell) in cells.cells.enumerated() {
            comparisons.append(nil)
            guard !cell.isReference else { continue }
            do throws(CellFailure) {
                comparisons[position] = try DoseComparison(
                    data.units.rows(cell), data.doses, data.bases[cell.cohort], data.method)
            } catch {
                failures[position] = error
            }
        }
        self.comparisons = comparisons
        let rows = DoseRows(data, comparisons)
        (offsets, terms, coefficients, labels) = (rows.offsets, rows.terms, rows.values, rows.labels)
        let remarks = cells.failureNotes(
            failures, data.policy.panel.labels(cells.times),
            collinear: "the cohort's doses are too few for the curve")
        notes =
            data.policy.panel.timingNotes + data.policy.frame.sample.droppedNotes + data.policy.frame.notes
            + data.notes
            + data.policy.panel.lonelyNotes + remarks
        guard cells.cells.indices.contains(where: { comparisons[$0] != nil && cells.isPost(cells.cells[$0]) })
        else {
            throw CausalError(
                .notIdentified,
                "no effect of a dose can be estimated: " + (remarks.first ?? "nobody is treated"),
                remedy: "A curve of degree p with k knots needs more than p + k different doses in a cohort: "
                    + "lower --degree or --knots, or take --levels.")
        }
    }

    /// `did`
    public var command: String { "did" }
    /// The rows used.
    public var sample: Sample { data.policy.frame.sample }
    /// The column of units.
    public var independentUnit: String? { data.policy.panel.unit?.name }

    /// `estimator`, `dose`, `curve`, …
    public var facts: [JSONValue.Member] {
        let curve: JSONValue
        switch model.curve {
        case .spline(let degree, let knots):
            curve = ["degree": .integer(degree), "knots": .integer(knots)]
        case .levels: curve = "levels"
        }
        return [
            .init("estimator", "continuous"), .init("outcome", .string(model.outcome)),
            .init("dose", .string(model.dose ?? model.treatment.column)), .init("curve", curve),
            .init("controls", data.reference == nil ? .string(model.controls.rawValue) : "lowest-dose"),
            .init("reference.dose", data.reference.map(JSONValue.number) ?? .null),
            .init("method", model.covariates == nil ? "unconditional" : .string(model.method.rawValue)),
            .init("covariates", model.covariates.map(JSONValue.string) ?? .null),
            .init("base", .string(model.base.rawValue)), .init("anticipation", .integer(model.anticipation)),
            .init("nobs", .integer(sample.count)), .init("dropped", .integer(sample.droppedMissing)),
        ] + data.policy.panel.facts
    }

    /// The joint test that mean effects before the treatment and its anticipation are all zero.
    public func diagnostics(by columns: [String]) throws(CausalError) -> [Diagnostic] {
        let cells = data.cells
        let before = cells.cells.indices.filter {
            comparisons[$0] != nil && cells.event(cells.cells[$0]) < -Double(cells.anticipation)
        }
        guard !before.isEmpty else { return [] }
        return [try jointTest("pretrend-wald", zero: before.map { offsets[$0] }, by: columns)]
    }

    /// n⁻¹ψ summed by group, groups being constant within units.
    public func influence(summedBy groups: Factor) throws(CausalError) -> Matrix {
        let codes = try data.policy.panel.unitCodes(groups, at: data.units.source)
        let blocks = blocks
        var total = Matrix(groups.levelCount, terms.count)
        var position = 0
        for index in 0..<blocks.count {
            let block = blocks.block(index)
            for (j, column) in (block.columns ?? []).enumerated() {
                for i in 0..<block.values.rowCount {
                    total[Int(codes[position + i]), column] += block.values[i, j]
                }
            }
            position += block.values.rowCount
        }
        return total
    }

    /// n⁻¹ψ by unit, computed when needed; by clusters as sums.
    public func influenceBlocks(by columns: [String]) throws(CausalError) -> InfluenceBlocks {
        if columns.isEmpty || columns == [independentUnit] { return blocks }
        return InfluenceBlocks(try influence(summedBy: try sample.factor(interacting: columns)))
    }

    /// Blocks of at most 1024 units of one cohort, with the terms of the cells that it takes part in.
    private var blocks: InfluenceBlocks {
        let (data, comparisons, offsets) = (data, comparisons, offsets)
        let pieces = data.units.strata.indices.flatMap { position in
            let rows = data.units.strata[position].rows
            return stride(from: rows.lowerBound, to: rows.upperBound, by: 1024).map {
                (stratum: position, rows: $0..<min($0 + 1024, rows.upperBound))
            }
        }
        return InfluenceBlocks(groupCount: data.units.count, termCount: terms.count, count: pieces.count) {
            let piece = pieces[$0]
            var columns: [Int] = []
            var values: [Double] = []
            for (position, cell) in data.cells.cells.enumerated() {
                guard let comparison = comparisons[position] else { continue }
                let rows = data.units.rows(cell)
                guard let own = rows.segments.first(where: { $0.stratum == piece.stratum }) else { continue }
                let segment = CellRows.Segment(
                    stratum: own.stratum, rows: piece.rows, isTreated: own.isTreated, isPost: own.isPost)
                let part = comparison.shares(rows, data.doses, data.bases[cell.cohort], segment)
                columns += (0..<part.columnCount).map { offsets[position] + $0 }
                values += part.values
            }
            return InfluenceBlocks.Block(
                columns: columns, Matrix(piece.rows.count, columns.count, columnMajor: values))
        }
    }
}

/// The rows of all cells, in order.
private struct DoseRows {
    var offsets: [Int] = []
    var terms: [String] = []
    var values: [Double] = []
    var labels: [[JSONValue.Member]] = []

    init(_ data: DoseData, _ comparisons: [DoseComparison?]) {
        let cells = data.cells
        let periods = data.policy.panel.labels(cells.times)
        let cohorts = cells.starts.map { start in
            cells.times.firstIndex(of: start).map { periods[$0] } ?? .wholeOrNumber(start)
        }
        for (position, cell) in cells.cells.enumerated() {
            let place = "(\(cohorts[cell.cohort].plain),\(periods[cell.period].plain))"
            let found = comparisons[position]
            let unknown = cell.isReference ? 0 : Double.nan
            offsets.append(terms.count)
            terms += ["ATT\(place)", "ACRT\(place)"]
            values += [found?.effect ?? unknown, found?.slope ?? unknown]
            let curve = found?.curve ?? []
            terms += curve.indices.map { "curve\(place)[\($0 + 1)]" }
            values += curve
            let label: [JSONValue.Member] = [
                .init("group", cohorts[cell.cohort]), .init("time", periods[cell.period]),
                .init("event", .wholeOrNumber(cells.event(cell))),
            ]
            labels += Array(repeating: label, count: 2 + curve.count)
        }
    }
}
