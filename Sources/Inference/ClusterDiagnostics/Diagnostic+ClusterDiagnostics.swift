import Groundwork

extension Diagnostic {
    /// The diagnostic `clusters`: how many there are, and how sizes and leverages differ.
    public init(clusters: ClusterDiagnostics) {
        self.init(
            "clusters",
            [.init("column", .string(clusters.column)), .init("clusters", .integer(clusters.count))]
                + Diagnostic.members("size", clusters.size)
                + Diagnostic.members("leverage", clusters.leverage))
    }

    /// The diagnostic `cluster-influence` of one coefficient; null where nothing is known.
    init(_ term: ClusterDiagnostics.Term, of clusters: ClusterDiagnostics) {
        let labels = clusters.labels
        let most = term.mostInfluential
        let range = term.rangeWithout
        func number(_ value: Double?) -> JSONValue { value.map(JSONValue.number) ?? .null }
        self.init(
            "cluster-influence",
            [
                .init("term", .string(term.term)), .init("column", .string(clusters.column)),
                .init("effective.clusters", .number(term.effectiveClusters)),
                .init("effective.clusters.correlated", number(term.effectiveClustersCorrelated)),
            ] + Diagnostic.members("partial.leverage", term.partialLeverage) + [
                .init("estimate", .number(term.estimate)),
                .init("most.influential", most.map { .string(labels[$0.cluster]) } ?? .null),
                .init("estimate.without", number(most?.estimate)),
                .init("without.low", number(range?.low)), .init("without.high", number(range?.high)),
                .init("not.identified.without", .integer(term.estimatesWithout.count { $0 == nil })),
            ])
    }

    private static func members(_ name: String, _ spread: ClusterSpread) -> [JSONValue.Member] {
        [
            .init(name + ".min", .number(spread.minimum)), .init(name + ".median", .number(spread.median)),
            .init(name + ".max", .number(spread.maximum)),
            .init(name + ".cv", .number(spread.coefficientOfVariation)),
        ]
    }
}

extension Estimates {
    /// The result with the diagnostics of its clusters: one of all, and one for each coefficient.
    public func adding(_ clusters: ClusterDiagnostics) -> Estimates {
        adding(
            diagnostics: [Diagnostic(clusters: clusters)]
                + clusters.terms.map { Diagnostic($0, of: clusters) }, notes: clusters.notes)
    }
}
