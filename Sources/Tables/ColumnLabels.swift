import Groundwork

/// What a file of Stata, SPSS or SAS says about a column besides its values.
public struct ColumnLabels: Sendable, Hashable {
    /// The variable in words; empty when it has no label.
    public var variable: String
    /// The values that have a label, in the file's order.
    public var values: [ValueLabel]
    /// The format in which the program shows the column, e.g. `%td`; empty when it has none.
    public var format: String

    /// A value and what it stands for.
    public struct ValueLabel: Sendable, Hashable {
        /// The value.
        public let value: Value
        /// What it stands for.
        public let label: String

        /// Makes a label.
        public init(_ value: Value, _ label: String) {
            self.value = value
            self.label = label
        }
    }

    /// What can have a label.
    public enum Value: Sendable, Hashable {
        /// A number.
        case number(Double)
        /// A text.
        case text(String)
        /// An extended missing value, `a` to `z` or `_`.
        case missing(Character)
    }

    /// Makes labels.
    public init(variable: String = "", values: [ValueLabel] = [], format: String = "") {
        self.variable = variable
        self.values = values
        self.format = format
    }

    /// Whether nothing is said.
    var isEmpty: Bool { variable.isEmpty && values.isEmpty && format.isEmpty }

    /// The values' labels, numbers ascending before texts, which stay as they are.
    fileprivate var inOrderOfCodes: [ValueLabel] {
        let numbers = values.compactMap { entry -> (Double, ValueLabel)? in
            if case .number(let number) = entry.value { (number, entry) } else { nil }
        }
        let others = values.filter { if case .number = $0.value { false } else { true } }
        return numbers.sorted { $0.0 < $1.0 }.map(\.1) + others
    }
}

extension Column {
    /// The column with the labels of its values in their place, as categories; itself unless it holds numbers or texts
    /// all of which have labels.
    ///
    /// Levels stand in the order of the codes, which people choose (0 for the usual, 1 for the new), and models keep it.
    public var labelled: Column {
        guard let labels, !labels.values.isEmpty else { return self }
        var levels: [String] = []
        var places: [ColumnLabels.Value: Int32] = [:]
        for entry in labels.inOrderOfCodes {
            if case .missing = entry.value { continue }
            // Two values may have the same label and are then one category.
            let known = levels.firstIndex(of: entry.label)
            places[entry.value] = Int32(known ?? levels.count)
            if known == nil { levels.append(entry.label) }
        }
        guard let codes = codes(places) else { return self }
        let kept = ColumnLabels(variable: labels.variable)
        return Column(
            name, .categories(Categories(codes: codes, levels: levels, isOrdered: true)),
            labels: kept.isEmpty ? nil : kept)
    }

    /// Each row's place; nil when a value has none.
    private func codes(_ places: [ColumnLabels.Value: Int32]) -> [Int32]? {
        switch values {
        case .numbers(let numbers):
            var codes: [Int32] = []
            codes.reserveCapacity(numbers.count)
            var latest: (value: Double, code: Int32) = (.nan, -1)
            for value in numbers {
                if !value.isNaN, value != latest.value {
                    guard let code = places[.number(value)] else { return nil }
                    latest = (value, code)
                }
                codes.append(value.isNaN ? -1 : latest.code)
            }
            return codes
        case .categories(let categories):
            let found = categories.levels.map { places[.text($0)] }
            guard found.allSatisfy({ $0 != nil }) else { return nil }
            return categories.codes.map { $0 < 0 ? -1 : found[Int($0)] ?? -1 }
        case .text: return nil
        }
    }
}

extension DataTable {
    /// The table with labels in place of codes, in every column whose values all have labels; see ``Column/labelled``.
    public func labelled() throws(CausalError) -> DataTable {
        try DataTable(columns.map(\.labelled), source: source)
    }
}
