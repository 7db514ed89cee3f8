import Groundwork
import LinearAlgebra

extension Estimates {
    /// The result as the JSON of the contract `causal/1`: rows under broom's names, nulls for what does not
    /// exist.
    public var json: JSONValue {
        [
            "schema": "causal/1", "command": .string(command),
            "estimates": .array(rowsInJSON), "model": .object(model),
            "diagnostics": .array(diagnostics.map { .object([.init("name", .string($0.name))] + $0.values) }),
            "covariance": covariance.json, "notes": .array(notes.map(JSONValue.string)),
        ]
    }

    /// The rows, thousands of them on several threads.
    private var rowsInJSON: [JSONValue] {
        let size = 512
        return Parallel.map(Parallel.blockCount(rows.count, size)) { block in
            rows[Parallel.blockRange(block, rows.count, size)].map(\.json)
        }.flatMap { $0 }
    }

    /// The most rows without a covariance that are read back: each is paired with all.
    private static let mostRowsRead = 5000

    /// Reads a result back from its JSON.
    ///
    /// - Throws: `CausalError.Code.badValue` when a member that the contract names is not there, or for a result of thousands
    ///   of points.
    public init(json: JSONValue) throws(CausalError) {
        guard json["schema"]?.text == "causal/1", let command = json["command"]?.text,
            let rows = json["estimates"]?.elements
        else {
            throw CausalError(
                .badValue, "this is not a result of causal: 'schema', 'command' or 'estimates' is missing",
                remedy: "Give a file that was written with --format json.")
        }
        guard rows.count <= Estimates.mostRowsRead || json["covariance"]?.elements?.isEmpty == false else {
            throw CausalError(
                .badValue, "a result of more than \(Estimates.mostRowsRead) rows is not read back",
                value: "\(rows.count)", remedy: "Keep the rows that are needed, or read the CSV.")
        }
        for (index, row) in rows.enumerated() { try Estimates.checkNumbers(of: row, index + 1) }
        self.init(
            command: command, rows: rows.map(Estimate.init(json:)),
            covariance: Matrix(json: json["covariance"], size: rows.count),
            model: json["model"]?.members ?? [],
            diagnostics: (json["diagnostics"]?.elements ?? []).map { entry in
                Diagnostic(
                    entry["name"]?.text ?? "", (entry.members ?? []).filter { $0.name != "name" })
            },
            notes: (json["notes"]?.elements ?? []).compactMap(\.text))
    }
}

extension Estimates {
    /// Refuses a row whose numbers are something else, which would read as missing.
    private static func checkNumbers(of row: JSONValue, _ number: Int) throws(CausalError) {
        for name in ["estimate", "std.error", "conf.low", "conf.high", "df"] {
            switch row[name] {
            case nil, .null, .number, .integer: continue
            case let value?:
                throw CausalError(
                    .badValue, "a result's '\(name)' is a number or null", column: name, row: number,
                    value: value.text ?? value.description,
                    remedy: "Give a file that was written with --format json.")
            }
        }
    }
}

extension Estimate {
    /// The names that every row has; any other name is a label.
    static let standardNames: Set<String> = [
        "term", "estimate", "std.error", "statistic", "df", "p.value", "conf.low", "conf.high", "conf.level",
        "simultaneous.low", "simultaneous.high",
    ]

    /// The row under broom's names.
    public var json: JSONValue {
        let bounds = interval
        let numbers: [JSONValue.Member] = [
            .init("estimate", .number(estimate)), .init("std.error", .number(standardError)),
            .init("statistic", .number(statistic)),
            .init("df", degreesOfFreedom.map(JSONValue.number) ?? .null),
            .init("p.value", .number(pValue)), .init("conf.low", .number(bounds.low)),
            .init("conf.high", .number(bounds.high)), .init("conf.level", .number(level)),
        ]
        return .object([.init("term", .string(term))] + labels + numbers + bandJSON)
    }

    private var bandJSON: [JSONValue.Member] {
        guard let simultaneous else { return [] }
        return [
            .init("simultaneous.low", .number(simultaneous.low)),
            .init("simultaneous.high", .number(simultaneous.high)),
        ]
    }

    /// Reads a row back; what is derived is derived anew.
    init(json: JSONValue) {
        let band = (json["simultaneous.low"]?.double, json["simultaneous.high"]?.double)
        let plain = Estimate(
            term: json["term"]?.text ?? "",
            labels: (json.members ?? []).filter { !Estimate.standardNames.contains($0.name) },
            estimate: json["estimate"]?.double ?? .nan,
            standardError: json["std.error"]?.double ?? .nan,
            degreesOfFreedom: json["df"]?.double, level: json["conf.level"]?.double ?? 0.95,
            simultaneous: band.0.flatMap { low in band.1.map { Interval(low, $0) } })
        self.init(
            term: plain.term, labels: plain.labels, estimate: plain.estimate,
            standardError: plain.standardError, degreesOfFreedom: plain.degreesOfFreedom, level: plain.level,
            simultaneous: plain.simultaneous,
            bounds: plain.isUnbounded(json)
                ? .unbounded : plain.ownBounds(json["conf.low"]?.double, json["conf.high"]?.double),
            // A p-value beside a missing standard error was not made from it.
            testPValue: plain.standardError.isFinite ? nil : json["p.value"]?.double)
    }

    /// Whether nulls stand for ends where a standard error would give them: a set that excludes nothing.
    private func isUnbounded(_ json: JSONValue) -> Bool {
        standardError.isFinite && json["conf.low"] == .null && json["conf.high"] == .null
    }

    /// The ends as bounds where they do not follow from the standard error; nil where they do.
    private func ownBounds(_ low: Double?, _ high: Double?) -> Interval? {
        guard low != nil || high != nil else { return nil }
        let (own, derived) = (Interval(low ?? -.infinity, high ?? .infinity), interval)
        // Another machine's quantile may differ in its last digits.
        let margin = 1e-9 * standardError
        let follows =
            standardError.isFinite && (own.low - derived.low).magnitude <= margin
            && (own.high - derived.high).magnitude <= margin
        return follows ? nil : own
    }
}

extension Matrix {
    /// The rows of the matrix as lists.
    var json: JSONValue {
        .array((0..<rowCount).map { row in .array((0..<columnCount).map { .number(self[row, $0]) }) })
    }

    /// Reads a square matrix; what is missing becomes NaN.
    init(json: JSONValue?, size: Int) {
        self.init(size, size, repeating: .nan)
        for (i, row) in (json?.elements ?? []).prefix(size).enumerated() {
            for (j, value) in (row.elements ?? []).prefix(size).enumerated() {
                self[i, j] = value.double ?? .nan
            }
        }
    }
}

extension JSONValue {
    /// The members, when the value is an object.
    var members: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }
}

extension Estimates: Codable {
    /// Reads the JSON of the contract.
    public init(from decoder: any Decoder) throws { try self.init(json: JSONValue(from: decoder)) }

    /// Writes the JSON of the contract.
    public func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }
}
