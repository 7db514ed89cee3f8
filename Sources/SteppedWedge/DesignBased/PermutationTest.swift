import Regression

/// How a trial is analysed by its design alone: what is compared, and which other orders could have been drawn.
///
/// If the treatment changes nothing, every order in which the clusters could have crossed would have left the same outcomes.
/// The test gives the sequences to the clusters in other orders and asks how often the estimate is as far from
/// zero as the one observed. No correlation or distribution is assumed; with all orders the p-value is exact.
///
/// ```swift
/// let test = try SteppedWedge(outcome: "y", cluster: "site", period: "step", treatment: "exposed")
///     .permutationTest(DataTable(csv: "wedge.csv"), PermutationAnalysis(draws: 9999))
/// print(test.pValue, test.interval())
/// ```
///
/// - Source: Ji, Fink, Robyn & Small (2017), Annals of Applied Statistics 11; Wang & De Gruttola (2017), Statistics in
///   Medicine 36; Thompson, Davey, Fielding, Hargreaves & Hayes (2018), Statistics in Medicine 37.
public struct PermutationAnalysis: Sendable, Hashable {
    /// What is compared.
    public var contrast: TrialContrast
    /// How much a cluster-period counts.
    public var weighting: CellWeighting
    /// How many orders are drawn; all are taken when there are no more.
    public var draws: Int
    /// The seed of the draws.
    public var seed: UInt64
    /// Which orders could have been drawn.
    public var allowed: AllowedAllocations

    /// Makes an analysis; see the members for the choices.
    public init(
        _ contrast: TrialContrast = .fixedEffects, weighting: CellWeighting = .equal, draws: Int = 9999,
        seed: UInt64 = 42, allowed: AllowedAllocations = .all
    ) {
        self.contrast = contrast
        self.weighting = weighting
        self.draws = draws
        self.seed = seed
        self.allowed = allowed
    }
}

/// What a design-based analysis of a trial compares.
public enum TrialContrast: String, Sendable, Hashable, Codable, CaseIterable {
    /// Changes within clusters and differences between them: a regression on period and cluster effects.
    case fixedEffects = "fixed-effects"
    /// Treated and control clusters of the same period: a regression on period effects; with equal weights the mean of the
    /// periods' differences, weighted by the inverse of their variance where cluster means vary alike in all periods.
    case withinPeriod = "within-period"
    /// The mean of the periods' differences weighted by the inverse of the variance estimated in each (Thompson et al. 2018).
    case thompson

    var hasClusterEffects: Bool { self == .fixedEffects }
}

extension SteppedWedge {
    /// Tests the treatment by giving the sequences to the clusters in other orders.
    ///
    /// ``correlation`` plays no part. Rows are read twice; an order costs one pass over the cells.
    ///
    /// - Throws: `CausalError.Code.badArgument` for draws outside their range, for a trend, covariates, individuals or an
    ///   effect over time in the model, and for an observed order that is not allowed; `CausalError.Code.badPanel`
    ///   for a treatment that is ended or whose start was not observed; `CausalError.Code.notIdentified` for one
    ///   sequence or no comparison within periods; what reading the columns throws.
    public func permutationTest(
        _ table: DataTable, _ analysis: PermutationAnalysis = PermutationAnalysis()
    ) throws(CausalError) -> PermutationTest {
        guard analysis.contrast != .thompson || analysis.weighting == .equal else {
            throw CausalError(
                .badArgument, "weights by the variance in each period count clusters alike",
                remedy: "Leave the weighting of cluster-periods out.")
        }
        let cells = try CrossingCells(self, table, analysis.weighting)
        let orders = try analysis.allowed.orders(cells, draws: analysis.draws, seed: analysis.seed)
        return try PermutationTest(cells, orders, analysis)
    }
}

/// A permutation test of a trial's treatment, done.
public struct PermutationTest: Sendable {
    /// How it was made.
    public let analysis: PermutationAnalysis
    /// The estimate of the treatment's effect.
    public let estimate: Double
    /// The share of orders whose estimate is as far from zero, the observed one among them.
    public let pValue: Double
    /// Whether all possible orders were taken.
    public let isExact: Bool
    /// How many orders have an estimate.
    public let draws: Int
    /// How many orders there are; nil where they were not counted.
    public let possible: Double?
    let statistics: DesignStatistics
    let lost: Int
    let cells: CrossingCells

    init(
        _ cells: CrossingCells, _ orders: ScheduleOrders, _ analysis: PermutationAnalysis
    ) throws(CausalError) {
        let statistics = try DesignStatistics(cells, orders, analysis.contrast)
        self.analysis = analysis
        self.cells = cells
        self.statistics = statistics
        estimate = statistics.estimate
        isExact = orders.isExact
        possible = orders.possible
        draws = statistics.count
        lost = orders.orders.count - statistics.count
        pValue = statistics.pValue(0)
    }

    /// The effects that the test does not reject at the level; infinite where no effect is rejected.
    ///
    /// The effect adds δ to every treated outcome. For linear contrasts the ends are exact crossing points; with
    /// Thompson's weights, whose variances change with δ, they are found by bisection.
    public func interval(level: Double = 0.95) -> Interval { statistics.interval(level: level) }
}
