import Causal

/// Where a table goes that a subcommand writes.
enum TableOutput {
    /// Writes to a file whose ending tells its kind; without one, or with `-`, as CSV to standard output.
    static func write(_ table: DataTable, to path: String?) throws(CausalError) {
        guard let path, path != "-" else { return try Console.standardOutput(table.csv()) }
        try table.write(to: path)
    }
}
