import Regression

/// The estimates under all orders, as functions of the effect that is tested.
struct DesignStatistics: Sendable {
    private enum Values: Sendable {
        /// a − δb.
        case linear([(a: Double, b: Double)])
        /// Differences and variances of periods.
        case vertical([VerticalEstimate])
    }

    let estimate: Double
    let count: Int
    private let values: Values
    private let isExact: Bool
    private let scale: Double

    init(
        _ cells: CrossingCells, _ orders: ScheduleOrders, _ contrast: TrialContrast
    ) throws(CausalError) {
        isExact = orders.isExact
        if contrast == .thompson {
            let contrast = VerticalContrast(cells)
            let observed = contrast.estimate(cells.schedule)
            estimate = try contrast.checked(observed)
            scale = observed.standardError(0)
            let all = DesignStatistics.mapped(orders.orders) { contrast.estimate($0) }
            let usable = all.filter { !$0.value(0).isNaN }
            (values, count) = (.vertical(usable), usable.count)
        } else {
            let contrast = try LinearContrast(cells, clusterEffects: contrast.hasClusterEffects)
            estimate = contrast.value(cells.schedule).a
            scale = 0
            let all = DesignStatistics.mapped(orders.orders) { contrast.value($0) }
            let usable = all.filter { !$0.a.isNaN }
            (values, count) = (.linear(usable), usable.count)
        }
    }

    private static func mapped<Value: Sendable>(
        _ orders: [[Int]], _ body: @Sendable ([Int]) -> Value
    ) -> [Value] {
        let blocks = Parallel.map(Parallel.blockCount(orders.count, 256)) { block in
            Parallel.blockRange(block, orders.count, 256).map { body(orders[$0]) }
        }
        return blocks.flatMap { $0 }
    }

    /// The share of orders that are as extreme under the effect δ, the observed one among them.
    func pValue(_ effect: Double) -> Double {
        let bound = abs(estimate - effect) - 1e-9 * (abs(estimate) + abs(effect))
        let extreme =
            switch values {
            case .linear(let values): values.count { abs($0.a - effect * $0.b) >= bound }
            case .vertical(let values): DesignStatistics.count(values, effect, bound)
            }
        return isExact
            ? Double(extreme) / Double(max(1, count)) : Double(extreme + 1) / Double(count + 1)
    }

    private static func count(_ values: [VerticalEstimate], _ effect: Double, _ bound: Double) -> Int {
        Parallel.map(Parallel.blockCount(values.count, 256)) { block in
            Parallel.blockRange(block, values.count, 256).count { abs(values[$0].value(effect)) >= bound }
        }.reduce(0, +)
    }

    func interval(level: Double) -> Interval {
        switch values {
        case .linear(let values):
            AcceptedEffects(values, estimate: estimate, isExact: isExact).interval(level: level)
        case .vertical:
            Interval(end(-1, 1 - level), end(1, 1 - level))
        }
    }

    /// Where p falls to a share, to the left or right of the estimate; infinite when it does not within 10⁶ standard errors.
    private func end(_ direction: Double, _ share: Double) -> Double {
        var (inside, step) = (estimate, scale)
        while pValue(estimate + direction * step) > share * (1 + 1e-12) {
            inside = estimate + direction * step
            step *= 2
            guard step <= 1e6 * scale else { return direction * .infinity }
        }
        var outside = estimate + direction * step
        while abs(outside - inside) > 1e-10 * scale {
            let middle = (inside + outside) / 2
            guard middle != inside, middle != outside else { break }
            if pValue(middle) > share * (1 + 1e-12) { inside = middle } else { outside = middle }
        }
        return inside
    }
}
