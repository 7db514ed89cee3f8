import Groundwork
import Tables

extension Expansion {
    /// The pieces of `i( )`.
    mutating func pieces(_ indicator: Indicator, _ coding: Coding) throws(CausalError) -> [Piece] {
        guard let second = indicator.second else {
            let factor = try factor(indicator.first)
            let prefix = Expansion.prefix(factor)
            if indicator.references.isEmpty { return Expansion.pieces(factor, coding, prefix: prefix) }
            let left = try Expansion.levels(factor, without: indicator.references)
            return left.map {
                Piece(label: prefix + factor.label($0), parts: [.level(factor.codes, Int32($0))])
            }
        }
        switch try roles(indicator, second) {
        case .firstIsFactor: return try multiplied(indicator.first, by: second, indicator.references)
        case .secondIsFactor: return try multiplied(second, by: indicator.first, indicator.references)
        case .bothAreFactors: return try crossed(indicator, second)
        }
    }

    enum Roles {
        case firstIsFactor
        case secondIsFactor
        case bothAreFactors
    }

    /// Which column is the categorical one: the rule that ``Formula`` states.
    func roles(_ indicator: Indicator, _ second: String) throws(CausalError) -> Roles {
        if indicator.secondIsFactor { return .bothAreFactors }
        let firstIsText = try sample.table.column(indicator.first).numbers == nil
        let secondIsText = try sample.table.column(second).numbers == nil
        if firstIsText || secondIsText {
            return firstIsText && secondIsText
                ? .bothAreFactors : firstIsText ? .firstIsFactor : .secondIsFactor
        }
        if indicator.references.isEmpty { return .firstIsFactor }
        let first = try sample.numbers(indicator.first)
        let other = try sample.numbers(second)
        let hasFirst = Expansion.holds(first, indicator.references)
        let hasSecond = Expansion.holds(other, indicator.references)
        if hasFirst != hasSecond { return hasSecond ? .secondIsFactor : .firstIsFactor }
        return !Expansion.hasThree(first) && Expansion.hasThree(other) ? .secondIsFactor : .firstIsFactor
    }

    private static func holds(_ values: [Double], _ references: [Literal]) -> Bool {
        references.allSatisfy { reference in
            guard let wanted = reference.number else { return false }
            return values.contains(wanted)
        }
    }

    private static func hasThree(_ values: [Double]) -> Bool {
        guard let first = values.first, let second = values.first(where: { $0 != first }) else {
            return false
        }
        return values.contains { $0 != first && $0 != second }
    }

    /// `factor::level:number`
    private mutating func multiplied(
        _ column: String, by number: String, _ references: [Literal]
    ) throws(CausalError) -> [Piece] {
        let factor = try factor(column)
        let values = try finiteNumbers(number)
        let suffix = ":" + Expression.quoted(number)
        return try Expansion.levels(factor, without: references).map { level in
            Piece(
                label: Expansion.prefix(factor) + factor.label(level) + suffix,
                parts: [.numbers(values), .level(factor.codes, Int32(level))])
        }
    }

    /// A column's numbers at the rows used.
    private func finiteNumbers(_ column: String) throws(CausalError) -> [Double] {
        let values = try sample.numbers(column)
        guard let position = values.firstIndex(where: { !$0.isFinite }) else { return values }
        throw CausalError(
            .badValue, "a value is not finite", column: column, row: sample.tableRow(position),
            value: "\(values[position])", remedy: "Mend the value or leave the row out with --where.")
    }

    /// `first::level:second::level` for every pair of levels that occurs.
    private mutating func crossed(_ indicator: Indicator, _ name: String) throws(CausalError) -> [Piece] {
        let first = try factor(indicator.first)
        let second = try factor(name)
        let keptFirst = Set(try Expansion.levels(first, without: indicator.references))
        let keptSecond = Set(try Expansion.levels(second, without: indicator.secondReferences))
        let pairs = Factor(crossing: first, with: second)
        guard case .tuples(_, let codes) = pairs.levels, codes.count == 2 else { return [] }
        return (0..<pairs.levelCount).compactMap { pair in
            let a = Int(codes[0][pair])
            let b = Int(codes[1][pair])
            guard keptFirst.contains(a), keptSecond.contains(b) else { return nil }
            let label =
                Expansion.prefix(first) + first.label(a) + ":" + Expansion.prefix(second) + second.label(b)
            return Piece(label: label, parts: [.level(pairs.codes, Int32(pair))])
        }
    }

    private static func prefix(_ factor: Factor) -> String { Expression.quoted(factor.name) + "::" }

    /// The levels that are no reference.
    ///
    /// - Throws: `CausalError.Code.badArgument` listing the levels when a reference is none of them.
    static func levels(_ factor: Factor, without references: [Literal]) throws(CausalError) -> [Int] {
        var left = Set<Int>()
        for reference in references {
            guard let level = level(factor, reference) else {
                let shown = (0..<min(factor.levelCount, 20)).map { factor.label($0) }.joined(separator: ", ")
                throw CausalError(
                    .badArgument, "the reference is no value of the column among the rows used",
                    column: factor.name, value: reference.description,
                    remedy: "The values are: \(shown)\(factor.levelCount > 20 ? ", …" : "").")
            }
            left.insert(level)
        }
        return (0..<factor.levelCount).filter { !left.contains($0) }
    }

    private static func level(_ factor: Factor, _ reference: Literal) -> Int? {
        if let numbers = factor.numericLevels {
            guard let wanted = reference.number else { return nil }
            return numbers.firstIndex(of: wanted)
        }
        return (0..<factor.levelCount).first { factor.label($0) == reference.description }
    }
}

extension Literal {
    /// The value as a number, when it is one.
    var number: Double? {
        switch self {
        case .number(let value): value
        case .text(let text): Double(text)
        }
    }
}
