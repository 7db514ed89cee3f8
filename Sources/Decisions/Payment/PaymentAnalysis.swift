import Distributions
import Groundwork
import LinearAlgebra

/// What an intervention does to a practice's margin and workload under each way of paying it, and the payment that would
/// make it neutral.
///
/// Workload does not depend on who pays; margins do. An intervention that frees time by fewer visits gains under capitation and
/// loses under fees, so that what worked in one place cannot be afforded in another: it is transferable when the change in
/// margin is not negative, or with a payment p for each patient and month with
///
///     Δmargin + 12·panel·p = 0
///
/// Where changes have standard errors they are drawn from normal distributions. Contracts with thresholds pay for chance too:
/// the expected settlement is not the settlement of the expected spending, and is taken over the draws.
public struct PaymentAnalysis: Sendable, Hashable {
    /// The practice without the intervention.
    public var practice: Practice
    /// What the intervention changes.
    public var change: PracticeChange
    /// The contracts that are compared.
    public var contracts: [PaymentContract]
    /// The standard deviation of spending between patients: the chance in a panel's mean; 0 for none.
    public var spendingDeviation: Double
    /// The covariance of the changes in visits, minutes a visit, minutes outside and spending; nil when independent.
    public var covariance: Matrix?
    /// How many times uncertain amounts are drawn.
    public var draws: Int
    /// The seed of the draws.
    public var seed: UInt64

    /// Makes an analysis.
    public init(
        practice: Practice, change: PracticeChange, contracts: [PaymentContract],
        spendingDeviation: Double = 0,
        covariance: Matrix? = nil, draws: Int = 10_000, seed: UInt64 = 42
    ) {
        self.practice = practice
        self.change = change
        self.contracts = contracts
        self.spendingDeviation = spendingDeviation
        self.covariance = covariance
        self.draws = draws
        self.seed = seed
    }

    /// Whether anything is drawn.
    public var isUncertain: Bool {
        spendingDeviation > 0 || (covariance?.values.contains { $0 != 0 } ?? false)
            || change.amounts.contains { $0.standardError > 0 }
    }

    /// One draw: the practice before and after.
    struct Draw: Sendable {
        let before: Practice
        let after: Practice
    }

    /// The draws; draw i takes the stream i of the seed.
    func drawn() throws(CausalError) -> [Draw] {
        let root = try covariance.map { matrix throws(CausalError) in
            try SymmetricEigen(matrix).reconstruct { $0 > 0 ? $0.squareRoot() : 0 }
        }
        let source = Generator(seed: seed)
        let chance = spendingDeviation / practice.panel.squareRoot()
        return Parallel.map(draws) { index in
            var random = source.stream(index)
            let noise = (0..<4).map { _ in random.normal() }
            let amounts = change.amounts.enumerated().map { k, amount in
                guard let root else { return amount.amount + amount.standardError * noise[k] }
                return amount.amount + (0..<4).reduce(0) { $0 + root[k, $1] * noise[$1] }
            }
            var before = practice
            var after = practice.after(change.drawn(amounts))
            before.spending += chance * random.normal()
            after.spending += chance * random.normal()
            return Draw(before: before, after: after)
        }
    }

    /// - Throws: `CausalError.Code.badArgument` for numbers that cannot be.
    func check() throws(CausalError) {
        try practice.check()
        try change.check()
        guard practice.visits + change.visits.amount >= 0 else {
            throw CausalError(
                .badArgument, "there are fewer visits than the intervention takes away",
                value: "\(practice.visits), \(change.visits.amount)",
                remedy: "Both are visits for each patient and year, not per cent.")
        }
        guard !contracts.isEmpty else {
            throw CausalError(
                .badArgument, "there is no contract to compare",
                remedy: "Give a fee, a capitation or a benchmark.")
        }
        for contract in contracts { try contract.check() }
        guard spendingDeviation >= 0, spendingDeviation <= 1e100 else {
            throw CausalError(
                .badArgument, "the standard deviation of spending is not negative",
                value: "\(spendingDeviation)")
        }
        guard (100...1_000_000).contains(draws) else {
            throw CausalError(.badArgument, "draws are a number from 100 to 1,000,000", value: "\(draws)")
        }
        guard
            covariance.map({ $0.rowCount == 4 && $0.columnCount == 4 && $0.values.allSatisfy(\.isFinite) })
                ?? true
        else {
            throw CausalError(.badArgument, "the covariance of the changes has four finite rows and columns")
        }
    }
}
