import Groundwork

extension Diagnostic {
    /// The diagnostic `randomisation`: a permutation test's statistic, p-value and how it was made.
    public init(_ test: RandomisationTest) {
        self.init(
            "randomisation",
            [
                .init("term", .string(test.term)), .init("statistic", .number(test.statistic)),
                .init("p.value", .number(test.pValue)),
                .init("kind", .string(test.method.statistic.rawValue)),
                .init("exact", .bool(test.isExact)), .init("draws", .integer(test.draws)),
                .init("assignments", .number(test.assignments)), .init("assigned", .string(test.column)),
                .init("by", test.method.unit.map(JSONValue.string) ?? .null),
                .init("units", .integer(test.units)),
                .init("within", test.method.strata.map(JSONValue.string) ?? .null),
                .init("strata", .integer(test.strata)),
                .init("seed", test.isExact ? .null : .seed(test.method.seed)),
            ])
    }
}

extension Estimates {
    /// The result with a permutation test's diagnostic and notes.
    public func adding(_ test: RandomisationTest) -> Estimates {
        adding(diagnostics: [Diagnostic(test)], notes: test.notes)
    }
}
