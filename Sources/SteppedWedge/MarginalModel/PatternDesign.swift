import Regression

/// The rows of a trial sorted into patterns, and the regressors of each.
struct PatternDesign {
    let patterns: WedgePatterns
    let frame: ModelFrame
    /// Columns that others determine, left out.
    let dropped: [String]
    /// How many treated periods each exposure term stands for; empty for an immediate effect.
    let exposures: [Int]

    /// - Throws: what reading and checking throw; `CausalError.Code.notIdentified` when periods and covariates
    ///   determine the treatment; `CausalError.Code.tooFewRows` for one cluster.
    init(_ mean: TrialMean, family: OutcomeFamily, _ table: DataTable) throws(CausalError) {
        let (frame, offset) = try mean.frame(table)
        try family.check(frame.response, frame.sample, mean.outcome)
        let cells = try PatternKeys(mean, frame, offset)
        try cells.check(mean)
        let (columns, exposures) = try cells.columns(mean)
        let kept = try PatternDesign.independent(columns, cells, mean)
        self.frame = frame
        dropped = columns.indices.filter { !kept.contains($0) }.map { columns[$0].name }
        self.exposures = exposures
        patterns = try PatternSums(cells, frame.response, family).patterns(
            kept.map { columns[$0] }, cohort: CohortSort.classes(mean, frame, cells))
        try patterns.checkEdges(family, mean)
    }

    /// The positions of the columns that earlier ones do not determine; period effects go before the treatment.
    private static func independent(
        _ columns: [DesignColumn], _ cells: PatternKeys, _ mean: TrialMean
    ) throws(CausalError) -> [Int] {
        let isEffect = columns.map { $0.term == PatternKeys.effectTerm }
        let order = columns.indices.filter { !isEffect[$0] } + columns.indices.filter { isEffect[$0] }
        let solution = try LeastSquaresSolver.solve(
            columns: order.map { columns[$0].values },
            response: Array(repeating: 0, count: cells.pattern.levelCount),
            weights: cells.pattern.levelCounts.map(Double.init), intercept: false)
        let kept = Set(solution.kept.map { order[$0] })
        guard columns.indices.allSatisfy({ !isEffect[$0] || kept.contains($0) }) else {
            throw CausalError(
                .notIdentified,
                mean.effect == .immediate
                    ? "the periods and covariates determine the treatment: clusters do not differ in it at any time"
                    : "the periods and covariates determine some of the effects by exposure time",
                column: mean.treatment,
                remedy: mean.effect == .immediate
                    ? "The trial needs periods in which some clusters are treated and others are not."
                    : "Take an immediate effect, or a straight line in time.")
        }
        return columns.indices.filter(kept.contains)
    }
}

extension WedgePatterns {
    /// Refuses periods or arms in which no event, or nothing but events, was seen: their coefficients are infinite.
    func checkEdges(_ family: OutcomeFamily, _ trial: TrialMean) throws(CausalError) {
        guard family != .gaussian else { return }
        let groups: [(name: String, members: [Int])] =
            periodLabels.indices.map { t in
                ("period \(periodLabels[t])", (0..<patternCount).filter { period[$0] == t })
            } + [
                ("control", (0..<patternCount).filter { treatment[$0] == 0 }),
                ("treatment", (0..<patternCount).filter { treatment[$0] != 0 }),
            ]
        for (name, members) in groups where trial.time == .categorical || !name.hasPrefix("period ") {
            let total = members.reduce(0) { $0 + count[$1] }
            let events = members.reduce(0) { $0 + count[$1] * mean[$1] }
            guard total > 0, events <= 0 || (family == .binomial && events >= total) else { continue }
            throw CausalError(
                .notIdentified,
                "every outcome under \(name) is \(events <= 0 ? "0" : "1"): its effect has no finite estimate",
                column: trial.outcome,
                remedy: "Join the period with a neighbour, take a straight line in time (--time linear), or a "
                    + "linear model (--family gaussian).")
        }
    }
}
