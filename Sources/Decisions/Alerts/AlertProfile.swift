/// What a threshold does: the vector by which thresholds are compared.
///
/// Harm averted, workload and time are for each thousand patients, burden for a clinician and day.
public struct AlertProfile: Sendable, Hashable, Codable {
    /// The score from which on there is an alert.
    public let threshold: Double
    /// The share of patients with an alert.
    public let alertRate: Double
    /// The share of those with the outcome who have an alert; NaN without outcomes.
    public let sensitivity: Double
    /// The share of those without the outcome who have none; NaN when all have it.
    public let specificity: Double
    /// The share of alerts that are right; NaN without alerts.
    public let predictiveValue: Double
    /// Vickers & Elkin's net benefit, sensitivity·π − (1 − specificity)·(1 − π)·t/(1 − t); NaN where the threshold is no
    /// probability below 1.
    public let netBenefit: Double
    /// The net benefit of treating all, π − (1 − π)·t/(1 − t); that of treating none is 0.
    public let treatAll: Double
    /// The share of alerts that are heeded.
    public let heeded: Double
    /// The harm averted by alerts that are right less that done by others, as far as they are heeded.
    public let harmAverted: Double
    /// The alerts that are handled.
    public let workload: Double
    /// The clinicians' hours; NaN when minutes are not known.
    public let time: Double
    /// The alerts for a clinician and day; NaN when patients a day are not known.
    public let burden: Double
    /// Harm averted less what workload, time and burden weigh.
    public let value: Double

    /// Makes the profile of a threshold from the shares of alerts among those with and without the outcome.
    ///
    /// - Parameters:
    ///   - prevalence: π, the share of patients with the outcome.
    ///   - isProbability: whether the score is a probability, so that net benefit has a meaning.
    init(
        threshold: Double, sensitivity: Double, falseRate: Double, prevalence: Double, isProbability: Bool,
        setting: AlertSetting
    ) {
        // A class that nobody belongs to has no share and adds nothing.
        let right = prevalence > 0 ? sensitivity * prevalence : 0
        let wrong = prevalence < 1 ? falseRate * (1 - prevalence) : 0
        self.threshold = threshold
        self.sensitivity = sensitivity
        specificity = 1 - falseRate
        alertRate = right + wrong
        predictiveValue = right + wrong > 0 ? right / (right + wrong) : .nan
        let odds = isProbability && threshold >= 0 && threshold < 1 ? threshold / (1 - threshold) : .nan
        netBenefit = right - wrong * odds
        treatAll = prevalence - (1 - prevalence) * odds
        let burden = setting.patientsPerDay.map { $0 * (right + wrong) } ?? .nan
        let heeded = setting.fatigue.map { 1 / (1 + burden / $0) } ?? 1
        let minutes = setting.minutesPerAlert.map {
            $0 * (right + wrong) + setting.minutesPerTrueAlert * heeded * right
        }
        self.burden = burden
        self.heeded = heeded
        harmAverted = 1000 * heeded * (setting.benefit * right - setting.harm * wrong)
        workload = 1000 * heeded * (right + wrong)
        time = minutes.map { 1000 * $0 / 60 } ?? .nan
        // What is not known has no weight (AlertSetting.check).
        value =
            harmAverted - setting.alertWeight * workload
            - (setting.hourWeight > 0 ? setting.hourWeight * time : 0)
            - (setting.burdenWeight > 0 ? setting.burdenWeight * burden : 0)
    }

    /// What is better when it is greater; what is not known is left out.
    var goods: [Double] { [harmAverted] + [-workload, -time, -burden].filter { !$0.isNaN } }
}

/// The choices that no other choice beats.
enum ParetoFront {
    /// Whether each vector is on the front: no other is at least as great in every part and greater in one.
    ///
    /// Of equal vectors all are on it. All vectors have the same length; work is proportional to the square of their number.
    static func members(_ vectors: [[Double]]) -> [Bool] {
        vectors.map { own in !vectors.contains { beats($0, own) } }
    }

    private static func beats(_ first: [Double], _ second: [Double]) -> Bool {
        zip(first, second).allSatisfy { $0 >= $1 } && zip(first, second).contains { $0 > $1 }
    }
}
