/// A departure of the series from its trend, and how long it took to fade.
public struct Disturbance: Sendable, Hashable {
    /// When it began, as the times are written.
    public let start: String
    /// The position of its greatest departure.
    public let peak: Int
    /// The greatest departure.
    public let size: Double
    /// The time from the peak until the departure had fallen to 1/e of it; nil when the series ends before.
    public let recovery: Double?

    /// Departures beyond a number of robust standard deviations (1.4826 times the median size of the residuals).
    ///
    /// A disturbance begins where a residual is beyond the threshold; its peak is the largest one until the residuals first
    /// are within 1/e of it, which ends it. The next begins after the residuals have been within the threshold. The time between periods is interpolated straight.
    static func find(
        _ residuals: [Double], step: Double, threshold: Double, label: (Int) -> String
    ) -> [Disturbance] {
        let sizes = residuals.map(\.magnitude).sorted()
        let scale = 1.4826 * (sizes[(sizes.count - 1) / 2] + sizes[sizes.count / 2]) / 2
        guard scale > 0 else { return [] }
        var found: [Disturbance] = []
        var position = 0
        while position < residuals.count {
            guard residuals[position].magnitude > threshold * scale else {
                position += 1
                continue
            }
            let start = position
            var peak = position
            let share = 0.367_879_441_171_442_33
            while position < residuals.count,
                residuals[position].magnitude > share * residuals[peak].magnitude
            {
                if residuals[position].magnitude > residuals[peak].magnitude { peak = position }
                position += 1
            }
            found.append(
                Disturbance(
                    start: label(start), peak: peak, size: residuals[peak],
                    recovery: position < residuals.count
                        ? step * fading(residuals, peak, position, share) : nil))
            // What is left of it is no new one.
            while position < residuals.count, residuals[position].magnitude > threshold * scale {
                position += 1
            }
        }
        return found
    }

    /// The periods from the peak to where the size crosses its 1/e.
    private static func fading(_ residuals: [Double], _ peak: Int, _ end: Int, _ share: Double) -> Double {
        let level = share * residuals[peak].magnitude
        let (before, after) = (residuals[end - 1].magnitude, residuals[end].magnitude)
        let part = before > after ? (before - level) / (before - after) : 1
        return Double(end - 1 - peak) + min(1, max(0, part))
    }
}
