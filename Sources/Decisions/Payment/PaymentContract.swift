import Groundwork

/// How a practice is paid.
public indirect enum PaymentContract: Sendable, Hashable, Codable {
    /// A fee for each visit.
    case feeForService(fee: Double)
    /// A payment for each patient and month, times the panel's risk score.
    case capitation(perMonth: Double)
    /// Fees for visits, and a share of what the payer saves against a benchmark.
    case sharedSavings(SharedSavings)
    /// Parts of the panel under several contracts; the shares sum to 1.
    case mixture([Part])

    /// A share of the panel under one contract.
    public struct Part: Sendable, Hashable, Codable {
        /// The contract.
        public var contract: PaymentContract
        /// The share, from 0 to 1.
        public var share: Double

        /// Makes a part.
        public init(_ contract: PaymentContract, share: Double) {
            self.contract = contract
            self.share = share
        }
    }

    /// The contract's name.
    public var name: String {
        switch self {
        case .feeForService: "fee-for-service"
        case .capitation: "capitation"
        case .sharedSavings: "shared-savings"
        case .mixture: "mixture"
        }
    }

    /// The payments to a practice in a year.
    public func revenue(_ practice: Practice) -> Double {
        switch self {
        case .feeForService(let fee): fee * practice.visits * practice.panel
        case .capitation(let perMonth): 12 * perMonth * practice.risk * practice.panel
        case .sharedSavings(let terms):
            practice.panel
                * (terms.fee * practice.visits
                    + terms.settlement(spending: practice.spending, risk: practice.risk))
        case .mixture(let parts): parts.reduce(0) { $0 + $1.share * $1.contract.revenue(practice) }
        }
    }

    /// Revenue less cost in a year.
    public func margin(_ practice: Practice) -> Double { revenue(practice) - practice.cost }

    /// Whether revenue is linear in visits and spending, so that its mean is that of the means.
    var isLinear: Bool {
        switch self {
        case .feeForService, .capitation: true
        case .sharedSavings: false
        case .mixture(let parts): parts.allSatisfy { $0.share == 0 || $0.contract.isLinear }
        }
    }

    /// - Throws: `CausalError.Code.badArgument` for terms that cannot be.
    func check() throws(CausalError) {
        switch self {
        case .feeForService(let amount), .capitation(let amount):
            guard amount >= 0, amount <= 1e100 else {
                throw CausalError(.badArgument, "a payment (\(name)) is not negative", value: "\(amount)")
            }
        case .sharedSavings(let terms): try terms.check()
        case .mixture(let parts):
            for part in parts { try part.contract.check() }
            guard !parts.isEmpty, parts.allSatisfy({ $0.share >= 0 }),
                (parts.reduce(0) { $0 + $1.share } - 1).magnitude < 1e-6
            else {
                throw CausalError(
                    .badArgument, "the shares of a mixture are not negative and sum to 1",
                    value: parts.map { "\($0.contract.name)=\($0.share.shortestDecimal)" }.joined(
                        separator: ","))
            }
        }
    }
}

/// The terms of a shared-savings contract.
///
/// With the benchmark b for each patient and year, times the risk score, and spending s, the savings rate is (b − s)/b. From
/// `minimumRate` on the practice is paid quality·sharing·(b − s) for each patient, from the first dollar, and at most cap·b. Where
/// losses are shared too it pays lossSharing·(s − b), at most lossCap·b, when the loss rate reaches `minimumLossRate`.
///
/// - Reference: Centers for Medicare & Medicaid Services, Medicare Shared Savings Program, 42 CFR 425 subpart G.
public struct SharedSavings: Sendable, Hashable, Codable {
    /// The fee for each visit.
    public var fee: Double
    /// What a patient of average risk is expected to cost the payer in a year.
    public var benchmark: Double
    /// The savings rate below which nothing is shared.
    public var minimumRate: Double
    /// The practice's share of savings.
    public var sharing: Double
    /// The most that it is paid, as a share of the benchmark.
    public var cap: Double
    /// The share of its bonus that it earns by its quality.
    public var quality: Double
    /// The loss rate below which no loss is shared.
    public var minimumLossRate: Double
    /// The practice's share of losses; 0 for a contract on savings alone.
    public var lossSharing: Double
    /// The most that it pays, as a share of the benchmark.
    public var lossCap: Double

    /// Makes terms; without further words half of all savings of 2 % or more, and no losses.
    public init(
        fee: Double, benchmark: Double, minimumRate: Double = 0.02, sharing: Double = 0.5, cap: Double = 1,
        quality: Double = 1, minimumLossRate: Double = 0, lossSharing: Double = 0, lossCap: Double = 1
    ) {
        self.fee = fee
        self.benchmark = benchmark
        self.minimumRate = minimumRate
        self.sharing = sharing
        self.cap = cap
        self.quality = quality
        self.minimumLossRate = minimumLossRate
        self.lossSharing = lossSharing
        self.lossCap = lossCap
    }

    /// What is paid to the practice for each patient at the end of the year; negative when it pays.
    public func settlement(spending: Double, risk: Double) -> Double {
        let expected = benchmark * risk
        let saved = expected - spending
        if saved > 0, saved >= minimumRate * expected {
            return min(quality * sharing * saved, cap * expected)
        }
        if saved < 0, -saved >= minimumLossRate * expected {
            return -min(lossSharing * -saved, lossCap * expected)
        }
        return 0
    }

    /// - Throws: `CausalError.Code.badArgument` for terms that cannot be.
    func check() throws(CausalError) {
        guard fee >= 0, fee <= 1e100, benchmark > 0, benchmark <= 1e100 else {
            throw CausalError(
                .badArgument, "shared savings need a benchmark above zero and a fee that is not negative",
                value: "\(benchmark), \(fee)")
        }
        let shares = [
            ("the minimum savings rate", minimumRate), ("the share of savings", sharing),
            ("the cap on savings", cap), ("quality", quality), ("the minimum loss rate", minimumLossRate),
            ("the share of losses", lossSharing), ("the cap on losses", lossCap),
        ]
        for (name, share) in shares where !(0...1).contains(share) {
            throw CausalError(.badArgument, "\(name) lies between 0 and 1", value: "\(share)")
        }
    }
}
