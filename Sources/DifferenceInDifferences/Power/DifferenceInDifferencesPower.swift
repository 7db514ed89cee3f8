import Distributions
import Regression

/// Power of a difference-in-differences in which all treated units start together, errors going together over time.
///
/// With n₁ treated of J units the coefficient's standard error, errors clustered by unit, is √(V(1/n₁ + 1/(J − n₁))), V that
/// of ``PanelErrors``; power is P(t_{J−1} < |τ|/se − t_{α/2, J−1}), and the minimum detectable effect
/// (t_{1−κ} + t_{α/2}) se for the power κ (Burlig, Preonas & Woerman 2020, eq. 1–2). The chance to reject on the wrong side
/// does not count.
///
/// A unit is what the treatment is dealt to: for clinics that start together, the clinic, not its clinicians.
public struct DifferenceInDifferencesPower: Sendable, Hashable {
    /// J, treated and not.
    public var units: Int
    /// The share that is treated; rounded to whole units, at least one on either side.
    public var treatedShare: Double
    /// m
    public var before: Int
    /// r
    public var after: Int
    /// How errors vary.
    public var errors: PanelErrors
    /// The size of the two-sided test.
    public var alpha: Double

    /// Puts the parts together.
    public init(
        units: Int, treatedShare: Double = 0.5, before: Int, after: Int, errors: PanelErrors,
        alpha: Double = 0.05
    ) {
        self.units = units
        self.treatedShare = treatedShare
        self.before = before
        self.after = after
        self.errors = errors
        self.alpha = alpha
    }

    /// n₁
    public var treated: Int { max(1, min(units - 1, Int((Double(units) * treatedShare).rounded()))) }

    /// √(V(1/n₁ + 1/(J − n₁)))
    ///
    /// - Throws: `CausalError.Code.badArgument` for fewer than 3 units or more than 10⁹, a share or a size of the test outside
    ///   (0, 1), and as ``PanelErrors/varianceOfChange(before:after:)``.
    public func standardError() throws(CausalError) -> Double {
        guard (3...1_000_000_000).contains(units), treatedShare > 0, treatedShare < 1 else {
            throw CausalError(
                .badArgument, "a design has 3 to 10⁹ units and a treated share between 0 and 1",
                value: "\(units), \(treatedShare.shortestDecimal)")
        }
        try DifferenceInDifferencesPower.check(alpha, "the size of the test")
        let change = try errors.varianceOfChange(before: before, after: after)
        return (change * (1 / Double(treated) + 1 / Double(units - treated))).squareRoot()
    }

    private var reference: StudentT { StudentT(df: Double(units - 1)) }

    /// The power to find an effect.
    public func power(effect: Double) throws(CausalError) -> Double {
        let error = try standardError()
        guard effect.isFinite else {
            throw CausalError(.badArgument, "the effect is not a number", value: effect.shortestDecimal)
        }
        return reference.cumulative(effect.magnitude / error - reference.upperQuantile(alpha / 2))
    }

    /// The least effect that is found with some power.
    public func detectableEffect(power: Double = 0.8) throws(CausalError) -> Double {
        let error = try standardError()
        try DifferenceInDifferencesPower.check(power, "power")
        return max(0, (reference.quantile(power) + reference.upperQuantile(alpha / 2)) * error)
    }

    /// The design with the least number of units that finds an effect with some power.
    ///
    /// - Throws: besides, `CausalError.Code.badArgument` when 10⁹ units are too few.
    public func sized(
        effect: Double, power wanted: Double = 0.8
    ) throws(CausalError) -> DifferenceInDifferencesPower {
        try DifferenceInDifferencesPower.check(wanted, "power")
        var (low, high, trial) = (3, 1_000_000_000, self)
        trial.units = high
        guard effect != 0, try trial.power(effect: effect) >= wanted else {
            throw CausalError(
                .badArgument, "no number of units up to 10⁹ finds this effect",
                value: effect.shortestDecimal)
        }
        while low < high {
            trial.units = (low + high) / 2
            if try trial.power(effect: effect) >= wanted { high = trial.units } else { low = trial.units + 1 }
        }
        trial.units = low
        return trial
    }

    private static func check(_ share: Double, _ name: String) throws(CausalError) {
        guard share > 0, share < 1 else {
            throw CausalError(
                .badArgument, "\(name) lies between 0 and 1", value: share.shortestDecimal)
        }
    }
}
