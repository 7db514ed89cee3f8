import ArgumentParser
import Causal

/// The schedule of a trial: from a file or from its shape.
struct ScheduleOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The schedule from a CSV file: a row for each cluster (or sequence), a column for each period, cells from 0 to 1 or "
                + "empty; or columns cluster, period, treatment.", valueName: "file"))
    var design: String?

    @Option(parsing: .unconditional, help: "How many sequences there are.")
    var sequences: Int?

    @Option(
        parsing: .unconditional,
        help: "How many clusters each sequence has: one number, or one for each sequence, e.g. 4,3,3.")
    var clustersPerSequence: CountList?

    @Option(help: "stepped-wedge, parallel, crossover or staircase.")
    var shape: Shape?

    @Option(
        parsing: .unconditional,
        help: "Periods before the first crossing (staircase: observed before each crossing).")
    var baseline: Int?

    @Option(parsing: .unconditional, help: "Periods from one crossing to the next (crossover: in a phase).")
    var step: Int?

    @Option(
        parsing: .unconditional,
        help:
            "Periods from the last crossing to the end, 1 more than --transition by default (staircase: observed after each; parallel: all treated ones)."
    )
    var after: Int?

    @Option(
        parsing: .unconditional, help: "Periods after each crossing that are not observed (stepped wedge).")
    var transition: Int?

    @Option(
        parsing: .unconditional, help: "Exposures of the first treated periods, e.g. 0.5,0.8 (stepped wedge)."
    )
    var onset: BoundList?

    enum Shape: String, ExpressibleByArgument, CaseIterable {
        case steppedWedge = "stepped-wedge"
        case parallel, crossover, staircase
    }

    /// The schedule.
    ///
    /// - Parameters:
    ///   - clusters: clusters in each sequence where nothing is said; nil to ask for it.
    ///   - sequences: the same of sequences.
    func schedule(clusters: Int? = nil, sequences count: Int? = nil) throws(CausalError) -> Schedule {
        if let design { return try read(design) }
        let shape = shape ?? .steppedWedge
        try refuseStrangers(shape)
        guard let counts = clustersPerSequence?.values ?? clusters.map({ [$0] }) else {
            throw missing("--clusters-per-sequence")
        }
        switch shape {
        case .parallel:
            return try .parallel(
                clustersPerArm: one(counts), periods: after ?? 1, baseline: baseline ?? 0)
        case .crossover:
            return try .crossover(clustersPerSequence: one(counts), periodsPerPhase: step ?? 1)
        case .staircase:
            guard let sequences = sequences ?? count else { throw missing("--sequences") }
            return try .staircase(
                sequences: sequences, clustersPerSequence: one(counts), before: baseline ?? 1,
                after: after ?? 1)
        case .steppedWedge:
            return try .steppedWedge(
                clusters: try spread(counts, count), baseline: baseline ?? 1, step: step ?? 1,
                after: after ?? 1 + max(0, min(250, transition ?? 0)),
                transition: transition ?? 0, onset: onset?.values ?? [])
        }
    }

    private func read(_ path: String) throws(CausalError) -> Schedule {
        let given = [
            sequences == nil ? nil : "--sequences",
            clustersPerSequence == nil ? nil : "--clusters-per-sequence",
            shape == nil ? nil : "--shape", baseline == nil ? nil : "--baseline",
            step == nil ? nil : "--step",
            after == nil ? nil : "--after", transition == nil ? nil : "--transition",
            onset == nil ? nil : "--onset",
        ].compactMap { $0 }
        if let name = given.first {
            throw CausalError(
                .badArgument, "\(name) has no place beside --design, whose file is the whole schedule",
                remedy: "Leave one of them out.")
        }
        return path == "-" ? try Schedule(DataTable(standardInput: CSVOptions())) : try Schedule(csv: path)
    }

    private func spread(_ counts: [Int], _ count: Int?) throws(CausalError) -> [Int] {
        guard counts.count > 1 else {
            guard let sequences = sequences ?? count else { throw missing("--sequences") }
            guard (1...250).contains(sequences) else {
                throw CausalError(
                    .badArgument, "--sequences is a number from 1 to 250", value: "\(sequences)")
            }
            return Array(repeating: counts[0], count: sequences)
        }
        guard sequences == nil || sequences == counts.count else {
            throw CausalError(
                .badArgument,
                "--clusters-per-sequence lists \(counts.count) sequences, --sequences says \(sequences ?? 0)")
        }
        return counts
    }

    private func one(_ counts: [Int]) throws(CausalError) -> Int {
        guard counts.count == 1 else {
            throw CausalError(.badArgument, "this shape has the same number of clusters in each sequence")
        }
        return counts[0]
    }

    private func refuseStrangers(_ shape: Shape) throws(CausalError) {
        let strangers: [(name: String, isGiven: Bool, shapes: [Shape])] = [
            ("--sequences", sequences != nil, [.steppedWedge, .staircase]),
            ("--baseline", baseline != nil, [.steppedWedge, .staircase, .parallel]),
            ("--step", step != nil, [.steppedWedge, .crossover]),
            ("--after", after != nil, [.steppedWedge, .staircase, .parallel]),
            ("--transition", transition != nil, [.steppedWedge]), ("--onset", onset != nil, [.steppedWedge]),
        ]
        for stranger in strangers where stranger.isGiven && !stranger.shapes.contains(shape) {
            throw CausalError(
                .badArgument, "\(stranger.name) has no meaning for the shape \(shape.rawValue)",
                remedy: "Leave it out.")
        }
    }

    private func missing(_ name: String) -> CausalError {
        CausalError(
            .badArgument, "\(name) is missing",
            remedy: "Give --sequences and --clusters-per-sequence, or the schedule's file with --design.")
    }
}

/// Whole numbers separated by commas.
struct CountList: ExpressibleByArgument {
    let values: [Int]

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map {
            Int($0.trimming(" "))
        }
        guard !parts.isEmpty, !parts.contains(nil) else { return nil }
        values = parts.compactMap { $0 }
    }
}
