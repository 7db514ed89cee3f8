import Regression

extension MixedModelFit {
    /// Facts about the model.
    func facts(_ inference: MixedInference) -> [JSONValue.Member] {
        let cells = design.cells
        let statistics = cells.statistics
        var facts: [JSONValue.Member] = [
            .init("estimator", "mixed-model"), .init("outcome", .string(model.outcome)),
            .init("nobs", .integer(statistics.rowCount)),
            .init("clusters", .object([.init(model.cluster, .integer(statistics.clusterCount))])),
            .init("periods", .integer(cells.rows.period.levelCount)),
            .init("cluster.periods", .integer(statistics.cellCount)),
            .init("correlation", .string(model.correlation.rawValue)),
            .init("time", .string(model.time.rawValue)), .init("effect", .string(model.effect.name)),
            .init("method", .string(kind.rawValue)), .init("inference", .string(inference.rawValue)),
            .init("vcov", .string(inference.covarianceName)),
        ]
        if let individual = cells.rows.individual {
            facts.insert(.init("individuals", .integer(individual.levelCount)), at: 4)
        }
        if inference.hasOwnDegrees { facts.append(.init("df.method", "satterthwaite")) }
        facts += [
            .init("variance", .object(variance.map { .init($0.name, .finite($0.value)) })),
            .init("icc", .object(correlations)), .init("criterion", .finite(criterion)),
            .init("log.likelihood", .finite(-criterion / 2)), .init("converged", .bool(isConverged)),
            .init("boundary", .array(atBoundary.map(JSONValue.string))),
            .init("evaluations", .integer(search.evaluations)), .init("cell.means", cellMeans),
        ]
        return facts
    }

    /// Intracluster correlations within and between periods, of clusters in control, and their ratio.
    private var correlations: [JSONValue.Member] {
        let parts = Dictionary(uniqueKeysWithValues: zip(state.parts.components, state.components))
        func part(_ component: CovarianceModel.Component) -> Double { parts[component] ?? 0 }
        let between = part(.cluster) + part(.clusterTreatment)
        let within = between + part(.clusterPeriod)
        let total = within + part(.individual) + part(.residual)
        let kept = model.correlation == .decay ? between * part(.decay) : between
        var members: [JSONValue.Member] = [.init("within.period", .finite(within / total))]
        members.append(
            .init(
                model.correlation == .decay ? "next.period" : "between.periods", .finite(kept / total)))
        if within > 0 { members.append(.init("cac", .finite(kept / within))) }
        if parts[.individual] != nil {
            members.append(.init("iac", .finite(part(.individual) / (part(.individual) + part(.residual)))))
        }
        return members
    }

    /// What a reader should know.
    func notes(_ judged: MixedJudgement, _ rows: [Estimate]) -> [String] {
        var notes = design.notes + judged.notes
        if !search.atBounds.isEmpty {
            notes.append(
                "At the edge of what is possible: \(edges.joined(separator: ", ")). The data show none of it (or "
                    + "nothing but it); a simpler correlation gives the same likelihood.")
        }
        if !isConverged {
            notes.append(
                "The search for the largest likelihood did not settle: take a simpler correlation.")
        }
        let dropped = rows.filter { !$0.isEstimated }.map(\.term)
        if !dropped.isEmpty {
            notes.append(
                "Determined by periods and other columns, and dropped: \(dropped.joined(separator: ", ")).")
        }
        let lacking = zip(rows, design.rows).filter { $1.contrast.map(judged.lacksDegrees) ?? false }.map(
            \.0.term)
        if !lacking.isEmpty {
            notes.append(
                "No degrees of freedom of \(judged.inference.rawValue) for \(lacking.joined(separator: ", ")), because a curvature is "
                    + "not positive: clusters − coefficients (1 at least) stand in.")
        }
        let unjudged = rows.filter { $0.isEstimated && !$0.standardError.isFinite }.map(\.term)
        if !unjudged.isEmpty { notes.append("No standard error: \(unjudged.joined(separator: ", ")).") }
        return notes
    }

    private var edges: [String] {
        search.atBounds.map {
            "\(state.parts.components[$0].rawValue) = \(state.components[$0].shortestDecimal)"
        }
    }

    /// Observed and fitted means of each sequence in each period; the fit is that of the fixed effects.
    private var cellMeans: JSONValue {
        let cells = design.cells
        let statistics = cells.statistics
        let centre = cells.outcomeCentre
        let model = state.likelihood.cells
        var means = SequenceMeans()
        for cluster in 0..<statistics.clusterCount {
            for cell in cells.cells(of: cluster) {
                let row = model.row(cell)
                means.add(
                    start: cells.starts[cluster], period: statistics.periods[cell],
                    rows: statistics.counts[cell], mean: row[row.count - 1] + centre,
                    fitted: zip(row, state.coefficients).map(*).reduce(0, +) + centre,
                    treatment: statistics.treatment[cell])
            }
        }
        return means.json(cells.rows.period.label)
    }
}

extension TreatmentEffect {
    /// Its name in a result.
    var name: String {
        switch self {
        case .immediate: "immediate"
        case .exposureTime: "exposure-time"
        case .spline(let count): "spline:\(count)"
        case .calendarTime: "calendar-time"
        }
    }
}

extension MixedInference {
    /// Whether each coefficient has degrees of freedom of its own.
    var hasOwnDegrees: Bool {
        switch self {
        case .satterthwaite, .kenwardRoger, .cr2, .cr3, .betweenWithin: true
        case .normal, .t, .robust: false
        }
    }

    /// The covariance's name.
    var covarianceName: String {
        switch self {
        case .kenwardRoger: "kenward-roger"
        case .robust: "cr0"
        case .cr2: "cr2"
        case .cr3: "cr3"
        case .normal, .t, .satterthwaite, .betweenWithin: "model"
        }
    }
}

extension JSONValue {
    /// A number, or null for one that JSON does not have.
    static func finite(_ value: Double) -> JSONValue { value.isFinite ? .number(value) : .null }
}
