import Groundwork
import Tables

/// The absorbed part: `unit + a^b + unit[x1, x2] + unit[[x]]`.
extension FormulaParser {
    /// Reads the factors and their slopes; a lone 0 stands for none.
    ///
    ///     absorbed = 0 | factor {+ factor}
    ///     factor   = name {^ name} [ '[' expression {, expression} ']' | '[[' … ']]' ]
    mutating func absorbedPart(_ parsed: inout ParsedFormula) throws(CausalError) {
        if case .number(0) = current.kind {
            index += 1
            return
        }
        repeat {
            var names = [try absorbedName()]
            while accept("^") || accept(":") { names.append(try absorbedName()) }
            let (slopes, hasLevels) = try slopes()
            if hasLevels, !parsed.absorbed.contains(names) { parsed.absorbed.append(names) }
            for slope in slopes {
                let slope = SlopeTerm(factor: names, variable: slope)
                if !parsed.slopes.contains(slope) { parsed.slopes.append(slope) }
            }
        } while accept("+")
    }

    private mutating func absorbedName() throws(CausalError) -> String {
        guard case .name(let name, _) = current.kind else {
            throw fault("a column to absorb is expected, and here is \(current.shown)")
        }
        index += 1
        return name
    }

    /// The variables between square brackets, and whether the levels have an effect of their own besides.
    private mutating func slopes() throws(CausalError) -> (variables: [Expression], hasLevels: Bool) {
        guard accept("[") else { return ([], true) }
        let isDouble = accept("[")
        let place = "to close the bracket of the slopes"
        var variables: [Expression] = []
        repeat {
            guard !peeks("]") else {
                throw fault(
                    "a variable is expected between the brackets", remedy: "Write unit[x] or unit[[x]]:")
            }
            variables.append(try expression())
        } while accept(",")
        try expect("]", place)
        if isDouble { try expect("]", place) }
        return (variables, !isDouble)
    }
}

/// A variable whose slope differs by the levels of a factor.
struct SlopeTerm: Sendable, Hashable {
    /// The columns whose combinations are the factor's levels.
    let factor: [String]
    let variable: Expression
}
