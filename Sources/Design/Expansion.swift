import Groundwork
import Tables

/// Turns terms into columns over the rows of a sample.
struct Expansion {
    let sample: Sample
    let inputs: FormulaInputs
    private var factors: [String: Factor] = [:]
    private var size: DesignSize

    init(sample: Sample, inputs: FormulaInputs) {
        self.sample = sample
        self.inputs = inputs
        size = DesignSize(rowCount: sample.count)
    }

    /// What one variable gives to a column: a label, and the parts whose product is the value.
    struct Piece {
        let label: String
        let parts: [Part]
    }

    /// Numbers, or the indicator of a level.
    enum Part {
        case numbers([Double])
        case level([Int32], Int32)

        /// Multiplies the values of some rows by the part.
        func multiply(_ block: UnsafeMutableBufferPointer<Double>, _ rows: Range<Int>) {
            switch self {
            case .numbers(let values):
                for (place, value) in values[rows].enumerated() { block[place] *= value }
            case .level(let codes, let level):
                for (place, code) in codes[rows].enumerated() {
                    block[place] = code == level ? block[place] : 0
                }
            }
        }
    }

    /// The columns of all terms.
    mutating func columns(_ terms: [Term], spansConstant: Bool) throws(CausalError) -> [DesignColumn] {
        let table = sample.table
        let codings = Coding.rule(terms, spansConstant: spansConstant) { $0.isCategorical(in: table) }
        var columns: [DesignColumn] = []
        for (term, coding) in zip(terms, codings) { columns += try self.columns(term, coding) }
        return columns
    }

    /// The columns of one term: every combination of its variables' pieces, the first running fastest.
    private mutating func columns(_ term: Term, _ codings: [Coding]) throws(CausalError) -> [DesignColumn] {
        var combinations = [Piece(label: "", parts: [])]
        var grown = size
        for (variable, coding) in zip(term.variables, codings) {
            let pieces = try pieces(variable, coding)
            guard !pieces.isEmpty else { throw noCategories(term) }
            let count = combinations.count * pieces.count
            grown = size
            // One column of numbers is the table's own.
            if count > 1 {
                try grown.add(
                    count, of: term.description, column: term.column,
                    remedy: strayRemedy(term) ?? "Absorb the categories instead: write them after '|'.")
            }
            combinations = pieces.flatMap { piece in
                combinations.map { before in
                    Piece(
                        label: before.parts.isEmpty ? piece.label : before.label + ":" + piece.label,
                        parts: before.parts + piece.parts)
                }
            }
        }
        size = grown
        let name = term.description
        return combinations.map { DesignColumn(name: $0.label, term: name, values: product($0.parts)) }
    }

    /// What to do about a text among numbers, which made a column of numbers categories.
    private func strayRemedy(_ term: Term) -> String? {
        let strays = term.columns.compactMap { name in
            sample.table[name].flatMap(StrayText.init).map { (name, $0) }
        }
        return strays.first.map { name, stray in
            "Row \(stray.row) of '\(name)' holds '\(stray.value)' where other values are numbers, which makes categories of "
                + "all: mend it, or say that it stands for a missing value: --missing \"\(stray.value)\"."
        }
    }

    private func noCategories(_ term: Term) -> CausalError {
        CausalError(
            .badValue, "'\(term)' has no two categories to compare among the rows used", column: term.column,
            remedy: "Leave the term out of the formula.")
    }

    /// The product of the parts, row by row; a single column of numbers is shared, not copied.
    private func product(_ parts: [Part]) -> [Double] {
        if parts.count == 1, case .numbers(let values) = parts[0] { return values }
        return Parallel.array(sample.count, blockSize: 1 << 13) { rows, block in
            block.initialize(repeating: 1)
            for part in parts { part.multiply(block, rows) }
        }
    }

    // MARK: Variables

    /// What a variable gives to the columns of its term.
    private mutating func pieces(_ variable: Variable, _ coding: Coding) throws(CausalError) -> [Piece] {
        switch variable {
        case .indicator(let indicator): return try pieces(indicator, coding)
        case .factor(let column, _):
            return Expansion.pieces(try factor(column), coding, prefix: variable.description)
        case .value(let expression):
            if variable.isCategorical(in: sample.table), let name = expression.column {
                return Expansion.pieces(try factor(name), coding, prefix: variable.description)
            }
            let label = variable.description + (expression.isCondition ? "TRUE" : "")
            return [Piece(label: label, parts: [.numbers(try values(expression))])]
        }
    }

    /// The values of an expression at the rows used; all finite.
    func values(_ expression: Expression) throws(CausalError) -> [Double] {
        try inputs.values(expression, rows: sample.rows)
    }

    /// A column as categories, coded once.
    mutating func factor(_ column: String) throws(CausalError) -> Factor {
        if let known = factors[column] { return known }
        let factor = try sample.factor(column)
        factors[column] = factor
        return factor
    }

    /// One piece for each level, or each but the first.
    static func pieces(_ factor: Factor, _ coding: Coding, prefix: String) -> [Piece] {
        let levels =
            (coding == .contrasts ? 1 : 0)..<max(1, min(factor.levelCount, DesignSize.columnLimit + 2))
        return levels.map {
            Piece(label: prefix + factor.label($0), parts: [.level(factor.codes, Int32($0))])
        }
    }
}
