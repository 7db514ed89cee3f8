/// Watches how fast conjugate gradients contract.
struct IterationPace {
    private let goals: [Double]
    private var history: [[Double]] = []
    /// The steps so far.
    var steps: Int { history.count }

    init(_ goals: [Double]) { self.goals = goals }

    mutating func record(_ norms: [Double]) { history.append(norms) }

    /// Whether, after 20 steps, the last ten foretell that 20 further ones will not do for a column.
    var isSlow: Bool {
        guard steps >= 20, let now = history.last else { return false }
        let before = history[steps - 10]
        return now.indices.contains { c in
            let rate = before[c] > 0 ? now[c] / before[c] : 0
            return now[c] > goals[c] && now[c] * rate * rate > goals[c]
        }
    }
}
