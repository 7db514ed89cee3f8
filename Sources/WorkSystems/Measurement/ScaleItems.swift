import Design
import Groundwork

/// The items of a scale: columns of answers that are averaged into a score.
public struct ScaleItems: Sendable, Hashable {
    /// The score's name.
    public let name: String
    /// The columns of answers.
    public let items: [String]
    /// The items that are turned round: low + high − answer.
    public let reversed: Set<String>
    /// The lowest and the highest answer; nil when not stated.
    public let range: ClosedRange<Double>?
    /// The share of items that must be answered for a score; the score is the mean of those answered.
    public let answeredShare: Double

    /// Makes a scale.
    ///
    /// - Throws: `CausalError.Code.badArgument` without items, with an item twice, for a reversed item without a range or
    ///   that is no item, or a share outside (0, 1].
    public init(
        _ name: String, items: [String], reversed: Set<String> = [], range: ClosedRange<Double>? = nil,
        answeredShare: Double = 0.5
    ) throws(CausalError) {
        guard !items.isEmpty, Set(items).count == items.count else {
            throw CausalError(
                .badArgument, "the scale '\(name)' needs items, each named once",
                value: items.joined(separator: ","))
        }
        let own = reversed.intersection(items)
        guard own.isEmpty || range != nil else {
            throw CausalError(
                .badArgument, "to turn an item round, the lowest and the highest answer must be known",
                value: own.sorted().joined(separator: ","), remedy: "Add --scale LOW,HIGH, e.g. --scale 0,6.")
        }
        guard answeredShare > 0, answeredShare <= 1 else {
            throw CausalError(
                .badArgument, "the share of answered items lies above 0 and up to 1",
                value: "\(answeredShare)")
        }
        self.name = name
        self.items = items
        self.reversed = own
        self.range = range
        self.answeredShare = answeredShare
    }

    /// The answers, items turned round where they are to be; NaN where one is missing.
    ///
    /// - Throws: what reading columns throws; `CausalError.Code.badValue` for an answer outside the range.
    func answers(_ table: DataTable) throws(CausalError) -> [[Double]] {
        var columns: [[Double]] = []
        for item in items { columns.append(try answers(item, table)) }
        return columns
    }

    private func answers(_ item: String, _ table: DataTable) throws(CausalError) -> [Double] {
        let values = try table.numbers(item)
        let low = range?.lowerBound ?? -Double.greatestFiniteMagnitude
        let high = range?.upperBound ?? Double.greatestFiniteMagnitude
        if let row = values.firstIndex(where: { $0 < low || $0 > high || $0.isInfinite }) {
            throw CausalError(
                .badValue,
                range == nil
                    ? "an answer must be a finite number"
                    : "an answer lies outside the scale from \(low.shortestDecimal) to \(high.shortestDecimal)",
                file: table.source, column: item, row: row + 1, value: values[row].shortestDecimal,
                remedy: "Mend the value, or name codes for missing answers with --missing.")
        }
        return reversed.contains(item) ? values.map { low + high - $0 } : values
    }

    /// Each row's mean of the items that were answered; NaN where too few were.
    func scores(_ answers: [[Double]]) -> [Double] {
        guard let count = answers.first?.count else { return [] }
        let needed = max(1, (answeredShare * Double(items.count) - 1e-9).rounded(.up))
        return Parallel.array(count, of: Double.self) { rows, slots in
            for (place, row) in rows.enumerated() {
                var (sum, answered) = (0.0, 0.0)
                for column in answers where !column[row].isNaN {
                    sum += column[row]
                    answered += 1
                }
                slots.initializeElement(at: place, to: answered >= needed ? sum / answered : .nan)
            }
        }
    }
}
