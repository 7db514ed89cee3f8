import Groundwork
import Tables

/// What a column holds: its kind, how much is missing, how many values differ, and their range.
public struct ColumnSummary: Sendable, Hashable {
    /// The column's name.
    public let name: String
    /// What its values are.
    public let kind: Kind
    /// The number of rows without a value.
    public let missing: Int
    /// The number of different values.
    public let distinct: Int
    /// Moments and range of numbers; nil for text and for columns without a finite number.
    public let numbers: NumberSummary?
    /// The first and the last value of dates, as they are written; nil for anything else.
    public let span: Span?
    /// The most frequent texts, at most three, the most frequent first; ties in the order of the texts.
    public let frequent: [Level]
    /// What the file says about the column besides its values; nil where it says nothing.
    public private(set) var labels: ColumnLabels?
    /// Missing values that say why, `.a` to `.z`, and how many rows hold each; in the order of their letters.
    public private(set) var missingLetters: [Level] = []

    /// The kinds of values.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// No value at all.
        case empty
        /// Zeros and ones.
        case binary = "0/1"
        /// Whole numbers.
        case whole
        /// Numbers.
        case number
        /// Months, e.g. `2021-03`.
        case month
        /// Quarters, e.g. `2021-Q1`.
        case quarter
        /// ISO weeks, e.g. `2021-W05`.
        case week
        /// Dates, e.g. `2021-03-15`.
        case date
        /// Any other text.
        case text
    }

    /// The first and the last of values in time.
    public struct Span: Sendable, Hashable {
        /// The first.
        public let first: String
        /// The last.
        public let last: String
    }

    /// A text and how many rows hold it.
    public struct Level: Sendable, Hashable {
        /// The text.
        public let text: String
        /// The number of rows.
        public let count: Int
    }

    /// Describes a column in passes over its values; memory of one column is used for a while.
    public init(_ column: Column) {
        switch column.values {
        case .numbers(let values): self.init(column.name, numbers: values)
        case .categories(let categories): self.init(column.name, categories)
        case .text(let texts): self.init(column.name, texts: texts)
        }
        labels = column.labels
        missingLetters = ColumnSummary.letters(column)
    }

    private static func letters(_ column: Column) -> [Level] {
        var counts: [Character: Int] = [:]
        for value in column.numbers ?? [] where value.isNaN {
            if let letter = ExtendedMissing.letter(value) { counts[letter, default: 0] += 1 }
        }
        return counts.sorted { $0.key < $1.key }.map { Level(text: ".\($0.key)", count: $0.value) }
    }

    private init(_ name: String, numbers values: [Double]) {
        let summary = NumberSummary(values)
        let missing = NumberSummary.missing(values)
        self.name = name
        self.missing = missing
        let distinct = DistinctCount.numbers(values) - (missing > 0 ? 1 : 0)
        self.distinct = distinct
        numbers = summary
        span = nil
        frequent = []
        switch summary {
        case nil: kind = missing == values.count ? .empty : .number
        case let found? where found.isWhole && found.infinite == 0:
            kind = distinct == 2 && found.least == 0 && found.greatest == 1 ? .binary : .whole
        default: kind = .number
        }
    }

    private init(_ name: String, _ categories: Categories) {
        var counts = [Int](repeating: 0, count: categories.levels.count)
        var missing = 0
        for code in categories.codes {
            if counts.indices.contains(Int(code)) { counts[Int(code)] += 1 } else { missing += 1 }
        }
        let used = counts.indices.filter { counts[$0] > 0 }
        let texts = used.map { categories.levels[$0] }
        let dates = texts.isEmpty ? nil : CalendarText.times(texts)
        self.name = name
        self.missing = missing
        distinct = used.count
        numbers = nil
        kind = texts.isEmpty ? .empty : dates.map { Kind($0.kind) } ?? .text
        span = dates.flatMap { ColumnSummary.span(texts, $0.times) }
        let order = used.sorted {
            counts[$0] != counts[$1]
                ? counts[$0] > counts[$1] : categories.levels[$0] < categories.levels[$1]
        }
        frequent = order.prefix(3).map { Level(text: categories.levels[$0], count: counts[$0]) }
    }

    private init(_ name: String, texts: [String?]) {
        let missing = texts.count { $0 == nil }
        self.name = name
        self.missing = missing
        distinct = DistinctCount.texts(texts) - (missing > 0 ? 1 : 0)
        kind = missing == texts.count ? .empty : .text
        numbers = nil
        span = nil
        frequent = []
    }

    private static func span(_ texts: [String], _ times: [Double]) -> Span? {
        let order = times.indices.sorted { times[$0] < times[$1] }
        guard let first = order.first, let last = order.last else { return nil }
        return Span(first: texts[first], last: texts[last])
    }
}

extension ColumnSummary.Kind {
    fileprivate init(_ kind: CalendarText.Kind) {
        switch kind {
        case .month: self = .month
        case .quarter: self = .quarter
        case .week: self = .week
        case .monthlyDate, .weeklyDate, .day: self = .date
        }
    }
}
