import Regression

/// How many clinicians a panel of patients needs: the hours that care takes against the hours that people can sustain.
///
///     demand = panel · visits · minutes/60 + Σ streams, over a year
///     clinicians = ⌈demand / (hours · utilisation)⌉
///
/// Streams of work outside visits (messages, monitoring alerts) can be settled in part by a team (triage), and can have
/// hours of their own (protected time). With protected time visits and streams are each held against their own hours, and
/// the greater need counts.
///
/// ```swift
/// let plan = CapacityPlan(
///     panel: .init(12_000), visits: .init(3.2), minutes: .init(20, standardError: 1), hours: .init(1_600))
/// print(try plan.answer().clinicians)          // 8
/// ```
public struct CapacityPlan: Sendable, Hashable, Codable {
    /// Patients.
    public var panel: UncertainQuantity
    /// Visits of a patient in a year.
    public var visits: UncertainQuantity
    /// Minutes of a clinician for a visit, with what comes before and after it.
    public var minutes: UncertainQuantity
    /// Hours of care that a clinician can sustain in a year.
    public var hours: UncertainQuantity
    /// Work outside visits.
    public var streams: [Stream]
    /// Hours of each clinician's year that are kept for the streams; nil: streams and visits share all hours.
    public var protectedHours: UncertainQuantity?
    /// The bound on utilisation: the share of the hours that is planned to be worked, in (0, 1].
    public var utilisation: Double
    /// The clinicians there are; nil: as many as needed.
    public var staff: Int?
    /// Draws behind the intervals when inputs are uncertain.
    public var draws: Int
    /// Their seed.
    public var seed: UInt64

    /// Work that arrives outside visits.
    public struct Stream: Sendable, Hashable, Codable {
        /// What it is, e.g. `messages`.
        public var name: String
        /// Items of a patient in a year.
        public var rate: UncertainQuantity
        /// Minutes of a clinician for one item.
        public var minutes: UncertainQuantity
        /// The share of items that the team settles without a clinician, from 0 to 1.
        public var triage: UncertainQuantity

        /// Makes a stream.
        public init(
            _ name: String, rate: UncertainQuantity, minutes: UncertainQuantity,
            triage: UncertainQuantity = .init(0)
        ) {
            self.name = name
            self.rate = rate
            self.minutes = minutes
            self.triage = triage
        }
    }

    /// Makes a plan.
    public init(
        panel: UncertainQuantity, visits: UncertainQuantity, minutes: UncertainQuantity,
        hours: UncertainQuantity, streams: [Stream] = [], protectedHours: UncertainQuantity? = nil,
        utilisation: Double = 1, staff: Int? = nil, draws: Int = 10_000, seed: UInt64 = 42
    ) {
        (self.panel, self.visits, self.minutes, self.hours) = (panel, visits, minutes, hours)
        (self.streams, self.protectedHours, self.utilisation) = (streams, protectedHours, utilisation)
        (self.staff, self.draws, self.seed) = (staff, draws, seed)
    }

    /// Whether any input is uncertain.
    public var isUncertain: Bool { inputs.contains { !$0.quantity.isExact } }

    /// An input with its name and bounds.
    struct Input {
        let name: String
        let quantity: UncertainQuantity
        var most = Double.infinity
    }

    /// All inputs in a fixed order: panel, visits, minutes, hours, three of each stream, protected hours.
    var inputs: [Input] {
        var inputs: [Input] = [
            .init(name: "panel", quantity: panel), .init(name: "visits", quantity: visits),
            .init(name: "minutes", quantity: minutes), .init(name: "hours", quantity: hours),
        ]
        for stream in streams {
            inputs += [
                .init(name: "\(stream.name) rate", quantity: stream.rate),
                .init(name: "\(stream.name) minutes", quantity: stream.minutes),
                .init(name: "\(stream.name) triage", quantity: stream.triage, most: 1),
            ]
        }
        if let protectedHours { inputs.append(.init(name: "protected hours", quantity: protectedHours)) }
        return inputs
    }
}
