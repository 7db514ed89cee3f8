import Causal

/// Results that were stored as JSON.
enum GivenResult {
    /// Reads the file of `--estimate`.
    static func read(_ path: String?) throws(CausalError) -> Estimates {
        guard let path else {
            throw CausalError(
                .badArgument, "--term needs the result that it is a row of",
                remedy: "Add --estimate FILE.json, written with --format json.")
        }
        return try Estimates(saved: path)
    }

    /// The error for a row that was not named.
    static func termNeeded(_ result: Estimates) -> CausalError {
        CausalError(
            .badArgument, "--estimate needs --term, one of the result's rows",
            remedy: "They are: \(result.rows.prefix(20).map(\.term).joined(separator: ", ")).")
    }
}
