import Regression

extension Schedule {
    /// The schedule as a table: a row for each cluster with its name, its sequence and an exposure for every period;
    /// a cell that is not observed is missing.
    ///
    /// ``init(_:)`` reads it back.
    public func table() throws(CausalError) -> DataTable {
        let rows = sequences.flatMap { sequence in sequence.clusters.map { ($0, sequence) } }
        let names =
            Set(periods).isDisjoint(with: ["cluster", "sequence"]) ? periods : periods.map { "period \($0)" }
        let columns = periods.indices.map { period in
            Column(names[period], rows.map { $0.1.exposures[period] ?? .nan })
        }
        return try DataTable(
            [Column("cluster", rows.map { .some($0.0) }), Column("sequence", rows.map { .some($0.1.name) })]
                + columns,
            source: "schedule")
    }

    /// The exposures of every cluster as numbers, in the order of ``clusters``; NaN where not observed.
    public var exposureRows: [[Double]] {
        sequences.flatMap { sequence in
            Array(repeating: sequence.exposures.map { $0 ?? .nan }, count: sequence.clusterCount)
        }
    }
}
