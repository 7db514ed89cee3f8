import Groundwork
import Inference

extension SequentialBounds {
    /// A row `bound` for each look, with the labels `look`, `information`, `spent` and `nominal`.
    public var estimates: Estimates {
        var table = DecisionRows(level: 1 - alpha)
        let nominal = nominal
        for (look, bound) in bounds.enumerated() {
            table.add(
                "bound",
                [
                    .init("look", .integer(look + 1)), .init("information", .number(information[look])),
                    .init("spent", .number(spent[look])), .init("nominal", .number(nominal[look])),
                ], bound)
        }
        var notes: [String] = []
        let silent = bounds.indices.filter { bounds[$0] == nil }
        if !silent.isEmpty {
            notes.append(
                "At look \(silent.map { "\($0 + 1)" }.joined(separator: ", ")) less than 1e-17 may be spent: nothing stops there."
            )
        }
        if let last = information.last, last < 1 {
            notes.append("The last look has \(Numbers.percent(last)) of the information: some alpha is left.")
        }
        return table.estimates(
            command: "alpha-spending",
            model: [
                .init("estimator", "alpha-spending"), .init("spending", .string(spending.name)),
                .init("alpha", .number(alpha)), .init("sides", .integer(isTwoSided ? 2 : 1)),
            ], notes: notes)
    }
}
