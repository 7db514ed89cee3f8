import Groundwork
import LinearAlgebra

/// Romano & Wolf's adjusted p-values: a step-down over the largest statistic of each draw.
///
/// Statistics are ordered by size. The largest is compared with the largest |t*| of each draw over all hypotheses, the
/// next with that over the remaining ones, and so on:
///
///     p_j = (1 + #{draws: max_{i ≥ j} |t*_i| ≥ |t_j|}) / (1 + draws),   adjusted p_j = max_{i ≤ j} p_i.
///
/// The draws hold the dependence between the tests, so that nearly equal hypotheses cost nearly nothing. The chance of
/// any false rejection is controlled. The convention is that of Romano & Wolf (2016), Stata's `rwolf` and pyfixest.
///
/// - Source: Romano & Wolf (2005), Econometrica 73; Romano & Wolf (2016), *Efficient computation of adjusted p-values
///   for resampling-based stepdown multiple testing*, Statistics & Probability Letters 113.
public struct RomanoWolf: Sendable, Hashable, Codable {
    /// What was tested to be zero.
    public let terms: [String]
    /// The statistics.
    public let statistics: [Double]
    /// The adjusted p-values.
    public let pValues: [Double]
    /// How many draws had all statistics.
    public let draws: Int
    /// The seed of the draws, where they were made here.
    public private(set) var seed: UInt64?
    /// What groups were multiplied by, where draws were made here.
    public private(set) var weights: String?

    /// Adjusts by draws of the statistics under the hypotheses.
    ///
    /// - Parameters:
    ///   - terms: names.
    ///   - statistics: one for each.
    ///   - resampled: draws × hypotheses; draws with a missing number are left out.
    /// - Throws: `CausalError.Code.badArgument` when counts differ or there are no draws; `CausalError.Code.notIdentified`
    ///   for a missing statistic.
    public init(terms: [String], statistics: [Double], resampled: Matrix) throws(CausalError) {
        guard !terms.isEmpty, terms.count == statistics.count, resampled.columnCount == terms.count else {
            throw CausalError(.badArgument, "each hypothesis needs one statistic and one column of draws")
        }
        if let missing = statistics.firstIndex(where: \.isNaN) {
            throw CausalError(.notIdentified, "there is no statistic to adjust", column: terms[missing])
        }
        let usable = (0..<resampled.rowCount).filter { draw in
            !(0..<terms.count).contains { resampled[draw, $0].isNaN }
        }
        guard !usable.isEmpty else {
            throw CausalError(.badArgument, "no draw has a statistic for every hypothesis")
        }
        let order = terms.indices.sorted {
            (-abs(statistics[$0]), $0) < (-abs(statistics[$1]), $1)
        }
        // From the smallest statistic up: the running maximum of a draw grows by one hypothesis at a time.
        var largest = [Double](repeating: 0, count: usable.count)
        var pValues = [Double](repeating: 1, count: terms.count)
        for j in order.reversed() {
            var above = 0
            for (place, draw) in usable.enumerated() {
                largest[place] = max(largest[place], abs(resampled[draw, j]))
                if largest[place] >= abs(statistics[j]) { above += 1 }
            }
            pValues[j] = Double(above + 1) / Double(usable.count + 1)
        }
        for (before, after) in zip(order, order.dropFirst()) {
            pValues[after] = max(pValues[after], pValues[before])
        }
        self.terms = terms
        self.statistics = statistics
        self.pValues = pValues
        draws = usable.count
    }

    /// The same with how the draws were made.
    func drawn(seed: UInt64, weights: String) -> RomanoWolf {
        var result = self
        result.seed = seed
        result.weights = weights
        return result
    }
}

extension SweepingFit {
    /// Romano & Wolf's p-values for several coefficients of the fit, by the wild cluster bootstrap.
    ///
    /// Each coefficient's draws impose its own hypothesis of zero; the weights are the same for all, so that their
    /// dependence is kept. Costs one wild bootstrap for each coefficient.
    ///
    /// - Throws: as ``wildBootstrap(_:clusters:using:)``.
    public func romanoWolf(
        terms names: [String], clusters: [String], using method: WildBootstrap = WildBootstrap()
    ) throws(CausalError) -> RomanoWolf {
        var statistics: [Double] = []
        var draws: [Double] = []
        var count = 0
        for name in names {
            let problem = try WildProblem(self, "`\(name)` = 0", clusters, method)
            statistics.append(problem.statistic)
            let column = problem.statistics()
            count = column.count
            draws += column
        }
        return try RomanoWolf(
            terms: names, statistics: statistics,
            resampled: Matrix(count, names.count, columnMajor: draws)
        ).drawn(seed: method.seed, weights: method.weights.rawValue)
    }
}

extension InfluenceFit {
    /// Romano & Wolf's p-values for several terms, of one fit or of ``JointFits``, by the multiplier bootstrap.
    ///
    /// t = θ̂/se and t* = θ*/se with the same se: draws are Σ_g v_gψ_g/n, errors those of the analytic covariance by
    /// the same groups.
    ///
    /// - Parameters:
    ///   - names: the terms; those of ``JointFits`` are `name:term`.
    ///   - column: the clusters; nil draws for each independent unit.
    ///   - draws: 2 to a million.
    ///   - seed: of the draws.
    ///   - weights: what a group is multiplied by.
    /// - Throws: `CausalError.Code.unknownTerm`, `CausalError.Code.notIdentified` for a term without an error, and as
    ///   ``estimates(_:level:)``.
    public func romanoWolf(
        terms names: [String], by column: String? = nil, draws: Int = 9999, seed: UInt64 = 42,
        weights: MultiplierWeights = .rademacher
    ) throws(CausalError) -> RomanoWolf {
        var positions: [Int] = []
        for name in names {
            guard let position = terms.firstIndex(of: name) else {
                throw Estimates.unknown(name, among: terms)
            }
            positions.append(position)
        }
        let columns = column.map { [$0] } ?? []
        let blocks = try influenceBlocks(by: columns)
        let bootstrap = MultiplierBootstrap(draws: draws, seed: seed, weights: weights, cluster: column)
        let (drawn, gram) = try bootstrap.run(blocks)
        let spread = try InfluenceSpread(self, columns, blocks, gram)
        let values = drawn.values
        return try RomanoWolf(
            terms: names, statistics: positions.map { coefficients[$0] / spread.errors[$0] },
            resampled: Matrix(
                values.rowCount, names.count,
                columnMajor: positions.flatMap { j in values.column(j).map { $0 / spread.errors[j] } })
        ).drawn(seed: seed, weights: weights.rawValue)
    }
}

extension Estimates {
    /// The result with Romano & Wolf's p-values as the label `p.adjusted` of their rows.
    ///
    /// - Throws: `CausalError.Code.unknownTerm` when a row is not there; `CausalError.Code.notIdentified` when it cannot
    ///   be tested.
    public func adding(_ adjusted: RomanoWolf) throws(CausalError) -> Estimates {
        var facts: [JSONValue.Member] = [
            .init("method", "romano-wolf"), .init("draws", .integer(adjusted.draws)),
        ]
        if let seed = adjusted.seed { facts.append(.init("seed", .seed(seed))) }
        if let weights = adjusted.weights { facts.append(.init("weights", .string(weights))) }
        return try followingClusterAdvice().adding(
            adjusted: adjusted.pValues, at: family(adjusted.terms), facts: facts)
    }
}
