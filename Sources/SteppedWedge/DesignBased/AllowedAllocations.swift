import Regression

/// Which orders of crossing could have been drawn.
public enum AllowedAllocations: Sendable, Hashable {
    /// Any: the sequences are shuffled over the clusters.
    case all
    /// The listed ones, each alike: for every cluster by name the period from which it is treated, nil for never.
    case listed(clusters: [String], starts: [[String?]])
    /// Those that a constrained allocation accepts.
    case constrained(Allocation)
}

extension AllowedAllocations {
    /// The orders of a trial.
    func orders(_ cells: CrossingCells, draws: Int, seed: UInt64) throws(CausalError) -> ScheduleOrders {
        switch self {
        case .all:
            return try ScheduleOrders(cells.schedule, draws: draws, seed: seed, accepts: nil)
        case .listed(let clusters, let starts):
            let listed = try AllowedAllocations.positions(clusters, starts, cells)
            return try ScheduleOrders(cells.schedule, listed: listed, draws: draws, seed: seed)
        case .constrained(let allocation):
            let accepts = try allocation.acceptance(cells)
            return try ScheduleOrders(cells.schedule, draws: draws, seed: seed, accepts: accepts)
        }
    }

    /// The list in the trial's clusters and periods, each allocation once.
    private static func positions(
        _ names: [String], _ starts: [[String?]], _ cells: CrossingCells
    ) throws(CausalError) -> [[Int]] {
        let (cluster, period) = (cells.cells.rows.cluster, cells.cells.rows.period)
        let own = (0..<cells.clusterCount).map(cluster.label)
        let columns = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        guard columns.count == names.count, Set(names) == Set(own) else {
            let stray = Set(own).symmetricDifference(names).sorted().first
            throw CausalError(
                .badValue, "the allowed allocations and the data have different clusters", value: stray,
                remedy: "Give a column for each cluster, under its name, and no other.")
        }
        let places = Dictionary(
            (0..<cells.periodCount).map { (period.label($0), $0) }, uniquingKeysWith: { first, _ in first })
        var seen: Set<[Int]> = []
        var all: [[Int]] = []
        for (row, line) in starts.enumerated() {
            var order: [Int] = []
            for name in own {
                let start = columns[name].flatMap { $0 < line.count ? line[$0] : nil }
                guard let place = start.map({ places[$0] }) ?? cells.periodCount else {
                    throw CausalError(
                        .badValue, "an allowed allocation starts in a period that the data do not have",
                        column: name,
                        row: row + 1, value: start,
                        remedy: "Give the period from which a cluster is treated, empty for never.")
                }
                order.append(place)
            }
            if seen.insert(order).inserted { all.append(order) }
        }
        return all
    }
}

extension Allocation {
    /// Whether a schedule of a trial's clusters is accepted.
    ///
    /// - Throws: `CausalError.Code.badValue` when clusters or sequences are not those of the trial.
    func acceptance(_ cells: CrossingCells) throws(CausalError) -> ([Int]) -> Bool {
        let (cluster, period) = (cells.cells.rows.cluster, cells.cells.rows.period)
        let places = Dictionary(
            (0..<cells.clusterCount).map { (cluster.label($0), $0) }, uniquingKeysWith: { first, _ in first })
        var order: [Int] = []
        for name in clusters { if let place = places[name] { order.append(place) } }
        var sequences: [Int: Int] = [:]
        for (position, sequence) in schedule.sequences.enumerated() {
            sequences[sequence.crossing ?? cells.periodCount] = position
        }
        let named = (0..<cells.periodCount).map(period.label)
        guard order.count == cells.clusterCount, clusters.count == cells.clusterCount,
            schedule.periods == named, sequences.count == schedule.sequences.count,
            cells.schedule.allSatisfy({ sequences[$0] != nil })
        else {
            throw CausalError(
                .badValue, "the allocation's clusters, periods or sequences are not those of the data",
                remedy: "Name clusters and periods alike in both.")
        }
        return { starts in
            let positions = order.compactMap { sequences[starts[$0]] }
            return positions.count == starts.count && accepts(positions)
        }
    }
}
