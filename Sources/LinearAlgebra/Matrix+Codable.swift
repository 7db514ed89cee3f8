extension Matrix: Codable {
    private enum CodingKeys: CodingKey { case rowCount, columnCount, values }

    /// Reads a matrix; counts that do not fit the elements are an error, as everything else relies on them.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let rows = try container.decode(Int.self, forKey: .rowCount)
        let columns = try container.decode(Int.self, forKey: .columnCount)
        let values = try container.decode([Double].self, forKey: .values)
        let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
        guard rows >= 0, columns >= 0, !overflow, count == values.count else {
            throw DecodingError.dataCorruptedError(
                forKey: .values, in: container,
                debugDescription: "\(values.count) elements do not make a \(rows) × \(columns) matrix")
        }
        self.init(rows, columns, columnMajor: values)
    }

    /// Writes the counts and the elements, column after column.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(rowCount, forKey: .rowCount)
        try container.encode(columnCount, forKey: .columnCount)
        try container.encode(values, forKey: .values)
    }
}
