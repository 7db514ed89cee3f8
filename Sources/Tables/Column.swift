import Groundwork

/// One named variable of a table.
///
/// A column holds numbers, categories or text. A missing value is NaN among numbers, code −1 among
/// categories and nil in text.
public struct Column: Sendable, Hashable {
    /// The variable's name.
    public let name: String
    /// What it holds.
    public let values: Values
    /// What the file said about the column besides its values; nil where it said nothing.
    public let labels: ColumnLabels?

    /// The storage of a column.
    public enum Values: Sendable, Hashable {
        /// Numbers; NaN is missing.
        case numbers([Double])
        /// Few distinct texts, each row a code into the levels.
        case categories(Categories)
        /// Text that is (almost) different in every row.
        case text([String?])
    }

    /// Makes a column.
    public init(_ name: String, _ values: Values, labels: ColumnLabels? = nil) {
        self.name = name
        self.values = values
        self.labels = labels
    }

    /// Makes a column of numbers; NaN is missing.
    public init(_ name: String, _ numbers: [Double]) { self.init(name, .numbers(numbers)) }

    /// Makes a column of whole numbers.
    public init(_ name: String, _ numbers: [Int]) { self.init(name, .numbers(numbers.map(Double.init))) }

    /// Makes a column of categories from texts; nil is missing. Levels stand in order of first appearance.
    public init(_ name: String, _ texts: [String?]) { self.init(name, .categories(Categories(texts))) }

    /// The number of rows.
    public var count: Int {
        switch values {
        case .numbers(let numbers): numbers.count
        case .categories(let categories): categories.codes.count
        case .text(let texts): texts.count
        }
    }

    /// The numbers, when the column holds numbers.
    public var numbers: [Double]? {
        if case .numbers(let numbers) = values { numbers } else { nil }
    }

    /// Whether the value of a row is missing.
    public func isMissing(_ row: Int) -> Bool {
        switch values {
        case .numbers(let numbers): numbers[row].isNaN
        case .categories(let categories): categories.codes[row] < 0
        case .text(let texts): texts[row] == nil
        }
    }

    /// A row's value as text: the shortest decimal for a number (whole numbers without a fraction), nil when
    /// missing.
    public func label(_ row: Int) -> String? {
        switch values {
        case .numbers(let numbers): numbers[row].isNaN ? nil : numbers[row].shortestDecimal
        case .categories(let categories):
            categories.codes[row] < 0 ? nil : categories.levels[Int(categories.codes[row])]
        case .text(let texts): texts[row]
        }
    }

    /// The rows at these positions, in this order; a row may be taken more than once.
    ///
    /// - Precondition: every position is 0 ..< ``count``.
    public func rows(_ indices: [Int32]) -> Column {
        switch values {
        case .numbers(let numbers):
            Column(name, .numbers(Parallel.gather(numbers, at: indices)), labels: labels)
        case .categories(let categories):
            Column(
                name,
                .categories(
                    Categories(
                        codes: Parallel.gather(categories.codes, at: indices), levels: categories.levels,
                        isOrdered: categories.isOrdered)),
                labels: labels)
        case .text(let texts): Column(name, .text(indices.map { texts[Int($0)] }), labels: labels)
        }
    }
}

/// Texts with few distinct values: a code for each row and the levels that the codes stand for.
public struct Categories: Sendable, Hashable {
    /// Each row's position in ``levels``; −1 is missing.
    public let codes: [Int32]
    /// The distinct texts.
    public let levels: [String]
    /// Whether the levels stand in an order that somebody chose, as codes with labels do; a model then keeps it, so that
    /// the first is the reference. Others are put in the order of their texts.
    public let isOrdered: Bool

    /// Makes categories from codes.
    ///
    /// - Precondition: every code is −1 or a position in `levels`. It is not checked here; reading the row of a
    ///   code beyond them stops the program, and a model that uses the column throws.
    public init(codes: [Int32], levels: [String], isOrdered: Bool = false) {
        self.codes = codes
        self.levels = levels
        self.isOrdered = isOrdered
    }

    /// Makes categories from texts; levels stand in order of first appearance.
    public init(_ texts: [String?]) {
        var positions: [String: Int32] = [:]
        var levels: [String] = []
        codes = texts.map { text in
            guard let text else { return -1 }
            if let code = positions[text] { return code }
            let code = Int32(levels.count)
            positions[text] = code
            levels.append(text)
            return code
        }
        self.levels = levels
        isOrdered = false
    }
}
