import Regression

extension Queue {
    /// Utilisation, waits, lengths and losses in the long run.
    ///
    /// | queue | how |
    /// |---|---|
    /// | M/M/c | Erlang C: W = C/(cμ − λ), P(W > t) = C·e^{−(cμ−λ)t} |
    /// | M/M/c/K, M/M/c+M (Erlang A), M/M/c/K+M | sums over the birth–death states, exact to rounding |
    /// | M/G/1 | Pollaczek–Khinchine: L = ρ²(1 + c_s²)/(2(1 − ρ)) |
    /// | M/G/c, G/G/c | ``Approximation`` of the mean wait; P(W > 0) by Erlang C |
    ///
    /// Percentiles of general queues take waits given that one waits for exponential, which is exact for M/M/c.
    ///
    /// - Throws: as ``check()``; `CausalError.Code.notIdentified` when the line is too long to be summed.
    /// - Source: Gross, Shortle, Thompson & Harris (2008), *Fundamentals of Queueing Theory*, chapters 2, 5; Palm (1957)
    ///   for abandonment; Whitt (1993), Production and Operations Management 2, for general queues.
    public func performance() throws(CausalError) -> QueuePerformance {
        try check()
        guard isStable else { return overloaded }
        if capacity == nil, patience == nil { return unlimited }
        return try limited()
    }

    private var overloaded: QueuePerformance {
        QueuePerformance(
            queue: self, utilisation: offeredUtilisation, waitProbability: 1, meanWait: .infinity,
            meanQueue: .infinity, blockingProbability: 0, abandonmentProbability: 0, waits: .endless,
            method: "no steady state", approximate: nil)
    }

    private var unlimited: QueuePerformance {
        let waiting = ErlangFormulas.waiting(servers: servers, load: offeredLoad)
        let wait = meanWaitUnlimited(waiting)
        let names = unlimitedNames
        // A probability too small for its reciprocal leaves nothing to wait for.
        let rate = wait > 0 && waiting / wait < .infinity ? waiting / wait : 1
        return QueuePerformance(
            queue: self, utilisation: offeredUtilisation, waitProbability: waiting, meanWait: wait,
            meanQueue: wait * arrivalRate, blockingProbability: 0, abandonmentProbability: 0,
            waits: .exponential(probability: waiting, rate: rate),
            method: names.method, approximate: names.approximate)
    }

    /// The mean wait of a stable queue without limits, from Erlang's C.
    func meanWaitUnlimited(_ waiting: Double) -> Double {
        let exponential = waiting / (Double(servers) * serviceRate - arrivalRate)
        guard !isMarkovian else { return exponential }
        let (a, s) = (arrivalVariation * arrivalVariation, serviceVariation * serviceVariation)
        switch approximation {
        case .allenCunneen: return (a + s) / 2 * exponential
        case .kimura: return (1 + s) / (2 * s / exponential + (1 - s) / constantServiceWait(exponential))
        }
    }

    /// W(M/D/c) ≈ ½[1 + (1 − ρ)(c − 1)(√(4 + 5c) − 2)/(16ρc)]·W(M/M/c) (Cosmetatos 1975); exact for c = 1.
    private func constantServiceWait(_ exponential: Double) -> Double {
        let c = Double(servers)
        let rho = offeredUtilisation
        let factor = (1 - rho) * (c - 1) * ((4 + 5 * c).squareRoot() - 2) / (16 * rho * c)
        return (1 + min(factor, 1)) / 2 * exponential
    }

    private var unlimitedNames: (method: String, approximate: String?) {
        if isMarkovian { return (servers == 1 ? "M/M/1" : "Erlang C", nil) }
        if servers == 1, arrivalVariation == 1 {
            return ("Pollaczek-Khinchine", "percentiles take waits of those who wait for exponential")
        }
        return (
            approximation.rawValue,
            "the mean wait is a two-moment approximation, the probability of waiting is Erlang's C, and "
                + "percentiles take waits of those who wait for exponential"
        )
    }

    private func limited() throws(CausalError) -> QueuePerformance {
        let states = try BirthDeath(self)
        let blocked = capacity.map(states.probability) ?? 0
        let admitted = states.mean { $0 == capacity ? 0 : 1 }
        let line = states.mean { Double(max(0, $0 - servers)) }
        let busy = states.mean { Double(min($0, servers)) }
        let weights = lineWeights(states, admitted)
        return QueuePerformance(
            queue: self, utilisation: busy / Double(servers), waitProbability: weights.reduce(0, +),
            meanWait: line / (arrivalRate * admitted), meanQueue: line, blockingProbability: blocked,
            abandonmentProbability: abandonmentRate * line / (arrivalRate * admitted),
            waits: .stages(
                weights: weights, rate: Double(servers) * serviceRate, abandonment: abandonmentRate),
            method: patience == nil ? "birth-death sums" : "Erlang A by birth-death sums", approximate: nil)
    }

    /// The probability that somebody who is admitted finds m in line, m = 0, 1, …, with all servers busy.
    private func lineWeights(_ states: BirthDeath, _ admitted: Double) -> [Double] {
        let last = min(
            states.first + states.probabilities.count - 1, (capacity ?? .max) - 1)
        guard last >= servers, admitted > 0 else { return [] }
        return (servers...last).map { states.probability($0) / admitted }
    }
}
