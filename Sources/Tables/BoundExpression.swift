import Groundwork

/// An expression whose names are the columns of one table and whose types have been checked, so that
/// calculating it cannot fail.
///
/// Text occurs only as a column or as written, never as the result of a step. So every question about text
/// becomes one leaf, and the stack holds numbers alone.
struct BoundExpression: Sendable {
    static let blockSize = 1 << 12

    private(set) var steps: [BoundStep] = []
    private var kinds: [Kind] = []
    private let expression: Expression
    private let columns: [Column]

    /// What lies on the stack while types are checked.
    private enum Kind {
        case number
        case text(TextLeaf)
    }

    init(_ expression: Expression, _ table: DataTable) throws(CausalError) {
        self.expression = expression
        var columns: [Column] = []
        for name in expression.names { columns.append(try table.column(name)) }
        self.columns = columns
        for step in expression.steps { try bind(step) }
        guard case .number? = kinds.last else {
            throw expression.place.fault(
                "the expression is a text, and a number or a condition is needed", at: 0)
        }
    }

    private mutating func bind(_ step: Step) throws(CausalError) {
        switch step.action {
        case .number(let value): push(.number(value))
        case .text(let text): kinds.append(.text(.literal(text)))
        case .column(let index):
            if let numbers = columns[index].numbers {
                push(.column(numbers))
            } else {
                kinds.append(.text(.column(columns[index])))
            }
        case .comparison(let comparison): try bindComparison(comparison, step)
        case .isMissing: bindMissing()
        case .numberMember(let values):
            try requireNumbers(1, step)
            steps.append(.member(values))
        case .textMember(let texts): try bindMember(texts, step)
        case .negate, .not, .function:
            try requireNumbers(1, step)
            steps.append(.unary(step.action))
        case .arithmetic, .and, .or:
            try requireNumbers(2, step)
            kinds.removeLast()
            steps.append(.binary(step.action))
        }
    }

    private mutating func push(_ step: BoundStep) {
        steps.append(step)
        kinds.append(.number)
    }

    private func requireNumbers(_ count: Int, _ step: Step) throws(CausalError) {
        for case .text(let leaf) in kinds.suffix(count) {
            throw expression.place.fault(
                "a number is needed, and \(leaf.shown) is text", at: step.position)
        }
    }

    private mutating func bindComparison(
        _ comparison: Step.Comparison, _ step: Step
    ) throws(CausalError) {
        let right = kinds.removeLast()
        let left = kinds.removeLast()
        switch (left, right) {
        case (.number, .number):
            kinds.append(.number)
            steps.append(.binary(step.action))
        case (.text(let first), .text(let second)):
            push(TextLeaf.comparison(first, comparison, second))
        case (.text(let leaf), .number), (.number, .text(let leaf)):
            throw mixed(leaf, step)
        }
    }

    private func mixed(_ leaf: TextLeaf, _ step: Step) -> CausalError {
        let remedy =
            switch leaf {
            case .column: "Put the value it is compared with between quotes: 'value'."
            case .literal: "Leave the quotes out if the column holds numbers."
            }
        return expression.place.fault(
            "\(leaf.shown) is text and is compared with a number", at: step.position, remedy: remedy)
    }

    private mutating func bindMissing() {
        switch kinds.removeLast() {
        case .number:
            kinds.append(.number)
            steps.append(.isMissing)
        case .text(.column(let column)): push(.textMissing(column))
        case .text(.literal): push(.number(0))
        }
    }

    private mutating func bindMember(_ texts: [String], _ step: Step) throws(CausalError) {
        guard case .text(let leaf) = kinds.removeLast() else {
            throw expression.place.fault(
                "a number is looked for among texts", at: step.position,
                remedy: "Leave the quotes out of the list.")
        }
        push(leaf.membership(texts))
    }
}

/// One step on a stack of numbers.
enum BoundStep: Sendable {
    case number(Double)
    case column([Double])
    /// A number for each category; −1 is missing.
    case categories([Int32], [Double])
    /// A comparison that must look at the texts of each row.
    case texts(TextLeaf, Step.Comparison, TextLeaf)
    case textMember(Column, Set<String>)
    case textMissing(Column)
    case unary(Step.Action)
    case binary(Step.Action)
    case isMissing
    case member([Double])
}

/// A text in an expression: a column of texts, or one that is written there.
enum TextLeaf: Sendable {
    case literal(String)
    case column(Column)

    /// The leaf as an error names it.
    var shown: String {
        switch self {
        case .literal(let text): "'\(text.prefix(40))'"
        case .column(let column): "column '\(column.name)'"
        }
    }

    /// The text in a row; nil is missing.
    func text(_ row: Int) -> String? {
        switch self {
        case .literal(let text): text
        case .column(let column): column.label(row)
        }
    }

    /// The step that compares two texts: by level where one is a column of categories and one is written.
    static func comparison(
        _ first: TextLeaf, _ comparison: Step.Comparison, _ second: TextLeaf
    ) -> BoundStep {
        switch (first, second) {
        case (.column(let column), .literal(let text)):
            if case .categories(let categories) = column.values {
                return .categories(
                    categories.codes, categories.levels.map { comparison.holds($0, text) ? 1 : 0 })
            }
        case (.literal(let text), .column(let column)):
            if case .categories(let categories) = column.values {
                return .categories(
                    categories.codes, categories.levels.map { comparison.holds(text, $0) ? 1 : 0 })
            }
        case (.literal(let first), .literal(let second)):
            return .number(comparison.holds(first, second) ? 1 : 0)
        default: break
        }
        return .texts(first, comparison, second)
    }

    /// The step that asks whether a text is one of some.
    func membership(_ texts: [String]) -> BoundStep {
        let members = Set(texts)
        switch self {
        case .literal(let text): return .number(members.contains(text) ? 1 : 0)
        case .column(let column):
            if case .categories(let categories) = column.values {
                return .categories(categories.codes, categories.levels.map { members.contains($0) ? 1 : 0 })
            }
            return .textMember(column, members)
        }
    }
}

extension Step.Comparison {
    /// Whether the comparison holds between two values.
    func holds<Value: Comparable>(_ first: Value, _ second: Value) -> Bool {
        switch self {
        case .equal: first == second
        case .notEqual: first != second
        case .less: first < second
        case .lessOrEqual: first <= second
        case .greater: first > second
        case .greaterOrEqual: first >= second
        }
    }
}
