import Inference
import LinearAlgebra

extension ReportTable {
    /// The rows that the table shows as one result: the label `result` tells whose a row is, and the covariance between results is missing.
    var combined: Estimates {
        let kept = columns.map { column in
            let names = column.result.rowNames
            return names.indices.filter { terms?.contains(names[$0]) ?? true }
        }
        let rows = zip(columns, kept).flatMap { column, kept in
            kept.map { place in
                let row = column.result.rows[place]
                return row.renamed(
                    row.term,
                    labels: [.init("result", .string(column.name))] + row.labels
                        + ratioLabels(row, column.result))
            }
        }
        var covariance = Matrix(rows.count, rows.count, repeating: .nan)
        var start = 0
        for (column, kept) in zip(columns, kept) {
            for (i, row) in kept.enumerated() {
                for (j, other) in kept.enumerated() {
                    covariance[start + i, start + j] = column.result.covariance[row, other]
                }
            }
            start += kept.count
        }
        let models = columns.map { JSONValue.Member($0.name, .object($0.result.model)) }
        return Estimates(
            command: "table", rows: rows, covariance: covariance,
            model: [
                .init("estimator", "table"), .init("results", .array(columns.map { .string($0.name) })),
                .init("models", .object(models)),
            ],
            diagnostics: columns.flatMap { column in
                column.result.diagnostics.map { test in
                    Diagnostic(test.name, [.init("result", .string(column.name))] + test.values)
                }
            },
            notes: allNotes)
    }

    /// `ratio` and its ends, where ratios are asked for and the row does not carry them.
    private func ratioLabels(_ row: Estimate, _ result: Estimates) -> [JSONValue.Member] {
        guard ratios, result.isLogarithm(row), row.number("ratio") == nil else { return [] }
        let numbers = result.read(row, asRatio: true)
        return [
            .init("ratio", .number(numbers.estimate)), .init("ratio.low", .number(numbers.interval.low)),
            .init("ratio.high", .number(numbers.interval.high)),
        ]
    }

    /// A line for each number, in full.
    var csv: String {
        var lines = [(["part", "term", "statistic"] + columns.map(\.name)).map(Estimates.quoted)]
        for (term, rows) in cells {
            for (name, value) in ReportTable.measures {
                let values = zip(columns, rows).map { column, row in
                    row.map { value(column.result.read($0, asRatio: ratios)) } ?? .nan
                }
                guard values.contains(where: \.isFinite) else { continue }
                lines.append(
                    ["estimates", Estimates.quoted(labels[term] ?? term), name]
                        + values.map { $0.isFinite ? $0.shortestDecimal : "" })
            }
        }
        for statistic in shownStatistics {
            lines.append(
                ["model", Estimates.quoted(labels[statistic.name] ?? statistic.name), ""]
                    + statistic.values.map { Estimates.field($0) })
        }
        return lines.map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n"
    }

    private static let measures: [(String, @Sendable (ReadNumbers) -> Double)] = [
        ("estimate", { $0.estimate }), ("std.error", { $0.standardError }),
        ("statistic", { $0.row.statistic }), ("p.value", { $0.row.pValue }),
        ("conf.low", { $0.interval.low }), ("conf.high", { $0.interval.high }),
    ]
}
