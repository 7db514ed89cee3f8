import Regression

extension WedgePatterns {
    /// Refuses periods or arms in which no event, or nothing but events, was seen: their coefficients are infinite.
    func checkEdges(_ family: OutcomeFamily, _ trial: SteppedWedge) throws(CausalError) {
        guard family != .gaussian else { return }
        let width = trial.time == .categorical ? periodCount : 0
        var rows = [Double](repeating: 0, count: width + 2)
        var events = rows
        for g in 0..<patternCount {
            for group in [width + (treatment[g] == 0 ? 0 : 1)] + (width > 0 ? [period[g]] : []) {
                rows[group] += count[g]
                events[group] += count[g] * mean[g]
            }
        }
        for group in rows.indices where rows[group] > 0 {
            let isFull = family == .binomial && events[group] >= rows[group]
            guard events[group] <= 0 || isFull else { continue }
            let name =
                group < width ? "period \(periodLabels[group])" : group == width ? "control" : "treatment"
            throw CausalError(
                .notIdentified,
                "every outcome in \(name) is \(isFull ? "1" : "0"): its effect has no finite estimate",
                column: trial.outcome,
                remedy:
                    "Join the period with a neighbour, take a straight line in time (--time linear), or a "
                    + "linear model (--family gaussian).")
        }
    }
}
