import ArgumentParser
import Causal

/// The contracts' terms.
struct ContractOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: "The fee for a visit.")
    var fee: Double?

    @Option(parsing: .unconditional, help: "The payment for each patient and month, times the risk score.")
    var capitation: Double?

    @Option(
        parsing: .unconditional,
        help: "What a patient of average risk is expected to cost the payer in a year.")
    var benchmark: Double?

    @Option(parsing: .unconditional, help: "The savings rate below which nothing is shared (default: 0.02).")
    var minimumSavings: Double?

    @Option(parsing: .unconditional, help: "The practice's share of savings (default: 0.5).")
    var sharing: Double?

    @Option(
        parsing: .unconditional, help: "The most that is paid, as a share of the benchmark (default: no cap)."
    )
    var cap: Double?

    @Option(parsing: .unconditional, help: "The share of the bonus that quality earns (default: 1).")
    var quality: Double?

    @Option(parsing: .unconditional, help: "The loss rate below which no loss is shared (default: 0).")
    var minimumLoss: Double?

    @Option(parsing: .unconditional, help: "The practice's share of losses (default: 0).")
    var lossSharing: Double?

    @Option(
        parsing: .unconditional, help: "The most that it pays, as a share of the benchmark (default: no cap)."
    )
    var lossCap: Double?

    @Option(help: "Shares of the panel, e.g. fee-for-service=0.6,capitation=0.4.")
    var mix: String?

    /// The contracts whose terms are given.
    func contracts(_ practice: PracticeOptions) throws(CausalError) -> [PaymentContract] {
        var contracts: [PaymentContract] = []
        if let fee { contracts.append(.feeForService(fee: fee)) }
        if let capitation { contracts.append(.capitation(perMonth: capitation)) }
        if let savings = try sharedSavings(practice) { contracts.append(.sharedSavings(savings)) }
        guard let mix else { return contracts }
        return contracts + [.mixture(try parts(mix, contracts))]
    }

    private func sharedSavings(_ practice: PracticeOptions) throws(CausalError) -> SharedSavings? {
        let given = [minimumSavings, sharing, cap, quality, minimumLoss, lossSharing, lossCap]
        guard let benchmark else {
            guard given.allSatisfy({ $0 == nil }), practice.spendingDeviation == nil else {
                throw CausalError(
                    .badArgument, "terms of shared savings need --benchmark",
                    remedy: "Add --benchmark AMOUNT.")
            }
            return nil
        }
        guard practice.spending != nil else {
            throw CausalError(
                .badArgument, "shared savings need --spending",
                remedy: "Add what a patient costs the payer in a year.")
        }
        return SharedSavings(
            fee: fee ?? 0, benchmark: benchmark, minimumRate: minimumSavings ?? 0.02, sharing: sharing ?? 0.5,
            cap: cap ?? 1, quality: quality ?? 1, minimumLossRate: minimumLoss ?? 0,
            lossSharing: lossSharing ?? 0, lossCap: lossCap ?? 1)
    }

    private func parts(
        _ text: String, _ contracts: [PaymentContract]
    ) throws(CausalError) -> [PaymentContract.Part] {
        var parts: [PaymentContract.Part] = []
        for piece in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = piece.split(separator: "=", omittingEmptySubsequences: false).map { $0.trimming(" ") }
            guard sides.count == 2, let share = Double(sides[1]) else {
                throw CausalError(
                    .badArgument, "--mix is NAME=SHARE and so on, separated by commas", value: String(piece))
            }
            guard let contract = contracts.first(where: { $0.name == sides[0] }) else {
                throw CausalError(
                    .badArgument, "--mix names a contract whose terms are not given", value: sides[0],
                    remedy: "The contracts are: \(contracts.map(\.name).joined(separator: ", ")).")
            }
            parts.append(.init(contract, share: share))
        }
        return parts
    }
}
