import Regression

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The probabilities of 0, 1, … in the system at one time.
struct TransientState {
    private var probabilities: [Double]
    /// Elementary steps taken so far.
    private var work = 0.0

    /// The most elementary steps.
    static let mostWork = 1e9

    init(start: Int) {
        probabilities = [Double](repeating: 0, count: start + 1)
        probabilities[start] = 1
    }

    /// Means over a stretch of time.
    struct Means {
        var line = 0.0
        var busy = 0.0
        var waiting = 0.0
        var wait = 0.0
        var blocked = 0.0
    }

    /// The mean number in line.
    func line(_ queue: Queue) -> Double {
        var sum = 0.0
        for n in probabilities.indices where n > queue.servers {
            sum += probabilities[n] * Double(n - queue.servers)
        }
        return sum
    }

    /// Lets time pass and gives means over it.
    mutating func advance(_ queue: Queue, rate: Double, by time: Double) throws(CausalError) -> Means {
        // Steps in which some 60 arrive and some 400 events of the fastest state happen.
        var left = time
        var means = [Double](repeating: 0, count: 0)
        while left > 0 {
            let exit = rate + BirthDeath.death(probabilities.count - 1 + 100, queue)
            let step = min(left, 400 / exit, rate > 0 ? 60 / rate : left)
            let average = try advanceOnce(queue, rate, step)
            if means.count < average.count {
                means += [Double](repeating: 0, count: average.count - means.count)
            }
            for n in average.indices { means[n] += average[n] * step / time }
            left = step < left ? left - step : 0
        }
        return TransientState.means(means, queue)
    }

    /// One step; the probabilities' mean over it.
    private mutating func advanceOnce(
        _ queue: Queue, _ rate: Double, _ step: Double
    ) throws(CausalError) -> [Double] {
        // As many states as can be reached: ten standard deviations above the mean number of arrivals.
        let arrivals = rate * step
        let reach = Int(arrivals + 10 * arrivals.squareRoot()) + 12
        let top = min(queue.capacity ?? .max, probabilities.count - 1 + (rate > 0 ? reach : 0))
        probabilities += [Double](repeating: 0, count: max(0, top + 1 - probabilities.count))
        let deaths = probabilities.indices.map { BirthDeath.death($0, queue) }
        let exit = rate + (deaths.max() ?? 0)
        let mean = exit * step
        guard mean > 0 else { return probabilities }
        let terms = Int(mean + 12 * mean.squareRoot()) + 30
        work += Double(terms) * Double(probabilities.count)
        guard work <= Self.mostWork else {
            throw CausalError(
                .notConverged,
                "so many events happen in the time asked for that the computation would not end soon",
                remedy: "Shorten the periods, or make the unit of work larger.")
        }
        let average = uniformised(deaths, rate, exit, mean, terms)
        trim()
        return average
    }

    /// Σ_k Poisson(k; Λh)·pP^k into the probabilities; Σ_k P(Poisson(Λh) > k)/(Λh)·pP^k is their mean over the step.
    private mutating func uniformised(
        _ deaths: [Double], _ rate: Double, _ exit: Double, _ mean: Double, _ terms: Int
    ) -> [Double] {
        let last = probabilities.count - 1
        var current = probabilities
        var next = current
        var end = [Double](repeating: 0, count: last + 1)
        var average = end
        var weight = exp(-mean)
        var beyond = 1 - weight
        for k in 0...terms {
            for n in 0...last {
                end[n] += weight * current[n]
                average[n] += beyond / mean * current[n]
            }
            // No arrival beyond the last state: it is the capacity, or out of reach.
            for n in 0...last {
                let up = n < last ? rate : 0
                var p = current[n] * (1 - (up + deaths[n]) / exit)
                if n > 0 { p += current[n - 1] * rate / exit }
                if n < last { p += current[n + 1] * deaths[n + 1] / exit }
                next[n] = p
            }
            swap(&current, &next)
            weight *= mean / Double(k + 1)
            beyond = max(0, beyond - weight)
        }
        probabilities = end
        return average
    }

    /// Drops empty states at the top, and makes the sum 1 again.
    private mutating func trim() {
        var beyond = 0.0
        while probabilities.count > 1, let last = probabilities.last, beyond + last < 1e-15 {
            beyond += last
            probabilities.removeLast()
        }
        let total = probabilities.reduce(0, +)
        for n in probabilities.indices { probabilities[n] /= total }
    }

    private static func means(_ probabilities: [Double], _ queue: Queue) -> Means {
        var means = Means()
        var wait = 0.0
        for (n, p) in probabilities.enumerated() {
            means.busy += p * Double(min(n, queue.servers))
            means.line += p * Double(max(0, n - queue.servers))
            if n >= queue.servers { wait += 1 / BirthDeath.death(n, queue) }
            if let capacity = queue.capacity, n >= capacity {
                means.blocked += p
            } else if n >= queue.servers {
                means.waiting += p
                means.wait += p * wait
            }
        }
        means.wait /= 1 - means.blocked
        means.waiting /= 1 - means.blocked
        return means
    }
}
