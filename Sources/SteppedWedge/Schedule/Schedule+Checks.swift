import Regression

extension Schedule {
    /// Refuses what is no schedule.
    func validate() throws(CausalError) {
        guard !periods.isEmpty, !sequences.isEmpty else {
            throw CausalError(.badValue, "a schedule needs at least one sequence and one period")
        }
        guard periodCount <= Schedule.largest.periods else {
            throw CausalError(
                .badValue, "a schedule has at most \(Schedule.largest.periods) periods",
                value: "\(periodCount)")
        }
        for (row, sequence) in sequences.enumerated() { try check(sequence, row + 1) }
        guard clusterCount <= Schedule.largest.clusters else {
            throw CausalError(
                .badValue, "a schedule has at most \(Schedule.largest.clusters) clusters",
                value: "\(clusterCount)")
        }
        try refuseTwins(periods, "periods")
        try refuseTwins(sequences.map(\.name), "sequences")
        try refuseTwins(clusters, "clusters")
    }

    private func check(_ sequence: TreatmentSequence, _ row: Int) throws(CausalError) {
        guard sequence.exposures.count == periodCount else {
            throw CausalError(
                .badValue,
                "sequence '\(sequence.name)' has \(sequence.exposures.count) exposures where there are "
                    + "\(periodCount) periods", row: row)
        }
        guard sequence.clusterCount > 0 else {
            throw CausalError(
                .badValue, "sequence '\(sequence.name)' has no cluster", row: row,
                remedy: "Leave the sequence out, or give it a cluster.")
        }
        for (period, exposure) in zip(periods, sequence.exposures) {
            guard let exposure, !(exposure >= 0 && exposure <= 1) else { continue }
            throw CausalError(
                .badValue, "an exposure lies between 0 (control) and 1 (treated)", column: period, row: row,
                value: "\(exposure)", remedy: "Leave the cell empty where the cluster is not observed.")
        }
    }

    private func refuseTwins(_ names: [String], _ what: String) throws(CausalError) {
        var seen: Set<String> = []
        guard let twin = names.first(where: { !seen.insert($0).inserted }) else { return }
        throw CausalError(.badValue, "two \(what) have the same name", value: twin, remedy: "Rename one.")
    }

    /// What a planner should know of the schedule, in plain words; empty for nothing.
    ///
    /// Sequences that never cross or that revert, periods without control or without treatment, sequences of
    /// one cluster, and periods that nobody observes.
    public var remarks: [String] {
        [oneSidedRemark, crossingRemark, reversionRemark, singleRemark, emptyRemark].compactMap { $0 }
    }

    private func exposures(in period: Int) -> [Double] { sequences.compactMap { $0.exposures[period] } }

    private var oneSidedRemark: String? {
        let observed = periods.indices.filter { !exposures(in: $0).isEmpty }
        let withoutControl = observed.filter { exposures(in: $0).allSatisfy { $0 > 0 } }
        let withoutTreated = observed.filter { exposures(in: $0).allSatisfy { $0 == 0 } }
        guard !withoutControl.isEmpty else { return nil }
        let before =
            withoutTreated.isEmpty
            ? "" : ", and \(Schedule.named(withoutTreated.map { periods[$0] })) no treated one"
        let named = Schedule.named(withoutControl.map { periods[$0] })
        return
            "\(named.prefix(1).uppercased())\(named.dropFirst()) \(withoutControl.count == 1 ? "has" : "have") no "
            + "control cluster\(before): what is observed there informs the effect only through comparisons within "
            + "clusters, and not at all in an analysis period by period."
    }

    /// `period 5`, `periods 4 and 5`, `periods 4, 5, 6, …`
    static func named(_ names: [String]) -> String {
        guard names.count > 1 else { return "period \(names.first ?? "")" }
        guard names.count <= 4 else {
            return "periods " + names.prefix(3).joined(separator: ", ") + ", …, \(names[names.count - 1])"
        }
        return "periods " + names.dropLast().joined(separator: ", ") + " and \(names[names.count - 1])"
    }

    private var crossingRemark: String? {
        let never = sequences.filter { $0.crossing == nil }
        guard !never.isEmpty, never.count < sequences.count else { return nil }
        let clusters = never.reduce(0) { $0 + $1.clusterCount }
        return
            "\(clusters) cluster\(clusters == 1 ? "" : "s") never cross\(clusters == 1 ? "es" : "") to treatment."
    }

    private var reversionRemark: String? {
        let reverting = sequences.filter(\.reverts).reduce(0) { $0 + $1.clusterCount }
        guard reverting > 0 else { return nil }
        return
            "\(reverting) cluster\(reverting == 1 ? "" : "s") return\(reverting == 1 ? "s" : "") from treatment to "
            + "control: the effect is taken to end at once, without carry-over."
    }

    private var singleRemark: String? {
        guard sequences.count > 1, sequences.contains(where: { $0.clusterCount == 1 }) else { return nil }
        return sequences.allSatisfy { $0.clusterCount == 1 }
            ? "Every sequence has one cluster: chance imbalance between sequences cannot be told from the sequences."
            : "Some sequences have one cluster only."
    }

    private var emptyRemark: String? {
        let empty = periods.indices.filter { exposures(in: $0).isEmpty }
        guard !empty.isEmpty else { return nil }
        return "Nobody is observed in \(Schedule.named(empty.map { periods[$0] }))."
    }
}
