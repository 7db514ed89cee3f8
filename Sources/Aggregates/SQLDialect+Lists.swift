import Groundwork

/// Rows of a group gathered into lists, and lists taken apart.
extension SQLDialect {
    /// Aggregates that ``lists(_:texts:values:)`` unpacks: a group's rows in the order of the first field.
    ///
    /// DuckDB sorts the finished list: its ordered aggregates hold tens of kilobytes for each group of more than 16 rows.
    func gathered(_ fields: [String], texts: (String, (String) -> String)?, values: [String]) -> String {
        switch self {
        case .duckdb:
            "list_sort(list({\(fields.map { "'\($0)': \($0)" }.joined(separator: ", "))})) AS rows_"
        case .postgres:
            ((texts.map { ["string_agg(\($0.1("")), ',' ORDER BY \(fields[0])) AS \($0.0)"] } ?? [])
                + values.map { "array_agg(\($0) ORDER BY \(fields[0])) AS \($0)" }).joined(separator: ", ")
        case .spark: "sort_array(collect_list(struct(\(fields.joined(separator: ", "))))) AS rows_"
        }
    }

    /// The columns of gathered rows: a text of each, joined by commas, and arrays of values.
    ///
    /// - Parameters:
    ///   - texts: the column's name, and the text of a row whose fields are written behind a prefix.
    ///   - values: the fields of which arrays are made, under their own names.
    func lists(texts: (String, (String) -> String)?, values: [String]) -> [String] {
        func each(_ value: String) -> String {
            self == .duckdb ? "[\(value) FOR r IN rows_]" : "transform(rows_, r -> \(value))"
        }
        guard self != .postgres else { return (texts.map { [$0.0] } ?? []) + values }
        let join = self == .duckdb ? "array_to_string" : "array_join"
        return (texts.map { ["\(join)(\(each($0.1("r."))), ',') AS \($0.0)"] } ?? [])
            + values.map { "\(each("r.\($0)")) AS \($0)" }
    }

    /// A column that makes a row for each number from a first to a last.
    func counted(_ first: Int, _ last: String) -> String {
        switch self {
        case .duckdb: "unnest(range(\(first), \(last) + 1))"
        case .postgres: "generate_series(\(first), \(last))"
        case .spark: "explode(sequence(\(first), \(last)))"
        }
    }

    /// An array's element, counted from one.
    func element(_ list: String, _ place: String) -> String {
        self == .spark ? "element_at(\(list), \(place))" : "\(list)[\(place)]"
    }

    /// How many elements an array has.
    func length(_ list: String) -> String {
        switch self {
        case .duckdb: "CAST(len(\(list)) AS INTEGER)"
        case .postgres: "cardinality(\(list))"
        case .spark: "size(\(list))"
        }
    }
}
