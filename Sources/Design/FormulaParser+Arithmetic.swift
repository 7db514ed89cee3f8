import Groundwork

/// Arithmetic within functions and in the response.
///
///     comparison = sum [< <= > >= == != sum]
///     sum        = product {+ - product}
///     product    = signed {* / signed}
///     signed     = [+ -] signed | power
///     power      = primary [^ signed]                  (to the right: 2^3^2 = 2^9, −x^2 = −(x^2))
///     primary    = number | name | function( … ) | ( comparison )
extension FormulaParser {
    /// A comparison or a sum.
    mutating func arithmetic(_ depth: Int) throws(CausalError) -> Arithmetic {
        let first = try arithmeticSum(depth)
        for symbol in ["<=", ">=", "==", "!=", "<", ">"] where accept(symbol) {
            return try join(first, symbol, try arithmeticSum(depth))
        }
        return first
    }

    private mutating func arithmeticSum(_ depth: Int) throws(CausalError) -> Arithmetic {
        guard depth < Arithmetic.depthLimit else { throw tooDeep() }
        var result = try arithmeticProduct(depth)
        while true {
            if accept("+") {
                result = try join(result, "+", try arithmeticProduct(depth))
            } else if accept("-") {
                result = try join(result, "-", try arithmeticProduct(depth))
            } else {
                return result
            }
        }
    }

    private mutating func arithmeticProduct(_ depth: Int) throws(CausalError) -> Arithmetic {
        var result = try signed(depth)
        while true {
            if accept("*") {
                result = try join(result, "*", try signed(depth))
            } else if accept("/") {
                result = try join(result, "/", try signed(depth))
            } else {
                return result
            }
        }
    }

    private mutating func signed(_ depth: Int) throws(CausalError) -> Arithmetic {
        guard depth < Arithmetic.depthLimit else { throw tooDeep() }
        if accept("-") { return try limited(.negative(try signed(depth + 1))) }
        if accept("+") { return try signed(depth + 1) }
        let base = try primary(depth)
        guard accept("^") else { return base }
        return try join(base, "^", try signed(depth + 1))
    }

    private mutating func primary(_ depth: Int) throws(CausalError) -> Arithmetic {
        if accept("(") {
            let inner = try arithmetic(depth + 1)
            try expect(")", "to close the bracket")
            return try limited(.group(inner))
        }
        if case .number(let value) = current.kind {
            index += 1
            return .number(value)
        }
        guard case .name(let name) = current.kind else {
            throw fault("a number or a column is expected, and here is \(current.shown)")
        }
        let start = current.start
        index += 1
        if peeks("("), text[start] != "`" {
            let values = try arithmeticCall(name, at: start, depth)
            guard values.count == 1 else {
                throw fault("several periods make several terms, and here one number is needed", at: start)
            }
            return try limited(values[0])
        }
        return .column(name)
    }

    private func join(_ a: Arithmetic, _ symbol: String, _ b: Arithmetic) throws(CausalError) -> Arithmetic {
        guard let operation = Arithmetic.Operator(rawValue: symbol) else { throw unexpected() }
        return try limited(.binary(operation, a, b))
    }

    /// The expression itself, unless its tree is deeper than recursion over it should go.
    private func limited(_ expression: Arithmetic) throws(CausalError) -> Arithmetic {
        guard expression.depth <= 2 * Arithmetic.depthLimit else { throw tooDeep() }
        return expression
    }
}
