import Regression

/// The rows of many series, read once, on one axis of time.
struct ManySeries: Sendable {
    let model: SegmentedRegression
    let rows: SeriesRows
    let placed: [PlacedIntervention]
    private let column: String
    private let labels: [JSONValue]
    /// The rows of each series, one after the other, in the order of the table.
    private let order: [Int32]
    private let starts: [Int]

    /// - Throws: `CausalError.Code.badArgument` with units; what the design throws for the whole table.
    init(_ model: SegmentedRegression, _ column: String, _ table: DataTable) throws(CausalError) {
        guard model.groups == nil else {
            throw CausalError(
                .badArgument, "series are fitted one by one, without control units", value: column,
                remedy: "Leave --by out, or --unit and --treated.")
        }
        self.model = model
        self.column = column
        rows = try SeriesRows(model, table, requiring: [column])
        placed = try rows.axis.place(model.interventions)
        let factor = try rows.frame.sample.factor(column)
        labels = (0..<factor.levelCount).map { level in
            factor.numericLevels.map { .number($0[level]) } ?? JSONValue.string(factor.label(level))
        }
        var starts = [0]
        for count in factor.levelCounts { starts.append(starts[starts.count - 1] + count) }
        var next = starts
        var order = [Int32](repeating: 0, count: factor.count)
        for (row, code) in factor.codes.enumerated() {
            order[next[Int(code)]] = Int32(row)
            next[Int(code)] += 1
        }
        (self.order, self.starts) = (order, starts)
    }

    /// The number of series.
    var count: Int { labels.count }

    /// The rows of a series, in the order of the table.
    func positions(_ series: Int) -> ArraySlice<Int32> { order[starts[series]..<starts[series + 1]] }

    /// The rows of a series, in order of time.
    func inOrder(_ series: Int) -> [Int32] {
        let own = positions(series)
        let times = rows.times
        let isSorted = zip(own, own.dropFirst()).allSatisfy { times[Int($0)] <= times[Int($1)] }
        return isSorted ? Array(own) : own.sorted { (times[Int($0)], $0) < (times[Int($1)], $1) }
    }

    /// The design of a series, its rows in the order of the table.
    func design(_ series: Int) throws(CausalError) -> SegmentedDesign {
        try SegmentedDesign(model, rows.keeping(Array(positions(series))), placed)
    }

    /// The answers of all series, made in parallel, a few at a time.
    ///
    /// - Throws: the first series' error when none has an answer; `CausalError.Code.noRows`.
    func answers(
        _ remarks: [String] = [], _ answer: @Sendable (Int) throws(CausalError) -> [Estimate]
    ) throws(CausalError) -> SeriesAnswers {
        let size = 16
        let blocks = Parallel.map(Parallel.blockCount(count, size)) { block in
            Parallel.blockRange(block, count, size).map { series in
                Result { () throws(CausalError) in try answer(series) }
            }
        }
        let results = blocks.flatMap { $0 }
        guard results.contains(where: { (try? $0.get()) != nil }) else {
            if case .failure(let error)? = results.first { throw error }
            throw CausalError(.noRows, "there is no series", column: column)
        }
        return SeriesAnswers(
            column: column, labels: labels, results: results, missing: rows.frame.sample.droppedMissing,
            remarks: rows.axis.notes + remarks)
    }
}

extension SegmentedRegression {
    /// Answers the same question for each series of a table, in parallel; the answers do not depend on the number of threads.
    ///
    /// The table is read once, time is one axis for all, and a series counts its trend from its own first period. Series of a number
    /// without covariates and weights that have the same times share their design, which is then decomposed once.
    ///
    /// - Parameters:
    ///   - column: whose values tell series apart.
    ///   - table: the rows of all series.
    ///   - errors: how each is fitted and judged.
    ///   - level: the confidence level.
    ///   - times: where effects are told.
    /// - Throws: `CausalError.Code.badArgument` with units or for a level; what the design throws for the whole table; the first
    ///   series' error when none has an answer.
    public func each(
        of column: String, in table: DataTable, errors: SeriesErrors, level: Double = 0.95,
        effectsAt times: [TimePoint] = []
    ) throws(CausalError) -> SeriesAnswers {
        try Estimates.check(level: level)
        let all = try ManySeries(self, column, table)
        let shared = SharedSeries.Patterns(all, errors, level: level, effectsAt: times)
        return try all.answers(errors.remarks(all.rows.axis)) { (series) throws(CausalError) in
            if let rows = try shared.rows(series, of: all) { return rows }
            return try all.design(series).rows(errors, level: level, effectsAt: times)
        }
    }

    /// The same with a way of one's own to fit and judge a series.
    ///
    /// - Throws: as ``each(of:in:errors:level:effectsAt:)``.
    public func each(
        of column: String, in table: DataTable,
        _ answer: @Sendable (SegmentedDesign) throws(CausalError) -> [Estimate]
    ) throws(CausalError) -> SeriesAnswers {
        let all = try ManySeries(self, column, table)
        return try all.answers { (series) throws(CausalError) in try answer(try all.design(series)) }
    }
}
