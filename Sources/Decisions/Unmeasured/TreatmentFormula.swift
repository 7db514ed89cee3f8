import Groundwork
import Inference

/// A formula taken apart: the term of interest, and what stands beside it.
struct TreatmentFormula {
    /// The outcome on the term and, where they are named, on what always stands beside it.
    let short: String
    /// The term as the outcome, on all others.
    let treatmentOnRest: String

    /// Takes a formula apart.
    ///
    /// - Throws: `CausalError.Code.unknownTerm` when the term is none of the formula's; `CausalError.Code.badArgument` for
    ///   instruments, `.` or slopes that vary by the levels of a factor.
    init(_ text: String, _ term: String, always: [String] = []) throws(CausalError) {
        let formula = try Formula(text)
        guard formula.endogenousNames.isEmpty, formula.slopeNames.isEmpty, !formula.usesAllColumns else {
            throw CausalError(
                .badArgument,
                "this analysis takes a formula of least squares that names its terms, without instruments or "
                    + "varying slopes", value: text)
        }
        let names = formula.termNames
        for name in [term] + always where !names.contains(name) {
            let near = Spelling.nearest(to: name, among: names)
            throw CausalError(
                .unknownTerm, "there is no term '\(name)' in the formula", value: text,
                remedy: near.map { "Did you mean '\($0)'?" }
                    ?? "The terms are: \(names.joined(separator: ", ")).")
        }
        let others = names.filter { $0 != term }
        let intercept = formula.writesIntercept ? "1" : "0"
        let factors = formula.absorbed.map { $0.map(Self.quoted).joined(separator: "^") }.joined(
            separator: " + ")
        let tail = factors.isEmpty ? "" : " | \(factors)"
        short = "\(formula.responseName) ~ " + ([intercept, term] + always).joined(separator: " + ")
        treatmentOnRest = "\(term) ~ " + ([intercept] + others).joined(separator: " + ") + tail
    }

    private static func quoted(_ name: String) -> String { "`\(name)`" }
}
