import Groundwork

/// What alerts do and take where they are to be used, and what that is worth.
public struct AlertSetting: Sendable, Hashable, Codable {
    /// The harm that an alert averts when it is right and is heeded; the unit of harm.
    public var benefit: Double
    /// The harm that an alert does when it is wrong and is heeded: tests, treatments, delays elsewhere.
    public var harm: Double
    /// The clinicians' minutes for each alert; nil when they are not known.
    public var minutesPerAlert: Double?
    /// Their further minutes for each alert that is right and is heeded.
    public var minutesPerTrueAlert: Double
    /// The patients whom a clinician sees in a day; nil when it is not known.
    public var patientsPerDay: Double?
    /// The alerts for a clinician and day at which half of them are no longer heeded: a share 1/(1 + burden/K) is. Nil when
    /// all are heeded however many there are.
    public var fatigue: Double?
    /// The share of patients with the outcome where alerts are to be used; nil for the share in the data.
    public var prevalence: Double?
    /// The harm that an hour of clinicians' time is worth.
    public var hourWeight: Double
    /// The harm that handling an alert is worth.
    public var alertWeight: Double
    /// The harm, for each thousand patients, that one alert more for a clinician and day is worth.
    public var burdenWeight: Double

    /// Makes a setting; without further words an alert that is right averts one unit and nothing else counts.
    public init(
        benefit: Double = 1, harm: Double = 0, minutesPerAlert: Double? = nil,
        minutesPerTrueAlert: Double = 0,
        patientsPerDay: Double? = nil, fatigue: Double? = nil, prevalence: Double? = nil,
        hourWeight: Double = 0,
        alertWeight: Double = 0, burdenWeight: Double = 0
    ) {
        self.benefit = benefit
        self.harm = harm
        self.minutesPerAlert = minutesPerAlert
        self.minutesPerTrueAlert = minutesPerTrueAlert
        self.patientsPerDay = patientsPerDay
        self.fatigue = fatigue
        self.prevalence = prevalence
        self.hourWeight = hourWeight
        self.alertWeight = alertWeight
        self.burdenWeight = burdenWeight
    }

    /// - Throws: `CausalError.Code.badArgument` for numbers that cannot be.
    func check() throws(CausalError) {
        let numbers = [
            ("the harm averted by an alert", benefit), ("the harm done by an alert", harm),
            ("minutes for an alert", minutesPerAlert ?? 0),
            ("minutes for an alert that is right", minutesPerTrueAlert),
            ("the weight of an hour", hourWeight), ("the weight of an alert", alertWeight),
            ("the weight of burden", burdenWeight),
        ]
        for (name, value) in numbers where !(value >= 0 && value <= 1e100) {
            throw CausalError(
                .badArgument, "\(name): a number that is not negative is needed", value: "\(value)")
        }
        for (name, value) in [
            ("patients a day", patientsPerDay), ("alerts at which half are heeded", fatigue),
        ] {
            guard let value else { continue }
            guard value > 0, value <= 1e100 else {
                throw CausalError(.badArgument, "\(name): a number above zero is needed", value: "\(value)")
            }
        }
        guard prevalence.map({ $0 > 0 && $0 < 1 }) ?? true else {
            throw CausalError(.badArgument, "a prevalence lies between 0 and 1", value: "\(prevalence ?? 0)")
        }
        try checkNeeds()
    }

    private func checkNeeds() throws(CausalError) {
        if patientsPerDay == nil, fatigue != nil || burdenWeight > 0 {
            throw CausalError(
                .badArgument, "alert burden needs the patients whom a clinician sees in a day",
                remedy: "Give patients a day.")
        }
        if minutesPerAlert == nil, hourWeight > 0 || minutesPerTrueAlert > 0 {
            throw CausalError(
                .badArgument, "the time that alerts take needs the minutes for an alert",
                remedy: "Give minutes an alert.")
        }
    }
}
