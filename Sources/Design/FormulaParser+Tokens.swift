import Groundwork
import Tables

extension FormulaParser {
    /// The token to read next.
    var current: SyntaxToken { tokens[min(index, tokens.count - 1)] }

    /// Whether the next token is that symbol.
    func peeks(_ symbol: String) -> Bool { current.kind == .symbol(symbol) }

    /// Reads the symbol when it is next.
    mutating func accept(_ symbol: String) -> Bool {
        guard peeks(symbol) else { return false }
        index += 1
        return true
    }

    /// Reads the symbol, which has to be next.
    mutating func expect(_ symbol: String, _ place: String) throws(CausalError) {
        guard accept(symbol) else {
            throw fault("'\(symbol)' is expected \(place), and here is \(current.shown)")
        }
    }

    /// An error at the next token.
    func fault(_ fault: String, remedy: String? = nil) -> CausalError {
        text.fault(fault, at: current.position, remedy: remedy)
    }

    /// An error at a position.
    func fault(_ fault: String, at position: Int, remedy: String? = nil) -> CausalError {
        text.fault(fault, at: position, remedy: remedy)
    }

    /// The error of a token that fits nowhere.
    func unexpected() -> CausalError {
        if peeks(")") { return fault("a ')' closes nothing", remedy: "Remove it or open its bracket:") }
        if peeks("|") {
            return fault(
                "there are too many parts",
                remedy: "The parts are 'y ~ terms | absorbed | endogenous ~ instruments':")
        }
        if peeks("~") {
            return fault(
                "a second '~' stands outside the instruments' part",
                remedy: "The parts are 'y ~ terms | absorbed | endogenous ~ instruments':")
        }
        if ["=", "<", ">", "==", "!=", "<=", ">=", "&", "&&", "||", "!", "%in%"].contains(where: peeks) {
            return fault(
                "\(current.shown) stands between terms",
                remedy: "Write conditions within I( ), as in I(arm == 'treat'):")
        }
        return fault("\(current.shown) is not expected here", remedy: "Is an operator missing before it?")
    }

    /// The error of too deep nesting.
    func tooDeep() -> CausalError {
        fault("brackets and operators are nested more than \(ExpressionParser.depthLimit) deep")
    }

    /// The error of an expansion that does not end in reasonable time.
    func tooMany() -> CausalError {
        fault("the expansion has more than \(TermSet.limit) terms")
    }
}
