import Groundwork

/// The search for the levels that make a criterion greatest.
struct BranchAndBound {
    /// What the search found.
    struct Finding {
        var levels: [Double]
        /// The criterion there.
        var value: Double
        /// No levels make the criterion greater than this.
        var bound: Double
        var nodes = 0
        /// Whether nothing is left that could be better by more than the tolerance.
        var isProven = false
    }

    let relaxation: Relaxation
    let limits: SearchLimits
    let deadline: ContinuousClock.Instant
    /// The step between possible values; 0 when any value is possible.
    private let step: Double
    private var queue = SearchQueue()
    private var found: Finding
    private let hasExactProducts: Bool
    /// Programmes by what a unit of money does for health, the best first; those that cost nothing before all.
    private let order: [Int]

    /// Makes a search that starts from levels which keep the budget and the floors.
    init(
        _ relaxation: Relaxation, from start: [Double], limits: SearchLimits,
        deadline: ContinuousClock.Instant
    ) {
        self.relaxation = relaxation
        self.limits = limits
        self.deadline = deadline
        let portfolio = relaxation.portfolio
        hasExactProducts = portfolio.hasExactProducts
        step = portfolio.grid(relaxation.target)
        let value = relaxation.target.value(start, portfolio)
        found = Finding(levels: start, value: value, bound: value)
        let returns = portfolio.costs.indices.map { k in
            let health = portfolio.weights[k] * portfolio.effects[k]
            return portfolio.costs[k] > 0 ? health / portfolio.costs[k] : (health > 0 ? .infinity : health)
        }
        order = returns.indices.sorted { (returns[$0], $1) > (returns[$1], $0) }
    }

    private var portfolio: Portfolio { relaxation.portfolio }

    /// By how much something must be better to be sought.
    private var tolerance: Double {
        let share = hasExactProducts ? 1e-9 : max(limits.gap, 1e-9)
        return max(share * max(found.value.magnitude, 1e-3), step * (1 - 1e-6))
    }

    /// Searches until nothing better can be left or a limit is reached.
    ///
    /// - Throws: `CausalError.Code.notConverged` when a linear program cannot be solved.
    mutating func run() throws(CausalError) -> Finding {
        let (lower, upper) = (portfolio.sets.map(\.low), portfolio.sets.map(\.top))
        let form = relaxation.form(lower, upper)
        let program = try LinearProgram(form)
        queue.add(.init(parent: -1, item: -1, low: 0, high: 0, bound: .infinity))
        var passed = -Double.infinity
        while let part = queue.next() {
            let bound = queue.parts[part].bound
            guard bound > found.value + tolerance else {
                passed = max(passed, bound)
                break
            }
            guard mayGoOn else {
                found.bound = max(found.value, bound)
                return found
            }
            found.nodes += 1
            let ranges = queue.ranges(part, portfolio.sets)
            guard case .optimal(let columns, let value) = try solve(program, form, ranges) else { continue }
            guard value > found.value + tolerance else {
                passed = max(passed, min(value, bound))
                continue
            }
            divide(part, columns, min(value, bound), ranges)
        }
        // Between two steps there is no value.
        found.bound = step > 0 ? found.value : max(found.value, passed, queue.bound ?? -.infinity)
        found.isProven = true
        return found
    }

    /// Whether no limit is reached; the whole is looked at whatever the limits are.
    private var mayGoOn: Bool {
        found.nodes == 0
            || found.nodes < limits.nodes && (found.nodes % 16 != 0 || ContinuousClock.now < deadline)
    }

    private func solve(
        _ program: borrowing LinearProgram, _ form: LinearForm, _ ranges: (lower: [Double], upper: [Double])
    ) throws(CausalError) -> LinearProgram.Outcome {
        guard hasExactProducts else {
            return try LinearProgram(relaxation.form(ranges.lower, ranges.upper)).maximise()
        }
        let count = ranges.lower.count
        return try program.maximise(
            lower: ranges.lower + form.lower[count...], upper: ranges.upper + form.upper[count...])
    }

    /// Takes what the corner of a relaxation gives and divides the part where the corner cannot be an allocation.
    private mutating func divide(
        _ part: Int, _ columns: [Double], _ bound: Double, _ ranges: (lower: [Double], upper: [Double])
    ) {
        let levels = Array(columns[..<ranges.lower.count])
        offerRounded(levels)
        guard let cut = cut(columns, levels, ranges) else { return }
        for (low, high) in [
            (ranges.lower[cut.item], cut.below), (cut.above, ranges.upper[cut.item]),
        ] where low <= high {
            queue.add(.init(parent: part, item: cut.item, low: low, high: high, bound: bound))
        }
    }

    /// Where to divide; nil when the corner is an allocation whose value is the relaxation's.
    private mutating func cut(
        _ columns: [Double], _ levels: [Double], _ ranges: (lower: [Double], upper: [Double])
    ) -> Cut? {
        if let forbidden = forbiddenLevel(levels, ranges, LevelSet.tolerance) { return forbidden }
        guard offer(zip(portfolio.sets, levels).map { $0.snapped($1) }) else {
            return forbiddenLevel(levels, ranges, 0)
        }
        return loosestProduct(columns, ranges)
    }

    /// Takes levels when they are permitted and better than what is known; false when they are not permitted.
    private mutating func offer(_ given: [Double]) -> Bool {
        let levels = portfolio.affordable(given)
        guard portfolio.isAffordable(levels),
            !zip(portfolio.sets, levels).contains(where: { $0.gap(around: $1) != nil }),
            relaxation.floors.allSatisfy({ $0.criterion.value(levels, portfolio) >= $0.value - 1e-9 })
        else { return false }
        let value = relaxation.target.value(levels, portfolio)
        if value > found.value {
            found.levels = levels
            found.value = value
        }
        return true
    }

    /// Offers the levels rounded down, and again with what is left of the budget spent on the best returns.
    private mutating func offerRounded(_ levels: [Double]) {
        var rounded = zip(portfolio.sets, levels).map { $0.rounded(down: $1) }
        _ = offer(rounded)
        guard relaxation.target != .thrift, portfolio.isAffordable(rounded) else { return }
        var left = portfolio.budget - portfolio.cost(rounded)
        for k in order {
            let room = portfolio.costs[k] > 0 ? rounded[k] + max(0, left) / portfolio.costs[k] : .infinity
            let level = portfolio.sets[k].rounded(down: min(room, portfolio.sets[k].top))
            guard level > rounded[k], portfolio.gain(k, by: level - rounded[k], rounded) > 0 else { continue }
            left -= (level - rounded[k]) * portfolio.costs[k]
            rounded[k] = level
        }
        _ = offer(rounded)
    }
}
