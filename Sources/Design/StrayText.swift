import Tables

/// A text in a column most of whose distinct values are numbers (`12?`, `n.a.`, `1,5`), or a number too large for one.
package struct StrayText: Sendable, Hashable {
    /// The text.
    package let value: String
    /// Its first row in the table, from 1.
    package let row: Int
    /// How many distinct values the column has.
    package let distinct: Int

    /// Looks for one; nil for columns of numbers, and for those that are texts throughout.
    package init?(_ column: Column) {
        let texts: [String?]
        switch column.values {
        case .numbers: return nil
        case .categories(let categories): texts = categories.levels
        case .text(let values): texts = values
        }
        var strays = 0
        var first: String?
        for text in texts {
            guard let text, !StrayText.isNumber(text) else { continue }
            strays += 1
            first = first ?? text
        }
        let known = texts.count { $0 != nil }
        guard let first, known - strays > known / 2 else { return nil }
        let row = (0..<column.count).first { column.label($0) == first }
        guard let row else { return nil }
        self.init(value: first, row: row + 1, distinct: known)
    }

    private init(value: String, row: Int, distinct: Int) {
        (self.value, self.row, self.distinct) = (value, row, distinct)
    }

    private static func isNumber(_ text: String) -> Bool { Double(text)?.isFinite ?? false }
}
