import Design
import Groundwork

/// Units compared with a benchmark, each within limits that its size allows.
///
/// Under the benchmark θ₀ a unit's value yᵢ scatters with variance vᵢ: θ₀(1 − θ₀)/nᵢ for proportions, θ₀/Eᵢ for rates
/// (events over an exposure, or observed over expected), σ²/nᵢ for means. A unit beyond the outer limits differs by
/// more than chance; one between the inner and the outer deserves a look. When units scatter more than chance alone
/// explains (patients differ in ways nobody recorded), ``overdispersion`` widens the limits.
///
/// ```swift
/// let funnel = try FunnelPlot(unit: "clinic", input: .proportions(events: "imaging", size: "visits")).fit(table)
/// print(funnel.estimates)
/// ```
///
/// - Source: Spiegelhalter (2005), *Funnel plots for comparing institutional performance*, Statistics in Medicine
///   24(8), 1185–1202.
public struct FunnelPlot: Sendable, Hashable {
    /// The column of units.
    public var unit: String
    /// What is compared, and in which columns it stands.
    public var input: Input
    /// The value that all units are compared with; nil for that of all units together.
    public var benchmark: Double?
    /// What is done about units that scatter more than chance explains.
    public var overdispersion: Overdispersion
    /// The share of z-scores at each end that is drawn in before the dispersion is measured.
    public var winsorising: Double
    /// The inner and the outer level.
    public var levels: Levels

    /// Where the numbers stand.
    public enum Input: Sendable, Hashable {
        /// Events among a number of cases; rows of one unit are added up.
        case proportions(events: String, size: String)
        /// Events over an exposure (person-time, expected events); rows of one unit are added up.
        case rates(events: String, exposure: String)
        /// A value with its standard error, a row a unit.
        case values(value: String, standardError: String)
        /// A row a case: the share of ones when the outcome is 0 or 1, its mean otherwise.
        case rows(outcome: String)
    }

    /// How limits are widened.
    public enum Overdispersion: String, Sendable, Hashable, Codable, CaseIterable {
        /// Not at all: exact limits, normal ones for means.
        case none
        /// The variance is φvᵢ, φ the winsorised mean of z².
        case multiplicative
        /// The variance is vᵢ + τ²: units have values of their own (DerSimonian & Laird 1986 on winsorised z).
        case additive
    }

    /// The inner and the outer level, e.g. 0.95 and 0.998.
    public struct Levels: Sendable, Hashable, Codable {
        /// The level of the inner limits.
        public let inner: Double
        /// The level of the outer limits.
        public let outer: Double

        /// Makes levels.
        ///
        /// - Throws: `CausalError.Code.badArgument` unless 0 < inner < outer < 1.
        public init(inner: Double = 0.95, outer: Double = 0.998) throws(CausalError) {
            guard inner > 0, inner < outer, outer < 1 else {
                throw CausalError(
                    .badArgument, "limits need an inner level below an outer one, both between 0 and 1",
                    value: "\(inner),\(outer)", remedy: "Write 0.95,0.998.")
            }
            (self.inner, self.outer) = (inner, outer)
        }

        private init(_ inner: Double, _ outer: Double) { (self.inner, self.outer) = (inner, outer) }

        /// 95 % and 99.8 %, about two and three standard errors.
        public static let conventional = Levels(0.95, 0.998)
    }

    /// Makes a comparison.
    public init(
        unit: String, input: Input, benchmark: Double? = nil, overdispersion: Overdispersion = .none,
        winsorising: Double = 0.1, levels: Levels = .conventional
    ) {
        self.unit = unit
        self.input = input
        self.benchmark = benchmark
        self.overdispersion = overdispersion
        self.winsorising = winsorising
        self.levels = levels
    }

    /// Reads the units and sets them against the benchmark.
    ///
    /// - Throws: what reading columns throws; `CausalError.Code.badValue` for counts that are no counts;
    ///   `CausalError.Code.tooFewRows` for fewer than two units without a benchmark, or with overdispersion;
    ///   `CausalError.Code.badArgument` for a benchmark that the measure cannot have.
    public func fit(_ table: DataTable) throws(CausalError) -> Funnel {
        guard winsorising >= 0, winsorising < 0.5 else {
            throw CausalError(
                .badArgument, "the winsorised share lies between 0 and 0.5", value: "\(winsorising)")
        }
        return try Funnel(self, try FunnelUnits(self, table))
    }
}
