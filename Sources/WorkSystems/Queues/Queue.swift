import Regression

/// A queue: work that arrives, servers that do it, and what happens while it waits.
///
/// In Kendall's notation M/M/c/K+M: Poisson arrivals with rate λ, c servers who each finish μ pieces of work per unit of
/// time, K places (those in service included), exponential patience. ``serviceVariation`` and ``arrivalVariation`` other
/// than 1 make it M/G/c or G/G/c, known by two moments.
///
/// ```swift
/// let inbox = Queue(arrivalRate: 9, serviceRate: 10)
/// let answer = try inbox.performance()
/// print(answer.meanWait)                       // 0.9
/// ```
///
/// Rates are per unit of time, times in that unit; which unit is up to the caller.
public struct Queue: Sendable, Hashable, Codable {
    /// λ: arrivals per unit of time.
    public var arrivalRate: Double
    /// μ: what one server finishes per unit of time when busy.
    public var serviceRate: Double
    /// c: the number of servers.
    public var servers: Int
    /// K: places in the system, those in service included; who finds none goes away. Nil: as many as it takes.
    public var capacity: Int?
    /// The mean time after which somebody who waits gives up (exponential); nil: nobody does.
    public var patience: Double?
    /// The coefficient of variation (SD over mean) of service times; 1 for exponential ones, 0 for equal ones.
    public var serviceVariation: Double
    /// The coefficient of variation of the times between arrivals; 1 for Poisson arrivals.
    public var arrivalVariation: Double
    /// The formula for several servers with general service times.
    public var approximation: Approximation

    /// A two-moment formula for the mean wait with several servers, exact for M/M/c and M/G/1.
    public enum Approximation: String, Sendable, Hashable, Codable, CaseIterable {
        /// W = (c_a² + c_s²)/2 · W(M/M/c) (Allen 1990, eq. 5.3.12, after Cunneen).
        case allenCunneen = "allen-cunneen"
        /// W = (1 + c_s²)/(2c_s²/W(M/M/c) + (1 − c_s²)/W(M/D/c)) (Kimura 1986), W(M/D/c) by Cosmetatos (1975);
        /// Poisson arrivals, c_s ≤ 1.
        case kimura
    }

    /// Makes a queue; without further words M/M/1.
    public init(
        arrivalRate: Double, serviceRate: Double, servers: Int = 1, capacity: Int? = nil,
        patience: Double? = nil, serviceVariation: Double = 1, arrivalVariation: Double = 1,
        approximation: Approximation = .allenCunneen
    ) {
        self.arrivalRate = arrivalRate
        self.serviceRate = serviceRate
        self.servers = servers
        self.capacity = capacity
        self.patience = patience
        self.serviceVariation = serviceVariation
        self.arrivalVariation = arrivalVariation
        self.approximation = approximation
    }

    /// a = λ/μ: the work that arrives, in servers.
    public var offeredLoad: Double { arrivalRate / serviceRate }

    /// ρ = λ/(cμ): the work that arrives over what the servers can do.
    public var offeredUtilisation: Double { offeredLoad / Double(servers) }

    /// θ: the rate at which somebody who waits gives up; 0 for never.
    var abandonmentRate: Double { patience.map { 1 / $0 } ?? 0 }

    /// Whether arrivals and services are both exponential.
    public var isMarkovian: Bool { serviceVariation == 1 && arrivalVariation == 1 }

    /// Whether a steady state exists: K or patience bound the line, or ρ < 1.
    public var isStable: Bool { capacity != nil || patience != nil || offeredUtilisation < 1 }

    /// What the backlog gains per unit of time in the long run, λ − cμ; 0 for a stable queue.
    public var backlogGrowth: Double {
        isStable ? 0 : arrivalRate - Double(servers) * serviceRate
    }

    /// Kendall's notation.
    public var notation: String {
        let servers = self.servers == 1 ? "1" : "c"
        let letters = (arrivalVariation == 1 ? "M" : "G", serviceVariation == 1 ? "M" : "G")
        return "\(letters.0)/\(letters.1)/\(servers)" + (capacity == nil ? "" : "/K")
            + (patience == nil ? "" : "+M")
    }

    /// The same queue with another demand.
    public func with(arrivalRate: Double) -> Queue {
        var queue = self
        queue.arrivalRate = arrivalRate
        return queue
    }

    /// The same queue with faster or slower servers.
    public func with(serviceRate: Double) -> Queue {
        var queue = self
        queue.serviceRate = serviceRate
        return queue
    }
}
