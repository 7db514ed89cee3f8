import Distributions
import Inference

extension Reservoir {
    /// The reservoir's numbers as rows; its levels as the fact `path`.
    ///
    /// - Parameters:
    ///   - days: how many days are simulated.
    ///   - start: the level at the beginning; the capacity when nil.
    ///   - exhausted: the level below which a person counts as exhausted.
    ///   - noise: the standard deviation of demands from day to day.
    ///   - seed: the seed of the noise.
    /// - Throws: `CausalError.Code.badArgument` for days outside 1 … 100000, levels outside the reservoir, or noise that
    ///   is negative.
    public func estimates(
        days: Int = 90, start: Double? = nil, exhausted: Double = 0, noise: Double = 0, seed: UInt64 = 42
    ) throws(CausalError) -> Estimates {
        try check(days, start, exhausted, noise)
        let path = levels(days: days, start: start, noise: noise, seed: seed)
        let dry = path.indices.first { $0 > 0 && path[$0] <= exhausted }
        let mean = demands.reduce(0, +) / Double(demands.count)
        let slope = cycle.slope
        let halfLife =
            slope > 0 && slope < 1
            ? Double(demands.count) * RealFunctions.logarithm(0.5) / RealFunctions.logarithm(slope) : .nan
        var entries: [(String, Double, String)] = fixedPoints.map {
            ($0.isStable ? "fixed.point" : "tipping.point", $0.level, $0.isStable ? "stable" : "unstable")
        }
        entries += [
            ("demand", mean, "a day"), ("sustainable.demand", sustainableDemand(level: exhausted), "a day"),
            ("days.to.exhaustion", dry.map(Double.init) ?? .nan, "days"),
            ("half.life", halfLife, "days"), ("level.end", path.last ?? .nan, "after \(days) days"),
            (
                "share.exhausted", Double(path.dropFirst().filter { $0 <= exhausted }.count) / Double(days),
                "of days"
            ),
        ]
        let rows = entries.map { term, value, meaning in
            Estimate(
                term: term, labels: [.init("meaning", .string(meaning))], estimate: value,
                standardError: .nan, degreesOfFreedom: nil)
        }
        return Estimates(
            command: "reservoir", rows: rows, covariance: Matrix(0, 0),
            model: facts(exhausted, noise, seed) + [.init("path", .array(path.map(JSONValue.number)))],
            notes: notes(exhausted, dry, days))
    }

    private func check(
        _ days: Int, _ start: Double?, _ exhausted: Double, _ noise: Double
    ) throws(CausalError) {
        let inside = 0...capacity
        let rules: [(Bool, String, String)] = [
            ((1...100_000).contains(days), "the number of days lies between 1 and 100000", "\(days)"),
            (
                start.map(inside.contains) ?? true, "the start lies between 0 and the capacity",
                "\(start ?? 0)"
            ),
            (
                inside.contains(exhausted), "the exhausted level lies between 0 and the capacity",
                "\(exhausted)"
            ),
            (noise >= 0 && noise <= 1e9, "the noise is a standard deviation, 0 or more", "\(noise)"),
        ]
        if let broken = rules.first(where: { !$0.0 }) {
            throw CausalError(.badArgument, broken.1, value: broken.2)
        }
    }

    private func facts(_ exhausted: Double, _ noise: Double, _ seed: UInt64) -> [JSONValue.Member] {
        [
            .init("estimator", "reservoir"), .init("cycle", .array(demands.map(JSONValue.number))),
            .init("buffering", .number(buffering)), .init("resources", .number(resources)),
            .init("recovery", .number(recovery)), .init("spiral", .number(spiral)),
            .init("capacity", .number(capacity)), .init("exhausted", .number(exhausted)),
            .init("noise", .number(noise)), .init("seed", .seed(seed)),
        ]
    }

    private func notes(_ exhausted: Double, _ dry: Int?, _ days: Int) -> [String] {
        var notes = ["The reservoir's numbers follow from its settings; they have no standard errors."]
        if !(cycle.slope > 0 && cycle.slope < 1) {
            notes.append(
                "There is no half-life: levels do not come nearer to a fixed point by a steady share.")
        }
        if sustainableDemand(level: exhausted).isInfinite {
            notes.append("Any demand can be sustained: resources take all of it off, or there is none.")
        }
        if let tipping = fixedPoints.first(where: { !$0.isStable }), fixedPoints.count == 3 {
            notes.append(
                "There is a tipping point at \(Funnel.short(tipping.level)): above it the reservoir fills, below it the loss "
                    + "spiral empties it.")
        }
        if let only = fixedPoints.first, fixedPoints.count == 1, only.level <= exhausted {
            notes.append(
                "Demands exceed what resources and recovery restore: the reservoir cannot but run dry.")
        }
        if demands.count > 1 { notes.append("Fixed points are levels at the beginning of a cycle.") }
        if dry == nil { notes.append("The exhausted level is not reached within \(days) days.") }
        return notes
    }
}
