import Regression

extension Schedule {
    /// The stepped wedge: all sequences start in control and cross one after the other.
    ///
    /// Sequence s = 1…S crosses after `baseline + (s − 1)·step` periods; the trial lasts
    /// `baseline + (S − 1)·step + after` periods, S + 1 by default.
    ///
    /// - Parameters:
    ///   - sequences: S, at least 1.
    ///   - clustersPerSequence: how many clusters each sequence has.
    ///   - baseline: periods before the first crossing.
    ///   - step: periods from one crossing to the next.
    ///   - after: periods from the last crossing to the end.
    ///   - transition: exposed periods after each crossing that are not observed.
    ///   - onset: exposures of the first periods after a crossing (and its transition), e.g. 0.5, 0.8; whole from then on.
    /// - Throws: `CausalError.Code.badArgument` for counts below 1 or fractions outside (0, 1].
    public static func steppedWedge(
        sequences: Int, clustersPerSequence: Int = 1, baseline: Int = 1, step: Int = 1, after: Int = 1,
        transition: Int = 0, onset: [Double] = []
    ) throws(CausalError) -> Schedule {
        try steppedWedge(
            clusters: Array(repeating: clustersPerSequence, count: try counted(sequences, "sequences")),
            baseline: baseline, step: step, after: after, transition: transition, onset: onset)
    }

    /// The stepped wedge with its own number of clusters in each sequence; see
    /// ``steppedWedge(sequences:clustersPerSequence:baseline:step:after:transition:onset:)``.
    public static func steppedWedge(
        clusters: [Int], baseline: Int = 1, step: Int = 1, after: Int = 1, transition: Int = 0,
        onset: [Double] = []
    ) throws(CausalError) -> Schedule {
        try check([
            ("baseline", baseline, 0), ("step", step, 1), ("after", after, 0), ("transition", transition, 0),
        ])
        guard onset.allSatisfy({ $0 > 0 && $0 <= 1 }) else {
            throw CausalError(.badArgument, "the exposures of the onset lie above 0 and up to 1")
        }
        let length = baseline + (clusters.count - 1) * step + after
        try check([("the number of periods", length, 1)])
        let rows = clusters.indices.map { sequence in
            (0..<length).map { period -> Double? in
                let since = period - baseline - sequence * step
                if since < 0 { return 0 }
                let exposed = since - transition
                return exposed < 0 ? nil : exposed < onset.count ? onset[exposed] : 1
            }
        }
        return try made(rows, clusters)
    }

    /// Parallel groups: one arm treated after `baseline` common periods, one never.
    public static func parallel(
        clustersPerArm: Int = 1, periods: Int = 1, baseline: Int = 0
    ) throws(CausalError) -> Schedule {
        try check([("periods", periods, 1), ("baseline", baseline, 0)])
        let length = baseline + periods
        let rows: [[Double?]] = [
            (0..<length).map { $0 < baseline ? 0 : 1 }, Array(repeating: 0, count: length),
        ]
        return try made(rows, [clustersPerArm, clustersPerArm])
    }

    /// A cluster crossover: one sequence treated first, one last, and again as often as there are phases.
    public static func crossover(
        clustersPerSequence: Int = 1, phases: Int = 2, periodsPerPhase: Int = 1
    ) throws(CausalError) -> Schedule {
        try check([("phases", phases, 2), ("periodsPerPhase", periodsPerPhase, 1)])
        try check([("the number of periods", phases * periodsPerPhase, 2)])
        let first = (0..<(phases * periodsPerPhase)).map {
            ($0 / periodsPerPhase).isMultiple(of: 2) ? 1.0 : 0
        }
        return try made([first, first.map { 1 - $0 }], [clustersPerSequence, clustersPerSequence])
    }

    /// A staircase: each sequence is observed only around its crossing (Grantham et al. 2024).
    ///
    /// - Parameters:
    ///   - sequences: how many sequences there are.
    ///   - clustersPerSequence: how many clusters each has.
    ///   - before: observed control periods.
    ///   - after: observed treated periods.
    public static func staircase(
        sequences: Int, clustersPerSequence: Int = 1, before: Int = 1, after: Int = 1
    ) throws(CausalError) -> Schedule {
        try check([("before", before, 1), ("after", after, 1)])
        let count = try counted(sequences, "sequences")
        let length = count - 1 + before + after
        try check([("the number of periods", length, 2)])
        let rows = (0..<count).map { sequence in
            (0..<length).map { period -> Double? in
                let place = period - sequence
                return place < 0 || place >= before + after ? nil : place < before ? 0 : 1
            }
        }
        return try made(rows, Array(repeating: clustersPerSequence, count: count))
    }

    /// Sequences 1, 2, … in periods 1, 2, … with clusters 1, 2, ….
    static func made(_ rows: [[Double?]], _ clusters: [Int]) throws(CausalError) -> Schedule {
        let largest = Schedule.largest
        let total = clusters.reduce(into: 0) {
            $0 = min(largest.clusters + 1, $0 + min(max($1, 0), largest.clusters + 1))
        }
        guard clusters.allSatisfy({ $0 >= 1 }), total <= largest.clusters else {
            throw CausalError(
                .badArgument,
                "a sequence has at least 1 cluster, and all together at most \(largest.clusters)",
                value: "\(clusters.first { $0 < 1 } ?? total)")
        }
        var next = 0
        let sequences = zip(rows, clusters).enumerated().map { place, row in
            defer { next += row.1 }
            return TreatmentSequence(
                "\(place + 1)", exposures: row.0, clusters: (1...row.1).map { "\(next + $0)" })
        }
        return try Schedule(
            periods: (1...max(1, rows.first?.count ?? 1)).map(String.init), sequences: sequences)
    }

    private static func counted(_ value: Int, _ name: String) throws(CausalError) -> Int {
        try check([(name, value, 1)])
        return value
    }

    private static func check(_ counts: [(name: String, value: Int, least: Int)]) throws(CausalError) {
        for count in counts where !(count.least...largest.periods).contains(count.value) {
            throw CausalError(
                .badArgument, "\(count.name) is a whole number from \(count.least) to \(largest.periods)",
                value: "\(count.value)")
        }
    }
}
