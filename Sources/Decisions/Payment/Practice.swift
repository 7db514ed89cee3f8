import Groundwork

/// A practice in a year: whom it serves, what they use, and what that costs and takes.
public struct Practice: Sendable, Hashable, Codable {
    /// The patients on the panel.
    public var panel: Double
    /// Billable visits for each patient and year.
    public var visits: Double
    /// The clinicians' minutes for each visit.
    public var minutesPerVisit: Double
    /// The clinicians' minutes for each patient and year outside visits: messages, documentation, coordination.
    public var minutesOutside: Double
    /// What a visit costs the practice beyond what it costs without it.
    public var costPerVisit: Double
    /// What a patient costs the practice in a year, whatever the visits.
    public var costPerPatient: Double
    /// What the practice costs in a year, whatever the panel.
    public var fixedCost: Double
    /// What all care of a patient costs the payer in a year, on average.
    public var spending: Double
    /// The mean risk score of the panel, 1 being the average by which payments are set.
    public var risk: Double

    /// Makes a practice.
    public init(
        panel: Double, visits: Double, minutesPerVisit: Double = 0, minutesOutside: Double = 0,
        costPerVisit: Double = 0, costPerPatient: Double = 0, fixedCost: Double = 0, spending: Double = 0,
        risk: Double = 1
    ) {
        self.panel = panel
        self.visits = visits
        self.minutesPerVisit = minutesPerVisit
        self.minutesOutside = minutesOutside
        self.costPerVisit = costPerVisit
        self.costPerPatient = costPerPatient
        self.fixedCost = fixedCost
        self.spending = spending
        self.risk = risk
    }

    /// The clinicians' hours in a year: panel·(visits·minutes + minutes outside)/60.
    public var hours: Double { panel * (visits * minutesPerVisit + minutesOutside) / 60 }

    /// What the practice costs in a year.
    public var cost: Double { fixedCost + panel * (costPerPatient + visits * costPerVisit) }

    /// The practice after a change; rates do not fall below zero.
    public func after(_ change: PracticeChange) -> Practice {
        var practice = self
        practice.visits = max(0, visits + change.visits.amount)
        practice.minutesPerVisit = max(0, minutesPerVisit + change.minutesPerVisit.amount)
        practice.minutesOutside = max(0, minutesOutside + change.minutesOutside.amount)
        practice.spending = max(0, spending + change.spending.amount)
        practice.costPerPatient += change.costPerPatient
        practice.fixedCost += change.fixedCost
        return practice
    }

    /// - Throws: `CausalError.Code.badArgument` for a number that cannot be.
    func check() throws(CausalError) {
        let numbers = [
            ("the panel", panel), ("visits", visits), ("minutes a visit", minutesPerVisit),
            ("minutes outside visits", minutesOutside), ("the cost of a visit", costPerVisit),
            ("the cost of a patient", costPerPatient), ("fixed costs", fixedCost), ("spending", spending),
            ("the risk score", risk),
        ]
        for (name, value) in numbers where !(value.isFinite && value >= 0 && value <= 1e100) {
            throw CausalError(
                .badArgument, "\(name): a number from 0 to 1e100 is needed", value: "\(value)")
        }
        guard panel > 0, risk > 0 else {
            throw CausalError(.badArgument, "the panel and the risk score are above zero")
        }
    }
}

/// What an intervention changes in a practice.
public struct PracticeChange: Sendable, Hashable, Codable {
    /// The change in visits for each patient and year.
    public var visits: Uncertain
    /// The change in minutes for each visit.
    public var minutesPerVisit: Uncertain
    /// The change in minutes for each patient and year outside visits.
    public var minutesOutside: Uncertain
    /// The change in what all care of a patient costs the payer in a year.
    public var spending: Uncertain
    /// What the intervention costs for each patient and year.
    public var costPerPatient: Double
    /// What the intervention costs in a year, whatever the panel.
    public var fixedCost: Double

    /// Makes a change; what is not named stays as it is.
    public init(
        visits: Uncertain = 0, minutesPerVisit: Uncertain = 0, minutesOutside: Uncertain = 0,
        spending: Uncertain = 0, costPerPatient: Double = 0, fixedCost: Double = 0
    ) {
        self.visits = visits
        self.minutesPerVisit = minutesPerVisit
        self.minutesOutside = minutesOutside
        self.spending = spending
        self.costPerPatient = costPerPatient
        self.fixedCost = fixedCost
    }

    /// The uncertain amounts.
    var amounts: [Uncertain] { [visits, minutesPerVisit, minutesOutside, spending] }

    /// The same change with other amounts, in the order of ``amounts``, taken as known.
    func drawn(_ amounts: [Double]) -> PracticeChange {
        PracticeChange(
            visits: Uncertain(amounts[0]), minutesPerVisit: Uncertain(amounts[1]),
            minutesOutside: Uncertain(amounts[2]), spending: Uncertain(amounts[3]),
            costPerPatient: costPerPatient, fixedCost: fixedCost)
    }

    /// - Throws: `CausalError.Code.badArgument` for a number that cannot be.
    func check() throws(CausalError) {
        for (name, amount) in zip(
            ["visits", "minutes a visit", "minutes outside visits", "spending"], amounts)
        where
            !(amount.amount.magnitude <= 1e100 && amount.standardError >= 0 && amount.standardError <= 1e100)
        {
            throw CausalError(
                .badArgument, "the change in \(name) is a number, and its standard error is not negative",
                value: "\(amount.amount), \(amount.standardError)")
        }
        guard costPerPatient.magnitude <= 1e100, fixedCost.magnitude <= 1e100 else {
            throw CausalError(.badArgument, "what an intervention costs is a number")
        }
    }
}
