import Groundwork
import Inference

extension PaymentAnalysis {
    /// A quantity with the spread that uncertainty gives it.
    public struct Quantity: Sendable, Hashable {
        /// Its expected value.
        public let mean: Double
        /// Its standard deviation over draws; 0 when all is known.
        public let standardError: Double
        /// Its central interval over draws; nil when all is known.
        public let interval: Interval?
    }

    /// What the intervention means under one contract.
    public struct Outcome: Sendable, Hashable {
        /// The contract.
        public let contract: PaymentContract
        /// Revenue less cost in a year without the intervention.
        public let before: Quantity
        /// The same with it.
        public let after: Quantity
        /// The change in margin.
        public let change: Quantity
        /// The payment for each patient and month at which the margin stays what it was; negative when it may be taken away.
        public let neutralPayment: Quantity
        /// The probability that the margin falls; nil when all is known.
        public let probabilityOfLoss: Double?
    }

    /// The outcome under each contract.
    ///
    /// - Parameter level: the probability that intervals hold.
    /// - Throws: `CausalError.Code.badArgument` for numbers that cannot be.
    public func outcomes(level: Double = 0.95) throws(CausalError) -> [Outcome] {
        try check()
        let draws = isUncertain ? try drawn() : []
        let after = practice.after(change)
        return contracts.map { contract in
            func quantity(_ plain: Double, _ value: (Draw) -> Double) -> Quantity {
                Quantity(
                    draws.map(value), plain: contract.isLinear ? plain : nil, otherwise: plain, level: level)
            }
            let margins = (contract.margin(practice), contract.margin(after))
            let falls = draws.count { contract.margin($0.after) < contract.margin($0.before) }
            return Outcome(
                contract: contract, before: quantity(margins.0) { contract.margin($0.before) },
                after: quantity(margins.1) { contract.margin($0.after) },
                change: quantity(margins.1 - margins.0) {
                    contract.margin($0.after) - contract.margin($0.before)
                },
                neutralPayment: quantity((margins.0 - margins.1) / (12 * practice.panel)) {
                    (contract.margin($0.before) - contract.margin($0.after)) / (12 * practice.panel)
                },
                probabilityOfLoss: draws.isEmpty ? nil : Double(falls) / Double(draws.count))
        }
    }

    /// The clinicians' hours in a year without the intervention, with it, and the change.
    ///
    /// - Throws: as ``outcomes(level:)``.
    public func workload(
        level: Double = 0.95
    ) throws(CausalError) -> (before: Double, after: Quantity, change: Quantity) {
        try check()
        let hours = isUncertain ? try drawn().map(\.after.hours) : []
        let (before, after) = (practice.hours, practice.after(change).hours)
        return (
            before, Quantity(hours, plain: covariance == nil ? after : nil, otherwise: after, level: level),
            Quantity(
                hours.map { $0 - before }, plain: covariance == nil ? after - before : nil,
                otherwise: after - before,
                level: level)
        )
    }

    /// The fee for a visit at which the margin under fee-for-service stays what it was.
    ///
    /// - Returns: nil when there are no visits afterwards.
    public func neutralFee(_ fee: Double) -> Double? {
        let contract = PaymentContract.feeForService(fee: fee)
        let after = practice.after(change)
        let visits = after.visits * after.panel
        return visits > 0 ? fee - (contract.margin(after) - contract.margin(practice)) / visits : nil
    }

    /// The share of the panel under the second contract, the rest being under the first, at which expected margins stay what
    /// they were.
    ///
    /// - Returns: nil when no share between 0 and 1 does, or every share does.
    /// - Throws: as ``outcomes(level:)``.
    public func neutralShare(
        of second: PaymentContract, beside first: PaymentContract
    ) throws(CausalError) -> Double? {
        var analysis = self
        analysis.contracts = [first, second]
        let changes = try analysis.outcomes().map(\.change.mean)
        guard changes[0] != changes[1] else { return nil }
        let share = changes[0] / (changes[0] - changes[1])
        return (0...1).contains(share) ? share : nil
    }
}

extension PaymentAnalysis.Quantity {
    /// Summarises draws; the mean is `plain` where it is known without drawing, and `otherwise` where nothing is drawn.
    init(_ draws: [Double], plain: Double?, otherwise: Double, level: Double) {
        guard let first = draws.first, draws.contains(where: { $0 != first }) else {
            self.init(mean: plain ?? draws.first ?? otherwise, standardError: 0, interval: nil)
            return
        }
        let mean = draws.reduce(0, +) / Double(draws.count)
        let squares = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let sorted = draws.sorted()
        self.init(
            mean: plain ?? mean, standardError: (squares / Double(draws.count - 1)).squareRoot(),
            interval: Interval(
                Numbers.quantile((1 - level) / 2, sorted: sorted),
                Numbers.quantile((1 + level) / 2, sorted: sorted)))
    }
}
