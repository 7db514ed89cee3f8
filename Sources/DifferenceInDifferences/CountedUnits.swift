import Regression

/// A regression on units of which each stands for several alike ones; the weights are how many.
///
/// Coefficients and sums of squares are those of frequency weights. Clustered by the unit, f units with the score s each
/// are fss′ rather than f²ss′. What needs the units one by one is refused.
struct CountedUnits: LinearFit {
    private let base: LeastSquaresFit
    private let unit: String
    private let rows: Int

    /// - Parameter rows: how many rows there were before those alone in a level were dropped, all counted.
    init?(_ base: LeastSquaresFit, unit: String?, rows: Int) {
        guard let unit else { return nil }
        self.base = base
        self.unit = unit
        self.rows = rows
    }

    var terms: [String] { base.terms }
    var coefficients: [Double] { base.coefficients }
    var sample: Sample { base.sample }
    var command: String { base.command }
    var estimated: [Int] { base.estimated }
    var designColumns: [[Double]] { base.designColumns }
    var hasIntercept: Bool { base.hasIntercept }
    var residuals: [Double] { base.residuals }
    var residualSumOfSquares: Double { base.residualSumOfSquares }
    var weights: [Double]? { base.weights }
    var weightKind: WeightKind { base.weightKind }
    var observationCount: Int { base.observationCount }
    var panel: PanelIndex? { base.panel }
    var bread: Matrix { base.bread }
    var absorbed: [Factor] { base.absorbed }
    var slopes: [VaryingSlope] { base.slopes }
    var parameterRule: ParameterRule { base.parameterRule }
    var isPerfect: Bool { base.isPerfect }
    var notes: [String] { base.notes }

    /// Facts of the rows that are stood for.
    var facts: [JSONValue.Member] {
        base.facts.map { fact in
            switch fact.name {
            case "singletons": .init(fact.name, .integer(rows - base.observationCount))
            case "sigma": .init(fact.name, .number(df > 0 ? (residualSumOfSquares / df).squareRoot() : .nan))
            case "adj.r.squared":
                .init(
                    fact.name,
                    .number(
                        df > 0
                            ? 1 - (1 - base.goodness.rSquared) * Double(observationCount - 1) / df : .nan))
            default: fact
            }
        }
    }

    /// n − K with every unit's level counted.
    private var df: Double {
        let size = ModelSize(
            coefficients: estimated.count, absorbed: absorbed, slopes: slopes, rule: parameterRule)
        let unwritten = absorbed.filter { $0.name == unit }.reduce(0.0) {
            $0 + (clusterFrequencies($1)?.reduce(0, +) ?? 0) - Double($1.levelCount)
        }
        return Double(observationCount - size.parameters) - unwritten.rounded()
    }

    func clusterFrequencies(_ clusters: Factor) -> [Double]? {
        guard clusters.name == unit, let weights = base.weights else { return nil }
        return clusters.firstRows.map { weights[Int($0)] }
    }

    func check(_ covariance: LinearCovariance) throws(CausalError) {
        let plain = [ClusterCorrection.cr0, .cr1].map {
            LinearCovariance.clustered(by: [unit], correction: $0)
        }
        let isAbove = covariance.clusterColumns.map { !$0.contains(unit) } ?? false
        guard !plain.contains(covariance), !isAbove else { return }
        throw CausalError(
            .badArgument, "this covariance needs the units one by one",
            remedy: "Use cr0 or cr1 with the unit, or clusters of whole units.")
    }
}

extension PolicyRegression {
    /// The regression with units that stand for several, where they do.
    func counted(_ regression: LeastSquaresFit, rows: Int) -> any LinearFit {
        guard unitCounts != nil, let counted = CountedUnits(regression, unit: panel.unit, rows: rows) else {
            return regression
        }
        return counted
    }
}

extension PolicyPanel {
    /// The number of rows, those that units stand for counted all.
    var rowCount: Int { counts.map { Int(Kernels.sum($0).rounded()) } ?? sample.count }

    /// The number of units, likewise; nil for repeated cross-sections.
    var unitCount: Int? {
        guard let unit else { return nil }
        guard let counts else { return unit.levelCount }
        return Int(unit.firstRows.reduce(0) { $0 + counts[Int($1)] }.rounded())
    }
}

extension Matrix {
    /// The matrix with each row divided by a number.
    func dividing(rowsBy roots: [Double]?) -> Matrix {
        guard let roots else { return self }
        var result = self
        for column in 0..<columnCount {
            for row in 0..<rowCount { result[row, column] /= roots[row] }
        }
        return result
    }
}
