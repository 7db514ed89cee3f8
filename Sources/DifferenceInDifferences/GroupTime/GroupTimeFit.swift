import Regression

/// Group-time effects ATT(g, t): what treatment did, in period t, to the units that were first treated in g.
///
/// `estimates(_:level:)` gives a row for each cohort and period, ``aggregate(_:)`` their averages.
public struct GroupTimeFit: InfluenceFit {
    let influence: GroupTimeInfluence
    let periodLabels: [JSONValue]
    let cohortLabels: [JSONValue]
    /// The names of the cells: `ATT(2004,2006)`.
    public let terms: [String]
    /// The effects; zero for the reference of a universal base period, NaN where the data do not identify one.
    public let coefficients: [Double]
    /// `group`, `time` and `event` of each cell.
    public let labels: [[JSONValue.Member]]
    /// The rows used.
    public let sample: Sample
    /// `estimator`, `controls`, `method`, `units`, …
    public let facts: [JSONValue.Member]
    /// Remarks on the panel and on cells that could not be estimated.
    public let notes: [String]
    /// The column of units; nil for repeated cross-sections.
    public let independentUnit: String?
    /// Whether units stand for several; the weights are then how many.
    let isCounted: Bool
    /// `did`
    public var command: String { "did" }

    var estimation: GroupTimeEstimation { influence.estimation }
    var cells: GroupTimeCells { estimation.cells }

    /// The joint test that all effects before the treatment and its anticipation are zero.
    public func diagnostics(by columns: [String]) throws(CausalError) -> [Diagnostic] {
        let before = cells.cells.indices.filter {
            cells.event(cells.cells[$0]) < -Double(cells.anticipation) && !cells.cells[$0].isReference
                && coefficients[$0].isFinite
        }
        guard !before.isEmpty else { return [] }
        return [try jointTest("pretrend-wald", zero: before, by: columns)]
    }

    /// n⁻¹ψ summed by group, groups being constant within units.
    public func influence(summedBy groups: Factor) throws(CausalError) -> Matrix {
        influence.summed(try unitCodes(groups), groups.levelCount)
    }

    /// n⁻¹ψ by unit, computed when needed; by clusters as sums.
    public func influenceBlocks(by columns: [String]) throws(CausalError) -> InfluenceBlocks {
        try blocks(influence, by: columns)
    }

    func blocks(_ influence: GroupTimeInfluence, by columns: [String]) throws(CausalError) -> InfluenceBlocks
    {
        if columns.isEmpty || columns == [independentUnit] {
            return isCounted ? influence.countedBlocks : influence.blocks
        }
        let groups = try sample.factor(interacting: columns)
        return InfluenceBlocks(influence.summed(try unitCodes(groups), groups.levelCount))
    }

    /// The group of each unit, in the data's order.
    ///
    /// - Throws: `CausalError.Code.badPanel` when a unit has rows in two groups.
    func unitCodes(_ groups: Factor) throws(CausalError) -> [Int32] {
        let codes = Parallel.gather(groups.codes, at: estimation.data.source)
        guard let independentUnit else { return codes }
        let unit = try sample.factor(independentUnit)
        var owner = [Int32](repeating: -1, count: unit.levelCount)
        for (row, code) in unit.codes.enumerated() {
            if owner[Int(code)] < 0 { owner[Int(code)] = groups.codes[row] }
            guard owner[Int(code)] == groups.codes[row] else {
                throw CausalError(
                    .badPanel, "unit '\(unit.label(Int(code)))' has rows in two clusters",
                    column: groups.name,
                    row: sample.tableRow(row),
                    remedy: "Clusters must hold whole units; take the cluster of the unit's first period.")
            }
        }
        return codes
    }
}

/// The effects followed by the cohorts' shares: what aggregates are functions of.
struct GroupTimeShares: InfluenceFit {
    let fit: GroupTimeFit
    let terms: [String]
    let coefficients: [Double]

    init(_ fit: GroupTimeFit) {
        self.fit = fit
        let shares = fit.estimation.shares
        terms = fit.terms + shares.indices.map { "share::\($0)" }
        coefficients = fit.coefficients + shares
    }

    var command: String { fit.command }
    var sample: Sample { fit.sample }
    var facts: [JSONValue.Member] { fit.facts }
    var notes: [String] { fit.notes }
    var independentUnit: String? { fit.independentUnit }
    private var influence: GroupTimeInfluence {
        GroupTimeInfluence(estimation: fit.estimation, includesShares: true)
    }

    func influence(summedBy groups: Factor) throws(CausalError) -> Matrix {
        influence.summed(try fit.unitCodes(groups), groups.levelCount)
    }

    func influenceBlocks(by columns: [String]) throws(CausalError) -> InfluenceBlocks {
        try fit.blocks(influence, by: columns)
    }

    func diagnostics(by columns: [String]) throws(CausalError) -> [Diagnostic] {
        try fit.diagnostics(by: columns)
    }
}
