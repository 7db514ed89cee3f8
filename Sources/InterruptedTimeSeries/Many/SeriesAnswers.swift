import Regression

/// The same segmented regression for each series of a table: one answer for each clinic, ward or region.
///
/// ```swift
/// let answers = try model.each(of: "clinic", in: table, errors: .neweyWest(lag: 3))
/// print(answers.estimates(effects: model.effectRows))
/// ```
public struct SeriesAnswers: Sendable {
    /// The column whose values tell series apart.
    public let column: String
    /// The series' values in it: numbers ascending, text by its bytes.
    public let labels: [JSONValue]
    /// Each series' rows, or why it has none.
    public let results: [Result<[Estimate], CausalError>]
    /// How many rows were left out because a value, a time or the series is missing.
    public let missing: Int
    /// Remarks on the axis of time.
    let remarks: [String]

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
        let found = results.map { (try? $0.get()) ?? [] }
        let groups = SeriesAnswers.groups(found, effects)
        let pValues = groups.map { group in
            Parallel.numbers(group.rows.count) { found[group.rows[$0].series][group.rows[$0].row].pValue }
        }
        let adjusted = pValues.map(MultipleTesting.benjaminiHochberg.adjusted)
        let diagnostics = groups.indices.map { place in
            SeriesAnswers.summary(
                groups[place].key, groups[place].rows.map { found[$0.series][$0.row] }, pValues[place],
                adjusted[place])
        }
        let rows = labelled(found, groups.map(\.rows), adjusted)
        let lost = failures
        let list = lost.prefix(SeriesAnswers.listed).map { failure in
            JSONValue.object([
                .init("series", failure.series), .init("message", .string(failure.error.message)),
            ])
        }
        let counts: [JSONValue.Member] = [
            .init("by", .string(column)), .init("series", .integer(labels.count)),
            .init("failures", .integer(lost.count)), .init("missing", .integer(missing)),
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
        if missing > 0 {
            notes.append(
                "\(missing.counted("row", "rows")) without a series, a time or an outcome \(missing == 1 ? "was" : "were") dropped."
            )
        }
        notes += remarks
        if let first = lost.first {
            notes.append(
                "\(lost.count) of \(labels.count) series have no answer (model.failed); the first is "
                    + "\(first.series.text ?? first.series.description): \(first.error.message).")
        }
        return notes
    }

    /// Where a row is: the series and the place in its answer.
    private struct Place {
        let series: Int
        let row: Int
    }

    /// The rows of each effect: of one term, and one time where it has times.
    private static func groups(_ found: [[Estimate]], _ effects: Set<String>) -> [(
        key: [JSONValue.Member], rows: [Place]
    )] {
        var groups: [(key: [JSONValue.Member], rows: [Place])] = []
        var places: [[JSONValue.Member]: Int] = [:]
        var model: (rows: [Estimate], groups: [Int?]) = ([], [])
        for (series, rows) in found.enumerated() {
            // Series have the same rows as a rule.
            if !zip(rows, model.rows).allSatisfy({ isAlike($0, $1) }) || rows.count != model.rows.count {
                model = (
                    rows,
                    rows.map { row in
                        guard effects.contains(row.term) else { return nil }
                        let key = [.init("term", .string(row.term))] + row.labels.filter { $0.name == "time" }
                        if let place = places[key] { return place }
                        places[key] = groups.count
                        groups.append((key, []))
                        return groups.count - 1
                    }
                )
            }
            for (row, group) in model.groups.enumerated() {
                if let group { groups[group].rows.append(Place(series: series, row: row)) }
            }
        }
        return groups
    }

    /// Whether two rows tell of the same thing.
    private static func isAlike(_ first: Estimate, _ second: Estimate) -> Bool {
        first.term == second.term
            && first.labels.first { $0.name == "time" } == second.labels.first { $0.name == "time" }
    }

    /// All rows, with their series and with adjusted p-values.
    private func labelled(
        _ found: [[Estimate]], _ groups: [[Place]], _ adjusted: [[Double]]
    ) -> [Estimate] {
        var values = found.map { [Double](repeating: .nan, count: $0.count) }
        for (places, numbers) in zip(groups, adjusted) {
            for (place, number) in zip(places, numbers) { values[place.series][place.row] = number }
        }
        let size = 256
        let known = values
        return Parallel.map(Parallel.blockCount(found.count, size)) { block in
            Parallel.blockRange(block, found.count, size).flatMap { series in
                zip(found[series], known[series]).map { row, value in
                    let last: [JSONValue.Member] = value.isFinite ? [.init("p.adjusted", .number(value))] : []
                    return row.renamed(
                        row.term, labels: [.init("series", labels[series])] + row.labels + last)
                }
            }
        }.flatMap { $0 }
    }

    /// How an effect is spread over the series.
    private static func summary(
        _ key: [JSONValue.Member], _ rows: [Estimate], _ pValues: [Double], _ adjusted: [Double]
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
                .init("p.below.05", .integer(pValues.count { $0 < 0.05 })),
                .init("p.adjusted.below.05", .integer(adjusted.count { $0 < 0.05 })),
            ])
    }
}

extension Parallel {
    /// A number for each of many pieces.
    fileprivate static func numbers(_ count: Int, _ body: @Sendable (Int) -> Double) -> [Double] {
        array(count, blockSize: 512) { range, out in
            for place in range { out.initializeElement(at: place - range.lowerBound, to: body(place)) }
        }
    }
}
