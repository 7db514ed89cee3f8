import Inference

extension Picture {
    /// The comparison of four means: the treated and the control group before and after, and where the treated would
    /// have been had they changed as the others did.
    ///
    /// - Parameter estimates: a result with the fact `means`, as the estimator 2x2 gives it.
    /// - Throws: `CausalError.Code.noPicture` without the four means.
    public static func fourMeans(_ estimates: Estimates) throws(CausalError) -> Picture {
        guard let means = estimates.fact("means"), let treated = pair(means["treated"]),
            let control = pair(means["control"])
        else {
            throw CausalError(.noPicture, "the picture of four means needs the fact 'means'")
        }
        let without = [treated[0], treated[0] + control[1] - control[0]]
        let series: [(String, [Double], Tone, Stroke)] = [
            ("treated", treated, .series(1), .solid), ("control", control, .series(0), .solid),
            ("treated, had they changed as the control", without, .series(1), .dashed),
        ]
        let layers = series.flatMap { name, values, tone, stroke in
            [Layer(.line(x: [0, 1], y: values), name: name, tone: tone, stroke: stroke)]
                + (stroke == .solid ? [Layer(.points(x: [0, 1], y: values), name: name, tone: tone)] : [])
        }
        let panel = Panel(
            x: Axis("", .categorical(["before", "after"])),
            y: Axis(estimates.outcome.map { "mean \($0)" } ?? "mean"),
            layers: layers)
        return Picture("Means before and after", panels: [panel])
    }

    private static func pair(_ means: JSONValue?) -> [Double]? {
        guard let before = means?["before"]?.double, let after = means?["after"]?.double else { return nil }
        return [before, after]
    }
}
