import Groundwork

/// A test or a measure that goes with a result.
public struct Diagnostic: Sendable, Hashable {
    /// Its name, e.g. `pretrend-wald`.
    public let name: String
    /// What it found, in the order in which it is shown.
    public let values: [JSONValue.Member]

    /// Makes a diagnostic.
    public init(_ name: String, _ values: [JSONValue.Member]) {
        self.name = name
        self.values = values
    }

    /// Makes a diagnostic of a Wald test.
    public init(_ name: String, _ test: WaldTest, remarks: [JSONValue.Member] = []) {
        var values: [JSONValue.Member] = [
            .init("statistic", .number(test.statistic)), .init("df", .integer(test.restrictions)),
        ]
        if let denominator = test.denominatorDegreesOfFreedom {
            values.append(.init("df.denominator", .number(denominator)))
        }
        values.append(.init("p.value", .number(test.pValue)))
        self.init(name, values + remarks)
    }

    /// One of the values by name.
    public subscript(_ name: String) -> JSONValue? { values.first { $0.name == name }?.value }
}
