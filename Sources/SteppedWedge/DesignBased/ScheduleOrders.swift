import Regression

/// The schedules that a permutation test goes through.
struct ScheduleOrders: Sendable {
    /// A schedule each.
    let orders: [[Int]]
    /// Whether they are all there are, the observed one among them.
    let isExact: Bool
    /// How many there are to draw from; nil when they were not counted.
    let possible: Double?

    /// The most numbers that are held: orders times clusters.
    static let largest = 50_000_000

    /// - Parameter accepts: whether an order is allowed; nil when all are.
    /// - Throws: `CausalError.Code.badArgument` when the observed order is not allowed or draws are too many;
    ///   `CausalError.Code.notIdentified` when a thousand draws for one meet none that is allowed.
    init(
        _ observed: [Int], draws: Int, seed: UInt64, accepts: (([Int]) -> Bool)?
    ) throws(CausalError) {
        try ScheduleOrders.check(draws, observed.count)
        guard accepts?(observed) ?? true else { throw ScheduleOrders.notAmong }
        let count = ScheduleOrders.count(observed)
        // A constraint may leave few of many: as far as a million orders are looked through.
        let limit = accepts == nil ? Double(draws) : Double(max(draws, min(1_000_000, 100 * draws)))
        if count <= limit {
            let all = ScheduleOrders.all(observed, accepts)
            if all.count <= draws {
                (orders, isExact, possible) = (all, true, Double(all.count))
                return
            }
        }
        orders = try ScheduleOrders.drawn(observed, draws, seed, accepts)
        isExact = false
        possible = accepts == nil ? count : nil
    }

    /// The orders of a list: all of them, or draws when they are more.
    init(_ observed: [Int], listed: [[Int]], draws: Int, seed: UInt64) throws(CausalError) {
        try ScheduleOrders.check(draws, observed.count)
        guard listed.contains(observed) else { throw ScheduleOrders.notAmong }
        possible = Double(listed.count)
        isExact = listed.count <= draws
        guard !isExact else {
            orders = listed
            return
        }
        let root = Generator(seed: seed)
        orders = (0..<draws).map { draw in
            var random = root.stream(draw)
            return listed[random.integer(below: listed.count)]
        }
    }

    private static func check(_ draws: Int, _ clusters: Int) throws(CausalError) {
        guard (1...10_000_000).contains(draws), draws <= largest / clusters else {
            throw CausalError(
                .badArgument,
                "draws are from 1 to \(min(10_000_000, largest / clusters)) with \(clusters) clusters",
                value: "\(draws)", remedy: "9999 is the default.")
        }
    }

    private static var notAmong: CausalError {
        CausalError(
            .badArgument, "the order in which clusters crossed is not among the allowed allocations",
            remedy: "Check the clusters' names and the periods from which they are treated.")
    }

    /// The multinomial number of orders.
    static func count(_ observed: [Int]) -> Double {
        var total = 1.0
        var seen: [Int: Double] = [:]
        for (place, start) in observed.enumerated() {
            let times = seen[start, default: 0] + 1
            seen[start] = times
            total *= Double(place + 1) / times
        }
        return total.rounded()
    }

    /// All orders, in dictionary order.
    private static func all(_ observed: [Int], _ accepts: (([Int]) -> Bool)?) -> [[Int]] {
        var order = observed.sorted()
        var all: [[Int]] = []
        repeat { if accepts?(order) ?? true { all.append(order) } } while advance(&order)
        return all
    }

    /// The next arrangement in dictionary order; false after the last.
    static func advance(_ order: inout [Int]) -> Bool {
        guard order.count > 1,
            let pivot = (0..<(order.count - 1)).last(where: { order[$0] < order[$0 + 1] }),
            let partner = order.indices.last(where: { order[$0] > order[pivot] })
        else { return false }
        order.swapAt(pivot, partner)
        order[(pivot + 1)...].reverse()
        return true
    }

    private static func drawn(
        _ observed: [Int], _ draws: Int, _ seed: UInt64, _ accepts: (([Int]) -> Bool)?
    ) throws(CausalError) -> [[Int]] {
        let root = Generator(seed: seed)
        var orders: [[Int]] = []
        orders.reserveCapacity(draws)
        var tries = 0
        for draw in 0..<draws {
            var random = root.stream(draw)
            var order = observed
            repeat {
                tries += 1
                guard tries <= 1000 * draws + 1_000_000 else {
                    throw CausalError(
                        .notIdentified, "allowed allocations are too rare to be met by drawing",
                        remedy: "List the allowed allocations.")
                }
                random.shuffle(&order)
            } while !(accepts?(order) ?? true)
            orders.append(order)
        }
        return orders
    }
}
