import Groundwork

/// Clinicians' monthly burnout scores in clinics of which some redesign the work: data with known truth.
///
/// Burnout is taken as a signal of the work system. Each clinician i of clinic c reports a score every
/// month t; in some clinics a redesign (team documentation, inbox triage, protected time) starts in month
/// g(c). The score is
///
///     yᵢₜ = 50 + αᵢ + γ_c + u_cₜ + 0.1·t + 1.5·sin(2πt/12) + 0.4·(caseloadᵢₜ − 20) − 0.2·experienceᵢₜ
///           + effect(t − g(c))·1{t ≥ g(c)} + εᵢₜ
///
/// with αᵢ ~ N(0, 6²), γ_c ~ N(0, 4²), a shock u_cₜ that colleagues share and that follows a stationary
/// AR(1) with standard deviation 2, and εᵢₜ ~ N(0, 4²), rounded to two decimals. Because the shock is shared
/// and lasts, errors must be clustered by clinic: that is what the example is for. The score is not cut off
/// at 0 or 100, which would bend the truth.
///
/// The draws of each part (adoption, staff, shocks, …) come from streams of their own, so that changing one
/// setting leaves the others' numbers as they are.
///
/// ```swift
/// let table = try SimulatedClinics().table()
/// ```
///
/// - Errors: ``table()`` and ``averageEffect()`` throw `CausalError.Code.badArgument` when a setting lies
///   outside its range; the ranges stand with the settings.
public struct SimulatedClinics: Sendable, Hashable, Codable {
    /// How many clinics there are, from 2 on.
    public var clinics = 60
    /// How many clinicians a clinic has, from 1 on; the mean when ``unequalSizes`` is set.
    public var cliniciansPerClinic = 8
    /// Whether clinics differ in size: 1 to 2m − 1 clinicians, all equally likely, with mean m.
    public var unequalSizes = false
    /// How many months there are, from 1 on.
    public var months = 24
    /// How many regions the clinics lie in, from 1 to the number of clinics.
    public var regions = 4
    /// Which clinics adopt the redesign, and when.
    public var adoption = Adoption.simultaneous(month: 13, share: 0.5)
    /// What the redesign does to the score.
    public var effect = Effect.constant(-5)
    /// The share of scores that are missing, at random, in [0, 1).
    public var missingShare = 0.0
    /// The correlation of a clinic's shocks in neighbouring months, in (−1, 1).
    public var autocorrelation = 0.5
    /// The seed; the same settings and seed give the same table.
    public var seed: UInt64 = 2026

    /// Makes the settings of `Docs/Examples/clinics.csv`.
    public init() {}
}

extension SimulatedClinics {
    /// Which clinics adopt, and when. A clinic that has adopted stays so.
    public enum Adoption: Sendable, Hashable, Codable {
        /// A share of the clinics (rounded to whole clinics) adopts in one month.
        case simultaneous(month: Int, share: Double)
        /// A share of the clinics never adopts; the others are dealt evenly over the months.
        case staggered(months: [Int], neverTreatedShare: Double)
    }

    /// What adoption adds to the score.
    public enum Effect: Sendable, Hashable, Codable {
        /// The same from the first month on.
        case constant(Double)
        /// `start` in the first month and `perMonth` more with each month of exposure.
        case growing(start: Double, perMonth: Double)

        /// The effect after so many months of exposure, 0 in the month of adoption.
        public func value(exposure: Int) -> Double {
            switch self {
            case .constant(let value): value
            case .growing(let start, let perMonth): start + perMonth * Double(exposure)
            }
        }
    }

    /// The largest table that is made: 10⁸ rows.
    static let largestTable = 100_000_000

    /// Refuses settings outside their ranges.
    func validate() throws(CausalError) {
        try check(clinics >= 2, "clinics", "\(clinics)", "at least 2")
        try check(cliniciansPerClinic >= 1, "cliniciansPerClinic", "\(cliniciansPerClinic)", "at least 1")
        try check(months >= 1, "months", "\(months)", "at least 1")
        try check((1...clinics).contains(regions), "regions", "\(regions)", "from 1 to the number of clinics")
        try check((0..<1).contains(missingShare), "missingShare", "\(missingShare)", "in [0, 1)")
        try check(abs(autocorrelation) < 1, "autocorrelation", "\(autocorrelation)", "in (−1, 1)")
        let effects = [effect.value(exposure: 0), effect.value(exposure: months)]
        try check(effects.allSatisfy { abs($0) <= 1e6 }, "effect", "\(effect)", "finite, at most 1e6")
        try validateAdoption()
        var rows = clinics
        for factor in [cliniciansPerClinic, unequalSizes ? 2 : 1, months] {
            let product = rows.multipliedReportingOverflow(by: factor)
            try check(
                !product.overflow && product.partialValue <= SimulatedClinics.largestTable,
                "clinics × clinicians × months", "more", "at most \(SimulatedClinics.largestTable) rows")
            rows = product.partialValue
        }
    }

    private func validateAdoption() throws(CausalError) {
        let (starts, share) =
            switch adoption {
            case .simultaneous(let month, let share): ([month], share)
            case .staggered(let months, let share): (months, share)
            }
        try check((0...1).contains(share), "adoption's share", "\(share)", "in [0, 1]")
        try check(!starts.isEmpty, "adoption's months", "none", "one month or more")
        let outside = starts.first { !(1...months).contains($0) }
        try check(outside == nil, "adoption's month", "\(outside ?? 0)", "from 1 to \(months)")
    }

    private func check(
        _ holds: Bool, _ setting: String, _ value: String, _ range: String
    ) throws(CausalError) {
        guard holds else {
            throw CausalError(
                .badArgument, "\(setting) must be \(range)", value: value, remedy: "Change the setting.")
        }
    }
}
