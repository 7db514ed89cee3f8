import Regression

extension Allocation {
    /// The acceptable allocations as a table: a column for each cluster, a row for each allocation, cells the period from
    /// which the cluster is treated, missing for never.
    ///
    /// All of them where candidates are all there are; else the acceptable ones of the candidates, and the one that is drawn. A
    /// permutation test takes the table as its list of orders (`AllowedAllocations.listed`, `--allocations`).
    ///
    /// - Throws: `CausalError.Code.badArgument` for an allocation without covariates, where any order is acceptable; as
    ///   ``draw(_:)``.
    public func acceptableTable() throws(CausalError) -> DataTable {
        guard !covariates.isEmpty else {
            throw CausalError(
                .badArgument, "without covariates to balance every order of the clusters is acceptable",
                remedy: "Leave the list out: a permutation test takes all orders by itself.")
        }
        let orders = try acceptableOrders()
        let starts = schedule.sequences.map { $0.crossing.map { schedule.periods[$0] } }
        return try DataTable(
            clusters.indices.map { cluster in
                Column(clusters[cluster], orders.map { starts[$0[cluster]] })
            }, source: "acceptable allocations")
    }

    private func acceptableOrders() throws(CausalError) -> [[Int]] {
        let balance = Balance(schedule, covariates)
        var orders: [[Int]] = []
        if isEnumerated {
            balance.forEachAllocation { if balance.score($0) <= threshold { orders.append($0) } }
            return orders
        }
        let drawn = try draw()
        var seen: Set<[Int]> = [drawn]
        orders = [drawn]
        let root = Generator(seed: seed).stream(0)
        for index in 0..<candidates {
            let order = balance.drawn(index, root)
            if balance.score(order) <= threshold, seen.insert(order).inserted { orders.append(order) }
        }
        return orders
    }
}
