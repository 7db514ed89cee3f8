/// How sizes are spread.
public struct Spread: Sendable, Hashable {
    /// How many there are.
    public let count: Int
    /// The least.
    public let least: Int
    /// The middle one; of an even number the mean of the two in the middle.
    public let median: Double
    /// The mean.
    public let mean: Double
    /// The greatest.
    public let greatest: Int

    /// Describes sizes; nil without any.
    init?(_ sizes: [Int]) {
        guard !sizes.isEmpty else { return nil }
        let sorted = sizes.sorted()
        let half = sorted.count / 2
        count = sorted.count
        least = sorted[0]
        greatest = sorted[sorted.count - 1]
        median =
            sorted.count % 2 == 1
            ? Double(sorted[half]) : (Double(sorted[half - 1]) + Double(sorted[half])) / 2
        mean = Double(sorted.reduce(0, +)) / Double(sorted.count)
    }
}
