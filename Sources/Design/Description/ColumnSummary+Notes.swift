import Groundwork

extension ColumnSummary {
    /// What its numbers would do to a model: infinite ones, and sums beyond what a number holds.
    var notes: [String] {
        guard let numbers else { return [] }
        var notes: [String] = []
        if numbers.infinite > 0 {
            notes.append(
                "'\(name)' holds \(numbers.infinite.counted("infinite value", "infinite values")), which no model takes; its "
                    + "range, mean and deviation are those of the others.")
        }
        if !numbers.mean.isFinite || (numbers.standardDeviation == nil && numbers.count > 1) {
            notes.append(
                "The \(numbers.mean.isFinite ? "deviation" : "mean") of '\(name)' is beyond what a number holds (1.8e308)."
            )
        }
        return notes
    }
}
