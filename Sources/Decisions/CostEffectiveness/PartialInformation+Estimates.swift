import Groundwork
import Inference

extension PartialInformation {
    /// A row `evppi` for each, with the labels `parameters` and `wtp`, and a row `evpi` for each willingness to pay.
    public static func estimates(_ values: [PartialInformation], level: Double = 0.95) throws(CausalError)
        -> Estimates
    {
        try Estimates.check(level: level)
        var table = DecisionRows(level: level)
        var shown: [Double] = []
        for found in values {
            let k = JSONValue.Member("wtp", .number(found.willingness))
            if !shown.contains(found.willingness) {
                shown.append(found.willingness)
                table.add("evpi", [.init("parameters", "all"), k], found.perfectInformation)
            }
            let name =
                found.parameters.isEmpty
                ? "fixed in the outer samples" : found.parameters.joined(separator: " + ")
            table.add(
                Estimate(
                    term: "evppi",
                    labels: [
                        .init("parameters", .string(name)), k, .init("method", .string(found.method)),
                        .init("size", .integer(found.size)),
                        .init("explained", found.explained.map(JSONValue.number) ?? .null),
                    ], estimate: found.value, standardError: found.standardError ?? .nan,
                    degreesOfFreedom: nil,
                    level: level), variance: found.standardError.map { $0 * $0 })
        }
        return table.estimates(
            command: "evppi", model: [.init("estimator", "partial-information")], notes: notes(values))
    }

    private static func notes(_ values: [PartialInformation]) -> [String] {
        var notes = [
            "Values are for one decision about one person; multiply by the people whom the decision concerns."
        ]
        if values.contains(where: { $0.method == "nested" }) {
            notes.append(
                "Nested simulation counts the noise of few inner draws as information: its value is too large then."
            )
        }
        if values.contains(where: { $0.value > $0.perfectInformation }) {
            notes.append("A value above the EVPI is noise: more draws are needed.")
        }
        return notes
    }
}
