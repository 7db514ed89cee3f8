import Inference

/// A generalised linear model with any number of absorbed factors.
///
/// g(E y) = x′β + Σ_q α_q + offset with a link g, by iteratively reweighted least squares
/// (McCullagh & Nelder 1989, ch. 2); factors are swept out of each weighted step (Correia, Guimarães & Zylkin
/// 2020). Poisson needs only the mean to be right, not the distribution, when errors are robust or clustered
/// (Gourieroux, Monfort & Trognon 1984).
///
/// Rows that some combination of regressors and factors fits perfectly with an infinite coefficient are
/// separated; they are found (Correia, Guimarães & Zylkin 2021), dropped and counted, and coefficients that
/// have nothing left to rest on are reported as dropped.
public struct GeneralisedLinearModel: RegressionModel {
    /// What is regressed on what.
    public let formula: Formula
    /// The outcome's family.
    public var family: ResponseFamily
    /// The link; nil is the family's usual one.
    public var link: Link?
    /// An expression added to the linear predictor with coefficient 1, e.g. `"log(population)"`.
    public var offset: String?
    /// Weights (for shares: the numbers of trials), panel, singletons and tolerance.
    public var choices: RegressionChoices

    /// Makes a model from a formula such as `"visits ~ treated | clinic + month"`.
    ///
    /// - Throws: `CausalError.Code.syntax`, pointing at the character.
    public init(
        _ formula: String, family: ResponseFamily, link: Link? = nil, offset: String? = nil,
        weights: String? = nil, kind: WeightKind = .analytic, panel: PanelIndex? = nil,
        keepsSingletons: Bool = false, tolerance: Double = 1e-8
    ) throws(CausalError) {
        self.init(
            formula: try Formula(formula), family: family, link: link, offset: offset, weights: weights,
            kind: kind, panel: panel, keepsSingletons: keepsSingletons, tolerance: tolerance)
    }

    /// Makes a model from a parsed formula.
    public init(
        formula: Formula, family: ResponseFamily, link: Link? = nil, offset: String? = nil,
        weights: String? = nil, kind: WeightKind = .analytic, panel: PanelIndex? = nil,
        keepsSingletons: Bool = false, tolerance: Double = 1e-8
    ) {
        self.formula = formula
        self.family = family
        self.link = link
        self.offset = offset
        choices = RegressionChoices(
            weights: weights, kind: kind, panel: panel, keepsSingletons: keepsSingletons,
            tolerance: tolerance)
    }

    /// Builds the design and fits it.
    ///
    /// - Throws: what the design throws; `CausalError.Code.badValue` for an outcome outside the family's range
    ///   or an offset that is not finite, with the row; `CausalError.Code.notIdentified` when every row is
    ///   separated; `CausalError.Code.notConverged`; `CausalError.Code.badArgument` for a tolerance outside
    ///   (0, 1) and for a link that does not go with the family.
    public func fit(_ table: DataTable) throws(CausalError) -> GeneralisedLinearFit { try fit(design(table)) }

    /// Reads the columns that the model needs from a table.
    public func design(_ table: DataTable) throws(CausalError) -> GeneralisedLinearDesign {
        try GeneralisedLinearDesign(self, table)
    }

    /// Fits a design that was built before.
    public func fit(_ design: GeneralisedLinearDesign) throws(CausalError) -> GeneralisedLinearFit {
        try choices.check(design.frame)
        let (unique, singletons) = keepsSingletons ? (design, 0) : design.withoutSingletons(weightKind)
        let (kept, separated) = try Separation(tolerance: tolerance).prune(unique)
        return try GeneralisedLinearFit(kept, self, singletons: singletons, separated: separated)
    }
}

/// The rows, columns and offset of a generalised linear model.
public struct GeneralisedLinearDesign: Sendable {
    /// Outcome, regressors, factors and weights.
    public let frame: ModelFrame
    /// The offset of each row, or nil.
    public let offset: [Double]?
    var model: MeanModel

    init(_ model: GeneralisedLinearModel, _ table: DataTable) throws(CausalError) {
        let link = model.link ?? model.family.link
        try model.family.check(link)
        try model.formula.refuseInstruments(in: "a generalised linear model")
        let (whole, name) = try OffsetColumn.adding(model.offset, to: table)
        let frame = try ModelFrame(
            model.formula, table: whole, weights: model.weights, panel: model.panel,
            requiring: name.map { [$0] } ?? [])
        self.init(
            frame, offset: try name.map { (name) throws(CausalError) in try frame.sample.numbers(name) },
            MeanModel(family: model.family, link: link))
        try checkRange()
    }

    private func checkRange() throws(CausalError) {
        for (row, y) in frame.response.enumerated() where !model.family.range.contains(y) {
            throw CausalError(
                .badValue,
                model.family == .binomial
                    ? "the outcome of a binomial model lies between 0 and 1"
                    : "the outcome of a count model is not negative",
                file: frame.sample.table.source, column: frame.responseName, row: frame.sample.tableRow(row),
                value: y.shortestDecimal,
                remedy: model.family == .binomial
                    ? "Write 1 for yes and 0 for no, or a share with its trials as weights."
                    : "Mend the value or leave its row out with --where; a change that may be negative is for causal ols."
            )
        }
    }

    /// A design from a frame that was built otherwise.
    ///
    /// - Throws: `CausalError.Code.badValue` for an outcome outside the family's range;
    ///   `CausalError.Code.badArgument` for a link that the family does not have.
    package init(_ frame: ModelFrame, offset: [Double]?, model: GeneralisedLinearModel) throws(CausalError) {
        let link = model.link ?? model.family.link
        try model.family.check(link)
        self.init(frame, offset: offset, MeanModel(family: model.family, link: link))
        try checkRange()
    }

    init(_ frame: ModelFrame, offset: [Double]?, _ model: MeanModel) {
        self.frame = frame
        self.offset = offset
        self.model = model
    }

    /// The rows at these positions.
    func keeping(_ rows: [Int32]) -> GeneralisedLinearDesign {
        GeneralisedLinearDesign(
            frame.keeping(rows), offset: offset.map { Parallel.gather($0, at: rows) }, model)
    }

    func withoutSingletons(_ kind: WeightKind) -> (GeneralisedLinearDesign, Int) {
        let rows = Singletons.rowsKept(
            factors: frame.absorbed, rowCount: frame.sample.count,
            counts: kind == .frequency ? frame.weights : nil)
        return rows.count == frame.sample.count ? (self, 0) : (keeping(rows), frame.sample.count - rows.count)
    }
}

/// The offset's expression as a column of the table.
package enum OffsetColumn {
    /// The table with the offset's values, and the name of their column.
    package static func adding(
        _ text: String?, to table: DataTable
    ) throws(CausalError) -> (table: DataTable, name: String?) {
        guard let text else { return (table, nil) }
        let expression = try Expression(text)
        let values = try expression.existingValues(table)
        let name = "offset(\(text))"
        return (try DataTable(table.columns + [Column(name, values)], source: table.source), name)
    }
}
