import Groundwork
import Regression

/// The job demands–resources model, estimated.
///
///     exhaustion = α₀ + α₁D + α₂R + α₃D·R + …      health impairment (α₁ > 0); resources buffer demands (α₃ < 0)
///     engagement = β₀ + β₁D + β₂R + β₃D·R + …      motivation (β₂ > 0); resources matter most under demands (β₃ > 0)
///     outcome    = γ₀ + γ₁exhaustion + γ₂engagement + γ₃D + γ₄R + γ₅D·R + …
///
/// Demands and resources are centred at their means, so that α₁ and β₂ are slopes at the mean of the other; slopes of
/// demands where resources are one standard deviation below and above their mean tell what buffering amounts to. With an
/// outcome the indirect effects of demands through exhaustion (health impairment) and of resources through engagement
/// (motivation) follow, with the crossed ones, at the mean of the other.
///
/// Each of the four is the mean of its columns. Errors are clustered; equations share their rows.
///
/// ```swift
/// let model = try DemandsResources(
///     demands: ["workload", "paperwork"], resources: ["autonomy", "support"], exhaustion: ["exhaustion"],
///     engagement: ["engagement"], outcome: "leaves")
/// print(try model.fit(survey).estimates(cluster: ["clinic"]))
/// ```
///
/// - Source: Demerouti, Bakker, Nachreiner & Schaufeli (2001), Journal of Applied Psychology 86(3), 499–512; Bakker &
///   Demerouti (2007), Journal of Managerial Psychology 22(3), 309–328; (2017), Journal of Occupational Health
///   Psychology 22(3), 273–285.
public struct DemandsResources: Sendable, Hashable {
    /// `demands`, `resources`, `exhaustion` and, when asked, `engagement`.
    public let scales: [ScaleItems]
    /// The column of an outcome of both processes, or nil.
    public var outcome: String?
    /// Further regressors of all equations.
    public var covariates: String?
    /// Factors to absorb from all equations.
    public var absorbed: [String]
    /// Whether the four and the outcome are brought to mean 0 and standard deviation 1.
    public var isStandardised: Bool

    /// Describes the model.
    ///
    /// - Throws: `CausalError.Code.badArgument` for a scale without columns, or a column of two scales.
    public init(
        demands: [String], resources: [String], exhaustion: [String], engagement: [String] = [],
        outcome: String? = nil, covariates: String? = nil, absorbed: [String] = [],
        isStandardised: Bool = false
    ) throws(CausalError) {
        var scales: [ScaleItems] = []
        for (name, items) in [
            ("demands", demands), ("resources", resources), ("exhaustion", exhaustion),
            ("engagement", engagement),
        ] where !(name == "engagement" && items.isEmpty) {
            scales.append(try ScaleItems(name, items: items, answeredShare: 1))
        }
        try ScaleItems.check(scales, reversed: [])
        let reserved = Set(scales.map(\.name))
        if let outcome, scales.flatMap(\.items).contains(outcome) || reserved.contains(outcome) {
            throw CausalError(
                .badArgument,
                "the outcome is a column of its own, not one of demands, resources, exhaustion and engagement",
                value: outcome)
        }
        self.scales = scales
        self.outcome = outcome
        self.covariates = covariates
        self.absorbed = absorbed
        self.isStandardised = isStandardised
    }

    /// Scores the columns and fits the equations to the rows in which nothing is missing.
    ///
    /// - Throws: what `LeastSquares` throws; `CausalError.Code.notIdentified` where demands or resources do not vary.
    public func fit(_ table: DataTable) throws(CausalError) -> DemandsResourcesFit {
        let names = scales.map(\.name)
        let scored = try scored(table)
        let equations = Equations(
            covariates: ["demands:resources", covariates].compactMap { $0 }.joined(separator: " + "),
            absorbed: absorbed)
        let last = outcome ?? "exhaustion"
        let others = names.filter { $0 != last }
        let used = try equations.complete(last, on: others, scored)
        let (centred, deviations) = try centred(used.table)
        var fits: [(name: String, fit: LeastSquaresFit)] = []
        for response in names.dropFirst(2) {
            fits.append((response, try equations.fit(response, on: ["demands", "resources"], centred)))
        }
        if let outcome {
            let between = Array(names.dropFirst(2))
            fits.append(
                (outcome, try equations.fit(outcome, on: between + ["demands", "resources"], centred)))
        }
        return DemandsResourcesFit(model: self, equations: fits, deviations: deviations, notes: used.notes)
    }

    /// The table with the scales as columns, in place of any others of their names.
    private func scored(_ table: DataTable) throws(CausalError) -> DataTable {
        let names = Set(scales.map(\.name))
        var columns = table.columns.filter { !names.contains($0.name) }
        for scale in scales {
            columns.append(Column(scale.name, scale.scores(try scale.answers(table))))
        }
        if let outcome { _ = try table.numbers(outcome) }
        return try DataTable(columns, source: table.source)
    }

    /// Demands and resources about their means, all in standard deviations when asked; with the standard deviations of
    /// demands and resources as the equations see them.
    private func centred(_ table: DataTable) throws(CausalError) -> (DataTable, [Double]) {
        var columns = table.columns
        var deviations: [Double] = []
        let names = scales.map(\.name) + [outcome].compactMap { $0 }
        for (index, name) in names.enumerated() {
            guard let place = columns.firstIndex(where: { $0.name == name }) else { continue }
            let values = try table.numbers(name)
            let mean = values.reduce(0, +) / Double(values.count)
            let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            let deviation = (squares / Double(max(1, values.count - 1))).squareRoot()
            guard deviation > 0 else {
                throw CausalError(.notIdentified, "\(name) is the same in all rows", column: name)
            }
            if index < 2 { deviations.append(isStandardised ? 1 : deviation) }
            guard index < 2 || isStandardised else { continue }
            let scale = isStandardised ? deviation : 1
            columns[place] = Column(name, values.map { ($0 - mean) / scale })
        }
        return (try DataTable(columns, source: table.source), deviations)
    }
}
