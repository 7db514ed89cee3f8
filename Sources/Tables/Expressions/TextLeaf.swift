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
