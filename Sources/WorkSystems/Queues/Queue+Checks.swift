import Regression

extension Queue {
    /// The greatest number of servers and of places.
    static let mostServers = 100_000
    static let mostPlaces = 1_000_000

    /// Refuses what is no queue, or one that no formula here knows.
    ///
    /// - Throws: `CausalError.Code.badArgument`.
    public func check() throws(CausalError) {
        try Queue.require(arrivalRate, "the arrival rate")
        try Queue.require(serviceRate, "the service rate")
        if let patience { try Queue.require(patience, "patience (a mean time)") }
        guard (1...Queue.mostServers).contains(servers) else {
            throw CausalError(
                .badArgument, "servers are a number from 1 to \(Queue.mostServers)", value: "\(servers)")
        }
        try checkCapacity()
        try checkVariation()
        guard offeredLoad.isFinite, offeredLoad > 0, offeredLoad < 1e9 else {
            throw CausalError(
                .badArgument, "the arrival rate is out of proportion to the service rate",
                value: "\(arrivalRate) / \(serviceRate)", remedy: "Give both per the same unit of time.")
        }
    }

    private func checkCapacity() throws(CausalError) {
        guard let capacity else { return }
        guard capacity >= servers, capacity <= Queue.mostPlaces else {
            throw CausalError(
                .badArgument,
                "the capacity counts those in service too: a number from the servers' (\(servers)) to "
                    + "\(Queue.mostPlaces)", value: "\(capacity)")
        }
    }

    private func checkVariation() throws(CausalError) {
        for value in [serviceVariation, arrivalVariation] where !(value >= 0 && value <= 100) {
            throw CausalError(
                .badArgument, "a coefficient of variation is a number from 0 to 100", value: "\(value)",
                remedy:
                    "It is the standard deviation over the mean: 1 for exponential times, 0 for equal ones.")
        }
        guard !isMarkovian else { return }
        guard capacity == nil, patience == nil else {
            throw CausalError(
                .badArgument,
                "a limited capacity and patience go with Poisson arrivals and exponential services alone",
                remedy: "Leave out the coefficients of variation, or the capacity and patience.")
        }
        guard approximation == .allenCunneen || (arrivalVariation == 1 && serviceVariation <= 1) else {
            throw CausalError(
                .badArgument,
                "Kimura's formula needs Poisson arrivals and a coefficient of variation of services up to 1",
                remedy: "Choose allen-cunneen.")
        }
    }

    /// Refuses what is not a positive number of usual size.
    static func require(_ value: Double, _ what: String) throws(CausalError) {
        guard value >= 1e-100, value <= 1e100 else {
            throw CausalError(.badArgument, "\(what) is a positive number", value: "\(value)")
        }
    }
}
