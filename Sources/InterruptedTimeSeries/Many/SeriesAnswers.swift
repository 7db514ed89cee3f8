import Regression

/// The same segmented regression for each series of a table: one answer for each clinic, ward or region.
///
/// ```swift
/// let answers = try model.each(of: "clinic", in: table) { design in
///     try design.fit().rows(.neweyWest(lag: 3))
/// }
/// print(answers.estimates(method: "newey-west"))
/// ```
public struct SeriesAnswers: Sendable {
    /// The column whose values tell series apart.
    public let column: String
    /// The series' values in it: numbers ascending, text by its bytes.
    public let labels: [JSONValue]
    /// Each series' rows, or why it has none.
    public let results: [Result<[Estimate], CausalError>]

    /// The series without an answer.
    public var failures: [(series: JSONValue, error: CausalError)] {
        zip(labels, results).compactMap { label, result in
            if case .failure(let error) = result { (label, error) } else { nil }
        }
    }

    /// The most failures that are listed.
    private static let listed = 100

    /// One result: the rows of every series with its value as the label `series`; p-values of an effect adjusted over all series
    /// (`p.adjusted`, Benjamini & Hochberg 1995). It has no covariance, as series are fitted one by one.
    ///
    /// - Parameters:
    ///   - effects: the names of the rows that tell of the interruption.
    ///   - facts: what to tell of the model.
    public func estimates(effects: Set<String>, facts: [JSONValue.Member] = []) -> Estimates {
        var rows: [Estimate] = []
        for (label, result) in zip(labels, results) {
            guard case .success(let found) = result else { continue }
            rows += found.map { $0.renamed($0.term, labels: [.init("series", label)] + $0.labels) }
        }
        var diagnostics: [Diagnostic] = []
        for group in SeriesAnswers.groups(rows, effects) {
            let adjusted = MultipleTesting.benjaminiHochberg.adjusted(group.rows.map { rows[$0].pValue })
            diagnostics.append(SeriesAnswers.summary(group.key, group.rows.map { rows[$0] }, adjusted))
            for (row, value) in zip(group.rows, adjusted) where value.isFinite {
                let labels = rows[row].labels + [.init("p.adjusted", .number(value))]
                rows[row] = rows[row].renamed(rows[row].term, labels: labels)
            }
        }
        let lost = failures
        let list = lost.prefix(SeriesAnswers.listed).map { failure in
            JSONValue.object([
                .init("series", failure.series), .init("message", .string(failure.error.message)),
            ])
        }
        let counts: [JSONValue.Member] = [
            .init("by", .string(column)), .init("series", .integer(labels.count)),
            .init("failures", .integer(lost.count)),
        ]
        return Estimates(
            command: "its", rows: rows, covariance: Matrix(0, 0),
            model: facts + counts + (lost.isEmpty ? [] : [.init("failed", .array(list))]),
            diagnostics: diagnostics, notes: notes(lost))
    }

    private func notes(_ lost: [(series: JSONValue, error: CausalError)]) -> [String] {
        var notes = [
            "Each series is fitted by itself; p.adjusted controls the share of false ones among the series that are called changed "
                + "(Benjamini & Hochberg 1995)."
        ]
        if let first = lost.first {
            notes.append(
                "\(lost.count) of \(labels.count) series have no answer (model.failed); the first is "
                    + "\(first.series.text ?? first.series.description): \(first.error.message).")
        }
        return notes
    }

    /// The rows of each effect: of one term, and one time where it has times.
    private static func groups(_ rows: [Estimate], _ effects: Set<String>) -> [(
        key: [JSONValue.Member], rows: [Int]
    )] {
        var places: [[JSONValue.Member]: Int] = [:]
        var groups: [(key: [JSONValue.Member], rows: [Int])] = []
        for (position, row) in rows.enumerated() where effects.contains(row.term) {
            let key = [.init("term", .string(row.term))] + row.labels.filter { $0.name == "time" }
            if let place = places[key] {
                groups[place].rows.append(position)
            } else {
                places[key] = groups.count
                groups.append((key, [position]))
            }
        }
        return groups
    }

    /// How an effect is spread over the series.
    private static func summary(
        _ key: [JSONValue.Member], _ rows: [Estimate], _ adjusted: [Double]
    ) -> Diagnostic {
        let values = rows.map(\.estimate).filter(\.isFinite).sorted()
        let quantile = { (share: Double) -> JSONValue in
            values.isEmpty ? .null : .finite(values[Int((share * Double(values.count - 1)).rounded())])
        }
        return Diagnostic(
            "across-series",
            key + [
                .init("series", .integer(values.count)), .init("lowest.tenth", quantile(0.1)),
                .init("median", quantile(0.5)), .init("highest.tenth", quantile(0.9)),
                .init("p.below.05", .integer(rows.count { $0.pValue < 0.05 })),
                .init("p.adjusted.below.05", .integer(adjusted.count { $0 < 0.05 })),
            ])
    }
}

extension SegmentedRegression {
    /// Answers the same question for each series of a table, in parallel; the answers do not depend on the number of threads.
    ///
    /// The table is read once, time is one axis for all, and a series counts its trend from its own first period.
    ///
    /// - Parameters:
    ///   - column: whose values tell series apart.
    ///   - table: the rows of all series.
    ///   - answer: how one of them is fitted and judged.
    /// - Throws: `CausalError.Code.badArgument` with units; what the design throws for the whole table; the first series' error
    ///   when none has an answer.
    public func each(
        of column: String, in table: DataTable,
        _ answer: @Sendable (SegmentedDesign) throws(CausalError) -> [Estimate]
    ) throws(CausalError) -> SeriesAnswers {
        guard groups == nil else {
            throw CausalError(
                .badArgument, "series are fitted one by one, without control units", value: column,
                remedy: "Leave --by out, or --unit and --treated.")
        }
        let rows = try SeriesRows(self, table, requiring: [column])
        let placed = try rows.axis.place(interventions)
        let factor = try rows.frame.sample.factor(column)
        let slices = SeriesSlices(factor)
        let results = Parallel.blocks(of: slices.count, size: 16) { series in
            Result { () throws(CausalError) in
                try answer(try SegmentedDesign(self, rows.keeping(slices.rows(series)), placed))
            }
        }
        guard results.contains(where: { (try? $0.get()) != nil }) else {
            if case .failure(let error)? = results.first { throw error }
            throw CausalError(.noRows, "there is no series", column: column)
        }
        let labels = (0..<factor.levelCount).map { level in
            factor.numericLevels.map { .number($0[level]) } ?? JSONValue.string(factor.label(level))
        }
        return SeriesAnswers(column: column, labels: labels, results: results)
    }
}

extension Parallel {
    /// A value for each of many small pieces, a block of them at a time.
    fileprivate static func blocks<Value: Sendable>(
        of count: Int, size: Int, _ body: @Sendable (Int) -> Value
    ) -> [Value] {
        map((count + size - 1) / size) { block in
            (block * size..<min(count, (block + 1) * size)).map(body)
        }.flatMap { $0 }
    }
}

/// The rows of each series, in the order of the table.
private struct SeriesSlices: Sendable {
    private let order: [Int32]
    private let starts: [Int]

    var count: Int { starts.count - 1 }

    init(_ factor: Factor) {
        var starts = [0]
        for count in factor.levelCounts { starts.append(starts[starts.count - 1] + count) }
        var next = starts
        var order = [Int32](repeating: 0, count: factor.count)
        for (row, code) in factor.codes.enumerated() {
            order[next[Int(code)]] = Int32(row)
            next[Int(code)] += 1
        }
        self.starts = starts
        self.order = order
    }

    func rows(_ series: Int) -> [Int32] { Array(order[starts[series]..<starts[series + 1]]) }
}
