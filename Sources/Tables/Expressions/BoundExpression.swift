import Groundwork

/// An expression whose names are the columns of one table and whose types have been checked, so that
/// calculating it cannot fail.
///
/// Text occurs only as a column or as written, never as the result of a step. So every question about text
/// becomes one leaf, and the stack holds numbers alone.
package struct BoundExpression: Sendable {
    static let blockSize = 1 << 12

    let expression: Expression
    let table: DataTable
    /// The steps that are left, each with the position of the expression's step that it completes.
    private(set) var steps: [(action: BoundStep, source: Int)] = []
    /// The numbers of each leaf; nil for columns of text.
    package let numbers: [[Double]?]
    private var kinds: [Kind] = []

    /// What lies on the stack while types are checked.
    private enum Kind {
        case number
        case text(TextLeaf)
    }

    /// Binds an expression to the columns of a table, and its shifts in time to values for each row.
    ///
    /// - Throws: `CausalError.Code.unknownColumn`; `CausalError.Code.syntax` where a text is compared with
    ///   a number or stands in place of one; in a formula, where a column is a variable of the model, the
    ///   latter is `CausalError.Code.notNumeric` with the first value that is no number.
    package init(
        _ expression: Expression, _ table: DataTable, shifts: [Shift: [Double]] = [:]
    ) throws(CausalError) {
        self.expression = expression
        self.table = table
        var numbers: [[Double]?] = []
        for leaf in expression.leaves {
            switch leaf {
            case .column(let name): numbers.append(try table.column(name).numbers)
            case .shift(let shift):
                guard let values = shifts[shift] else {
                    throw CausalError(.defect, "\(leaf) has not been looked up")
                }
                numbers.append(values)
            }
        }
        self.numbers = numbers
        for source in expression.steps.indices { try bind(source) }
        if case .text(let leaf)? = kinds.last { throw try notNumeric(leaf, 0) }
    }

    private mutating func bind(_ source: Int) throws(CausalError) {
        let action = expression.steps[source].action
        switch action {
        case .number(let value): push(.number(value), source)
        case .text(let text): kinds.append(.text(.literal(text)))
        case .leaf(let index): try bind(leaf: index, source)
        case .comparison(let comparison): try bindComparison(comparison, source)
        case .isMissing: bindMissing(source)
        case .textMember(let texts): try bindMember(texts, source)
        case .group: break
        case .negate, .not, .function, .numberMember:
            try requireNumbers(1, source)
            steps.append((.unary(action), source))
        case .arithmetic, .and, .or:
            try requireNumbers(2, source)
            kinds.removeLast()
            steps.append((.binary(action), source))
        }
    }

    private mutating func bind(leaf index: Int, _ source: Int) throws(CausalError) {
        if let values = numbers[index] {
            push(.numbers(values), source)
        } else {
            for name in expression.leaves[index].names {
                kinds.append(.text(.column(try table.column(name))))
            }
        }
    }

    private mutating func push(_ step: BoundStep, _ source: Int) {
        steps.append((step, source))
        kinds.append(.number)
    }

    private func requireNumbers(_ count: Int, _ source: Int) throws(CausalError) {
        for case .text(let leaf) in kinds.suffix(count) {
            throw try notNumeric(leaf, expression.steps[source].position)
        }
    }

    private func notNumeric(_ leaf: TextLeaf, _ position: Int) throws(CausalError) -> CausalError {
        if expression.grammar == .formula, case .column(let column) = leaf {
            _ = try table.numbers(column.name)
        }
        return expression.text.fault(
            "a number is needed, and \(leaf.shown) is text", at: position,
            remedy: "Compare it with a text, as in state == 'CA':")
    }

    private mutating func bindComparison(
        _ comparison: Step.Comparison, _ source: Int
    ) throws(CausalError) {
        let right = kinds.removeLast()
        let left = kinds.removeLast()
        switch (left, right) {
        case (.number, .number):
            kinds.append(.number)
            steps.append((.binary(.comparison(comparison)), source))
        case (.text(let first), .text(let second)):
            push(TextLeaf.comparison(first, comparison, second), source)
        case (.text(let leaf), .number), (.number, .text(let leaf)):
            throw mixed(leaf, expression.steps[source].position)
        }
    }

    private func mixed(_ leaf: TextLeaf, _ position: Int) -> CausalError {
        let remedy =
            switch leaf {
            case .column: "Put the value it is compared with between quotes, as in 'value':"
            case .literal: "Leave the quotes out if the column holds numbers:"
            }
        return expression.text.fault(
            "\(leaf.shown) is text and is compared with a number", at: position, remedy: remedy)
    }

    private mutating func bindMissing(_ source: Int) {
        switch kinds.removeLast() {
        case .number:
            kinds.append(.number)
            steps.append((.unary(.isMissing), source))
        case .text(.column(let column)): push(.textMissing(column), source)
        case .text(.literal): push(.number(0), source)
        }
    }

    private mutating func bindMember(_ texts: [String], _ source: Int) throws(CausalError) {
        guard case .text(let leaf) = kinds.removeLast() else {
            throw expression.text.fault(
                "a number is looked for among texts", at: expression.steps[source].position,
                remedy: "Leave the quotes out of the list:")
        }
        push(leaf.membership(texts), source)
    }
}

/// One step on a stack of numbers.
enum BoundStep: Sendable {
    case number(Double)
    /// A number for each row of the table.
    case numbers([Double])
    /// A number for each category; −1 is missing.
    case categories([Int32], [Double])
    /// A comparison that must look at the texts of each row.
    case texts(TextLeaf, Step.Comparison, TextLeaf)
    case textMember(Column, Set<String>)
    case textMissing(Column)
    case unary(Step.Action)
    case binary(Step.Action)

    /// How many values it takes from the stack.
    var arity: Int {
        switch self {
        case .unary: 1
        case .binary: 2
        default: 0
        }
    }
}
