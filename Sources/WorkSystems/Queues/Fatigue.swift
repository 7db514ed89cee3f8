import Regression

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How people work more slowly as their backlog grows.
///
/// With q pieces of work waiting, each server finishes μ·s(q) per unit of time,
///
///     s(q) = f + (1 − f)/(1 + (q/h)^k):
///
/// all of μ without a backlog, half of what can be lost is lost at q = h, and a share f is left at the worst. With k = 1
/// the loss starts at once; the larger k, the longer people hold out and the more sudden the loss.
public struct Fatigue: Sendable, Hashable, Codable {
    /// f: the share of the service rate that no backlog takes away, from 0 to 1.
    public var floor: Double
    /// h: the backlog at which half of the loss has come.
    public var halfway: Double
    /// k: how sudden the loss is.
    public var steepness: Double

    /// Makes a fatigue that loses 1 − f, half of it at h.
    public init(floor: Double, halfway: Double, steepness: Double = 2) {
        self.floor = floor
        self.halfway = halfway
        self.steepness = steepness
    }

    /// Makes s(q) = 1/(1 + bq): each piece in the backlog slows the work by about b.
    public init(perItem strength: Double) {
        self.init(floor: 0, halfway: 1 / strength, steepness: 1)
    }

    /// s(q), for q ≥ 0.
    public func share(backlog: Double) -> Double {
        guard backlog > 0 else { return 1 }
        guard backlog < .infinity else { return floor }
        let ratio = backlog / halfway
        return floor + (1 - floor) / (1 + (steepness == 1 ? ratio : pow(ratio, steepness)))
    }

    /// The backlog at which s(q) has fallen to a share; 0 for shares of 1 and more, infinite for those not above f.
    public func backlog(atShare share: Double) -> Double {
        guard share < 1 else { return 0 }
        guard share > floor else { return .infinity }
        return halfway * pow((1 - floor) / (share - floor) - 1, 1 / steepness)
    }

    /// Refuses what is no fatigue.
    func check() throws(CausalError) {
        guard floor >= 0, floor < 1 else {
            throw CausalError(
                .badArgument, "the share of the service rate that fatigue leaves lies from 0 to below 1",
                value: "\(floor)")
        }
        guard halfway >= 1e-9, halfway <= 1e9, steepness >= 0.1, steepness <= 50 else {
            throw CausalError(
                .badArgument,
                "fatigue needs a backlog above 0 at which half of the loss has come, and a steepness from 0.1 to 50",
                value: "\(halfway), \(steepness)")
        }
    }
}
