import Groundwork
import LinearAlgebra

/// The answer: named estimates with their covariance, facts about the model, tests and notes.
///
/// It is a plain value. It can be stored as JSON and read back without the data, and every table and
/// picture is made from it alone.
public struct Estimates: Sendable, Hashable {
    /// What made it: `ols`, `did`, …
    public let command: String
    /// The rows, in order.
    public let rows: [Estimate]
    /// The covariance of the rows' estimates; NaN for rows that could not be estimated.
    public let covariance: Matrix
    /// Facts about the model (`estimator`, `nobs`, `clusters`, `vcov`, …), in order.
    public let model: [JSONValue.Member]
    /// Tests and measures that go with it.
    public let diagnostics: [Diagnostic]
    /// What a reader should know, in plain words.
    public let notes: [String]

    /// Makes a result.
    public init(
        command: String, rows: [Estimate], covariance: Matrix, model: [JSONValue.Member],
        diagnostics: [Diagnostic] = [], notes: [String] = []
    ) {
        self.command = command
        self.rows = rows
        self.covariance = covariance
        self.model = model
        self.diagnostics = diagnostics
        self.notes = notes
    }

    /// The row of that name.
    ///
    /// Asking for a name that the result does not have is a programmer's mistake, as an index beyond an
    /// array's end is; use ``row(_:)`` for a name that comes from outside.
    public subscript(_ term: String) -> Estimate {
        guard let row = rows.first(where: { $0.term == term }) else {
            preconditionFailure("no term '\(term)'; the terms are \(rows.map(\.term))")
        }
        return row
    }

    /// The row of that name.
    ///
    /// - Throws: `CausalError.Code.unknownTerm`, naming the nearest term there is.
    public func row(_ term: String) throws(CausalError) -> Estimate {
        if let row = rows.first(where: { $0.term == term }) { return row }
        throw Estimates.unknown(term, among: rows.map(\.term))
    }

    /// A fact about the model by name.
    public func fact(_ name: String) -> JSONValue? { model.first { $0.name == name }?.value }

    /// A diagnostic by name.
    public func diagnostic(_ name: String) -> Diagnostic? { diagnostics.first { $0.name == name } }

    static func unknown(_ term: String, among terms: [String]) -> CausalError {
        let near = Spelling.nearest(to: term, among: terms)
        return CausalError(
            .unknownTerm, "there is no coefficient '\(term)'",
            remedy: near.map { "Did you mean '\($0)'?" }
                ?? "The coefficients are: \(terms.prefix(20).joined(separator: ", ")).")
    }

    /// The same result with further facts, diagnostics and notes; a diagnostic that speaks against the estimate brings
    /// a note of its own.
    public func adding(
        model facts: [JSONValue.Member] = [], diagnostics: [Diagnostic] = [], notes: [String] = []
    ) -> Estimates {
        let remarks = diagnostics.compactMap { $0.remark(clusters: fewestClusters) }
        return Estimates(
            command: command, rows: rows, covariance: covariance, model: model + facts,
            diagnostics: self.diagnostics + diagnostics,
            notes: self.notes + (notes + remarks).filter { !self.notes.contains($0) })
    }
}
