import Regression

/// The numbers in a queue with exponential times: a birth–death process with births λ and deaths
/// d(n) = min(n, c)·μ + (n − c)⁺·θ.
struct BirthDeath: Sendable {
    /// The first state whose probability counts.
    let first: Int
    /// The probabilities of ``first``, ``first`` + 1, ….
    let probabilities: [Double]

    /// The greatest number of states that is summed.
    static let mostStates = 1_000_001

    /// The stationary distribution, by ratios from the mode outwards, where nothing overflows and the terms that count
    /// most carry the least rounding. States below 1e-25 of the mode are left out.
    ///
    /// - Throws: `CausalError.Code.notIdentified` when more than ``mostStates`` states count.
    init(_ queue: Queue) throws(CausalError) {
        let mode = BirthDeath.mode(queue)
        let below = BirthDeath.walk(from: mode, through: max(0, mode - Self.mostStates), -1) {
            BirthDeath.death($0, queue) / queue.arrivalRate
        }
        let top = min(queue.capacity ?? .max, mode + Self.mostStates)
        let above = BirthDeath.walk(from: mode, through: top, 1) {
            queue.arrivalRate / BirthDeath.death($0 + 1, queue)
        }
        guard below.count < Self.mostStates, above.count < Self.mostStates else {
            throw CausalError(
                .notIdentified, "the line is too long to be summed state by state",
                remedy: "Give rates of more usual proportions.")
        }
        let weights = below.reversed() + [1] + above
        // Small terms first.
        let total = below.reversed().reduce(0, +) + above.reversed().reduce(0, +) + 1
        first = mode - below.count
        probabilities = weights.map { $0 / total }
    }

    /// d(n).
    static func death(_ n: Int, _ queue: Queue) -> Double {
        let busy = Double(min(n, queue.servers))
        return busy * queue.serviceRate + Double(max(0, n - queue.servers)) * queue.abandonmentRate
    }

    /// The last state into which the flow from below is no smaller than that back: d(n) ≤ λ.
    private static func mode(_ queue: Queue) -> Int {
        let full = Double(queue.servers) * queue.serviceRate
        var mode = min(queue.offeredLoad, Double(queue.servers))
        if queue.arrivalRate > full {
            mode = Double(queue.servers)
            let further =
                queue.abandonmentRate > 0
                ? (queue.arrivalRate - full) / queue.abandonmentRate : .infinity
            mode = min(mode + further, Double(queue.capacity ?? Int(Int32.max)))
        }
        return min(Int(mode), queue.capacity ?? .max)
    }

    /// Products of ratios, away from the mode (weight 1).
    private static func walk(
        from mode: Int, through end: Int, _ step: Int, _ ratio: (Int) -> Double
    ) -> [Double] {
        var weights: [Double] = []
        var weight = 1.0
        var n = mode
        while n != end {
            weight *= ratio(n)
            guard weight > 1e-25 else { break }
            weights.append(weight)
            n += step
        }
        return weights
    }

    /// Σ p(n)·f(n).
    func mean(_ value: (Int) -> Double) -> Double {
        var sum = 0.0
        for (offset, p) in probabilities.enumerated() { sum += p * value(first + offset) }
        return sum
    }

    /// p(n).
    func probability(_ n: Int) -> Double {
        let offset = n - first
        return probabilities.indices.contains(offset) ? probabilities[offset] : 0
    }
}
