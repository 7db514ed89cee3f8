import Regression

/// A term of a formula as aggregates see it: a product of columns of numbers, times categories.
struct AggregateTerm: Sendable, Hashable {
    /// The term as the formula writes it.
    let written: String
    /// The columns whose product is the number; none for categories alone.
    let columns: [String]
    /// The columns of categories.
    let factors: [String]
    /// The term's parts in order; numbers next to each other are one part.
    let parts: [Part]

    /// Categories as written (`factor(x)`), or the product of columns of numbers.
    enum Part: Sendable, Hashable {
        case factor(column: String, function: String)
        case numbers(String)
    }

    init(_ written: String) throws(CausalError) {
        var (columns, factors, parts): ([String], [String], [Part]) = ([], [], [])
        var numbers: [String] = []
        for variable in AggregateTerm.variables(written) {
            if let (function, column) = AggregateTerm.factor(variable) {
                if !numbers.isEmpty { parts.append(.numbers(numbers.joined(separator: ":"))) }
                numbers = []
                factors.append(column)
                parts.append(.factor(column: column, function: function))
            } else {
                columns.append(try AggregateTerm.column(variable))
                numbers.append(variable)
            }
        }
        if !numbers.isEmpty { parts.append(.numbers(numbers.joined(separator: ":"))) }
        let groups = parts.count { if case .numbers = $0 { true } else { false } }
        guard groups < 2 else {
            throw CausalError(
                .badArgument, "numbers on both sides of categories are not aggregated", value: written,
                remedy: "Write the numbers next to each other, as in factor(a):x1:x2.")
        }
        self.written = written
        self.columns = columns
        self.factors = factors
        self.parts = parts
    }

    /// The number's name among the statistics' variables; nil for categories alone.
    var number: String? {
        for case .numbers(let name) in parts { return name }
        return nil
    }

    /// A column by itself.
    static func column(_ written: String) throws(CausalError) -> String {
        if let column = try? Expression(written).column { return column }
        throw CausalError(
            .badArgument, "sums take columns of numbers, their products, and factor(x)", value: written,
            remedy:
                "Make the calculation a column of the file, or in a database of a view; or fit on the rows.")
    }

    /// The function and the column of `factor(x)`.
    private static func factor(_ written: String) -> (String, String)? {
        for function in ["factor", "C", "as.factor", "i"] where written.hasPrefix(function + "(") {
            let inner = String(written.dropFirst(function.count + 1).dropLast())
            if let column = try? Expression(inner).column { return (function, column) }
        }
        return nil
    }

    /// The parts between colons, those in backticks and brackets aside.
    static func variables(_ written: String) -> [String] {
        var (parts, depth, isQuoted) = ([""], 0, false)
        for character in written {
            if character == "`" { isQuoted.toggle() }
            if !isQuoted, character == "(" { depth += 1 }
            if !isQuoted, character == ")" { depth -= 1 }
            if character == ":", depth == 0, !isQuoted {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        return parts
    }
}
