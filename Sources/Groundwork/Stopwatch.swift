/// How long the steps of some work took: a value that goes with what the work made.
public struct Stopwatch: Sendable, Hashable {
    /// A step and its wall-clock time.
    public struct Step: Sendable, Hashable {
        /// What was done.
        public let name: String
        /// How long it took; to the microsecond.
        public let seconds: Double
    }

    /// The steps in the order in which they ended.
    public private(set) var steps: [Step] = []

    /// Starts without steps.
    public init() {}

    /// Runs a step and keeps its time.
    public mutating func time<Value>(
        _ name: String, _ body: () throws(CausalError) -> Value
    ) throws(CausalError) -> Value {
        let start = ContinuousClock.now
        let value = try body()
        let parts = start.duration(to: .now).components
        let microseconds = Double(parts.seconds) * 1e6 + (Double(parts.attoseconds) * 1e-12).rounded()
        steps.append(Step(name: name, seconds: microseconds / 1e6))
        return value
    }

    /// Adds the parts of a step, named `step.part`.
    public mutating func add(_ parts: Stopwatch, of step: String) {
        steps += parts.steps.map { Step(name: "\(step).\($0.name)", seconds: $0.seconds) }
    }

    /// Seconds by step.
    public var json: JSONValue { .object(steps.map { .init($0.name, .number($0.seconds)) }) }
}
