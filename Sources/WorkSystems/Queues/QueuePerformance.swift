import Regression

/// What a queue does in the long run.
///
/// Without a steady state (ρ ≥ 1, and neither places nor patience are limited) waits and lengths are infinite, and
/// ``backlogGrowth`` says how fast the line grows.
public struct QueuePerformance: Sendable, Hashable {
    /// The queue.
    public let queue: Queue
    /// The share of the servers' time that is worked; ρ = λ/(cμ) when that is 1 or more and nothing limits the line.
    public let utilisation: Double
    /// The probability that somebody who is admitted must wait.
    public let waitProbability: Double
    /// The mean wait in line of those who are admitted, whether served in the end or not.
    public let meanWait: Double
    /// The mean number in line.
    public let meanQueue: Double
    /// The probability that an arrival finds all places taken.
    public let blockingProbability: Double
    /// The probability that somebody who is admitted gives up.
    public let abandonmentProbability: Double
    /// How long those who are admitted wait.
    public let waits: WaitDistribution
    /// How the numbers were found, e.g. `Erlang C`.
    public let method: String
    /// What in them is approximate; nil when nothing is.
    public let approximate: String?

    /// The mean number in the system: in line or in service.
    public var meanSystem: Double {
        meanQueue + (queue.isStable ? utilisation * Double(queue.servers) : Double(queue.servers))
    }

    /// The mean time in the system of those who are admitted: number over admitted arrivals (Little 1961).
    public var meanTime: Double {
        meanSystem / (queue.arrivalRate * (1 - blockingProbability))
    }

    /// What is finished per unit of time.
    public var throughput: Double {
        min(1, utilisation) * Double(queue.servers) * queue.serviceRate
    }

    /// λ − cμ where the backlog grows, 0 elsewhere.
    public var backlogGrowth: Double { queue.backlogGrowth }

    /// How much longer the mean wait and the line become when demand rises: `with` over `without`, less 1.
    ///
    /// - Parameter share: by how much, e.g. 0.04.
    /// - Throws: as ``Queue/performance()``.
    public func response(toMoreDemand share: Double) throws(CausalError) -> (wait: Double, queue: Double) {
        let more = try queue.with(arrivalRate: queue.arrivalRate * (1 + share)).performance()
        return (more.meanWait / meanWait - 1, more.meanQueue / meanQueue - 1)
    }
}
