/// A linear program in words: maximise c′x subject to bounds on the columns and on the rows.
struct LinearForm: Sendable {
    /// A coefficient of a row or of the objective.
    struct Entry: Sendable {
        let column: Int
        let value: Double
    }

    /// low ≤ Σ value·x ≤ high; an end may be infinite.
    struct Row: Sendable {
        var entries: [Entry]
        var low: Double
        var high: Double
    }

    /// The objective's coefficients, one a column.
    var objective: [Double] = []
    /// The columns' lower bounds.
    var lower: [Double] = []
    /// The columns' upper bounds.
    var upper: [Double] = []
    /// The rows.
    var rows: [Row] = []

    /// Adds a column and gives its place.
    mutating func addColumn(_ lower: Double, _ upper: Double) -> Int {
        objective.append(0)
        self.lower.append(lower)
        self.upper.append(upper)
        return objective.count - 1
    }

    /// Adds a row.
    mutating func add(_ entries: [Entry], low: Double = -.infinity, high: Double = .infinity) {
        rows.append(Row(entries: entries, low: low, high: high))
    }
}
