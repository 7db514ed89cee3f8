import Groundwork

extension Diagnostic {
    /// The diagnostic `wild-bootstrap` of the JSON contract.
    ///
    /// `conf.low` and `conf.high` are the ends of the confidence set, null where there is none; `conf.set`
    /// lists the intervals when they are not one.
    public init(_ test: WildBootstrapTest) {
        var values: [JSONValue.Member] = [
            .init("term", .string(test.term ?? test.hypothesis)),
            .init("hypothesis", .string(test.hypothesis)),
            .init("statistic", .number(test.statistic)), .init("p.value", .number(test.pValue)),
        ]
        values += test.confidenceSet?.members ?? [.init("conf.low", .null), .init("conf.high", .null)]
        if let equal = test.equalTailedPValue {
            values.append(.init("p.value.equal.tailed", .number(equal)))
        }
        values += [
            .init("p.value.conservative", .number(test.conservativePValue)),
            .init("draws", .integer(test.draws)), .init("draws.usable", .integer(test.usableDraws)),
            .init("enumerated", .bool(test.isEnumerated)), .init("method", .string(test.name)),
            .init("weights", .string(test.method.weights.rawValue)),
            .init("clusters", .array(test.clusters.map(JSONValue.string))),
            .init("bootstrap.clusters", .array(test.bootstrapClusters.map(JSONValue.string))),
            .init("seed", test.isEnumerated ? .null : .seed(test.method.seed)),
        ]
        if test.restrictions > 1 { values.insert(.init("restrictions", .integer(test.restrictions)), at: 2) }
        self.init("wild-bootstrap", values)
    }
}

extension Estimates {
    /// The result with a wild cluster bootstrap's diagnostic and notes.
    public func adding(_ test: WildBootstrapTest) -> Estimates {
        followingClusterAdvice().adding(diagnostics: [Diagnostic(test)], notes: test.notes)
    }
}
