import ArgumentParser
import Causal

/// How clusters come to their sequences.
struct AllocationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The clusters: a CSV with a column cluster, and covariates to balance.", valueName: "file"))
    var clusters: String?

    @Option(
        help:
            "The covariates that the sequences are to be balanced in, separated by commas (with --clusters).")
    var balance: ColumnNames?

    @Option(
        parsing: .unconditional,
        help: "The share of allocations, the best balanced ones, from which one is drawn (default 0.1).")
    var share: Double?

    @Option(
        parsing: .unconditional,
        help: "How many allocations are compared (default 10000; all when there are no more).")
    var candidates: Int?

    @Option(
        help: ArgumentHelp(
            "Write the acceptable allocations to a CSV, for --allocations of a permutation test (with --balance).",
            valueName: "file"))
    var allocations: String?

    @Option(help: "The seed of the allocation.")
    var seed: UInt64 = 42

    /// The table of clusters.
    func listedClusters() throws(CausalError) -> DataTable? {
        guard let clusters else {
            guard balance == nil else {
                throw CausalError(
                    .badArgument, "--balance names columns of the clusters' file",
                    remedy: "Give it with --clusters.")
            }
            guard share == nil, candidates == nil else {
                throw CausalError(
                    .badArgument, "--share and --candidates are for balanced allocations",
                    remedy: "Give --clusters and --balance.")
            }
            return nil
        }
        guard balance != nil || (share == nil && candidates == nil) else {
            throw CausalError(
                .badArgument, "--share and --candidates are for --balance", remedy: "Name the covariates.")
        }
        let table = try DataTable(file: clusters)
        _ = try table.column("cluster")
        return table
    }

    /// Writes the list of acceptable allocations where it is wanted.
    func writeAcceptable(_ allocation: Allocation) throws(CausalError) {
        guard balance != nil else { return try refuseList() }
        if let allocations { try allocation.acceptableTable().write(to: allocations) }
    }

    private func refuseList() throws(CausalError) {
        guard allocations != nil else { return }
        throw CausalError(
            .badArgument, "--allocations lists the allocations that --balance accepts",
            remedy: "Give it with --clusters and --balance.")
    }

    /// The clusters that each sequence gets when the file alone says how many there are; nil to ask.
    func clustersPerSequence(_ table: DataTable?, _ sequences: Int?) -> Int? {
        guard let table, let sequences, sequences > 0, table.rowCount.isMultiple(of: sequences) else {
            return nil
        }
        return table.rowCount / sequences
    }

    /// The plan of allocation.
    func allocation(_ schedule: Schedule, _ table: DataTable?) throws(CausalError) -> Allocation {
        guard let table else { return try Allocation(schedule: schedule, seed: seed) }
        let column = try table.column("cluster")
        var names: [String] = []
        for row in 0..<table.rowCount {
            guard let name = column.label(row) else {
                throw CausalError(.missingValue, "a cluster has no name", column: "cluster", row: row + 1)
            }
            names.append(name)
        }
        var covariates: [Allocation.Covariate] = []
        for name in balance?.names ?? [] { covariates.append(.init(name, try table.numbers(name))) }
        return try Allocation(
            schedule: schedule, clusters: names, covariates: covariates, share: share ?? 0.1,
            candidates: candidates ?? 10_000, seed: seed)
    }

    /// What was drawn, in words.
    func remarks(_ allocation: Allocation) -> [String] {
        let drawn = "Clusters were allocated at random with the seed \(seed)."
        guard !allocation.covariates.isEmpty else { return [drawn] }
        return [
            drawn,
            "\(allocation.acceptable) of \(allocation.candidates) allocations\(allocation.isEnumerated ? "" : " drawn") are "
                + "balanced enough (imbalance up to \(rounded(allocation.threshold))); an analysis by permutation has to "
                + "draw from the same.",
        ]
    }

    private func rounded(_ value: Double) -> String { "\((value * 10_000).rounded() / 10_000)" }

    /// Refuses an allocation where none is made.
    func refuse() throws(CausalError) {
        try refuseList()
        guard clusters != nil else { return }
        throw CausalError(
            .badArgument, "--clusters has no place beside --information, which is told by sequence",
            remedy: "Leave it out.")
    }
}
