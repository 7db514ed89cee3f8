import Regression

/// Measures how unlike the sequences of an allocation are.
struct Balance {
    private let places: [Int]
    private let sizes: [Int]
    /// Weighted, centred and scaled covariates, one column after the other.
    private let columns: [[Double]]

    init(_ schedule: Schedule, _ covariates: [Allocation.Covariate]) {
        places = schedule.sequenceOfCluster
        sizes = schedule.sequences.map(\.clusterCount)
        columns = covariates.compactMap { covariate in
            let count = Double(covariate.values.count)
            let mean = covariate.values.reduce(0, +) / count
            let spread = (covariate.values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
            guard spread > 0 else { return nil }
            let factor = covariate.weight.squareRoot() / spread
            return covariate.values.map { ($0 - mean) * factor }
        }
    }

    /// B of ``Allocation``.
    func score(_ sequences: [Int]) -> Double {
        var total = 0.0
        for column in columns {
            var sums = [Double](repeating: 0, count: sizes.count)
            for (cluster, sequence) in sequences.enumerated() { sums[sequence] += column[cluster] }
            for (sum, size) in zip(sums, sizes) { total += sum * sum / Double(size) }
        }
        return total
    }

    /// The scores of random allocations.
    func draws(_ count: Int, _ root: Generator) -> [Double] {
        (0..<count).map { score(drawn($0, root)) }
    }

    /// A random allocation.
    func drawn(_ index: Int, _ root: Generator) -> [Int] {
        var random = root.stream(index)
        var order = places
        random.shuffle(&order)
        return order
    }

    /// All allocations, in dictionary order.
    func forEachAllocation(_ body: ([Int]) -> Void) {
        var order = places
        repeat { body(order) } while ScheduleOrders.advance(&order)
    }

    /// The scores of all allocations; nil when there are more than a limit.
    func enumeration(limit: Int) -> [Double]? {
        var count = 1.0
        var left = places.count
        for size in sizes {
            for step in 0..<size { count *= Double(left - step) / Double(step + 1) }
            left -= size
        }
        guard count.rounded() <= Double(limit) else { return nil }
        var scores: [Double] = []
        forEachAllocation { scores.append(score($0)) }
        return scores
    }
}

extension Allocation {
    /// Refuses what cannot be allocated.
    static func check(
        _ schedule: Schedule, _ names: [String], _ covariates: [Covariate], _ share: Double, _ candidates: Int
    ) throws(CausalError) {
        guard names.count == schedule.clusterCount else {
            throw CausalError(
                .badArgument,
                "there are \(names.count) clusters for \(schedule.clusterCount) places of the schedule",
                remedy: "Change the number of clusters in each sequence.")
        }
        guard Set(names).count == names.count else {
            throw CausalError(.badValue, "two clusters have the same name")
        }
        guard share > 0, share <= 1 else {
            throw CausalError(
                .badArgument, "the share of acceptable allocations lies above 0 and up to 1",
                value: "\(share)")
        }
        guard (1...10_000_000).contains(candidates) else {
            throw CausalError(.badArgument, "candidates are from 1 to 10,000,000", value: "\(candidates)")
        }
        for covariate in covariates { try check(covariate, names) }
    }

    private static func check(_ covariate: Covariate, _ names: [String]) throws(CausalError) {
        guard covariate.values.count == names.count else {
            throw CausalError(
                .badArgument,
                "covariate '\(covariate.name)' has \(covariate.values.count) values for \(names.count) "
                    + "clusters")
        }
        guard covariate.weight >= 0, covariate.weight.isFinite else {
            throw CausalError(
                .badArgument, "the weight of '\(covariate.name)' is a number from 0 on",
                value: "\(covariate.weight)")
        }
        guard let row = covariate.values.firstIndex(where: { !$0.isFinite }) else { return }
        throw CausalError(
            .missingValue, "a covariate is missing for cluster '\(names[row])'", column: covariate.name,
            row: row + 1)
    }
}
