import ArgumentParser
import Causal

/// Options of analyses by the design alone, for `--method permutation` and `vertical`.
struct DesignBasedOptions: ParsableArguments {
    @Option(
        help: """
            fixed-effects: changes within clusters and differences between them (default); within-period: treated and \
            control clusters of the same period. With permutation.
            """)
    var contrast: ContrastName?

    @Option(
        help: """
            inverse-variance: periods count by their numbers of clusters (default); thompson: by the variance \
            estimated in each. With vertical.
            """)
    var periodWeights: PeriodWeights?

    @Option(help: "equal: each cluster-period counts alike (default); size: by its rows.")
    var cellWeights: CellWeighting?

    @Option(
        parsing: .unconditional, help: "How many orders are drawn (default 9999; all when there are no more)."
    )
    var draws: Int?

    @Option(parsing: .unconditional, help: "The seed of the draws (default 42).")
    var seed: UInt64?

    @Option(
        help: ArgumentHelp(
            "The allocations that were possible: a CSV with a column for each cluster and a row for each allocation; "
                + "cells hold the period from which the cluster is treated, empty for never.",
            valueName: "file"))
    var allocations: String?

    enum ContrastName: String, ExpressibleByArgument, CaseIterable {
        case fixedEffects = "fixed-effects"
        case withinPeriod = "within-period"
    }

    enum PeriodWeights: String, ExpressibleByArgument, CaseIterable {
        case inverseVariance = "inverse-variance"
        case thompson
    }

    /// Refuses options that were given and belong to other methods.
    func check(_ method: TrialMethod) throws(CausalError) {
        let both: [TrialMethod] = [.permutation, .vertical]
        let given: [(name: String, isGiven: Bool, methods: [TrialMethod])] = [
            ("--contrast", contrast != nil, [.permutation]),
            ("--period-weights", periodWeights != nil, [.vertical]),
            ("--cell-weights", cellWeights != nil, both), ("--draws", draws != nil, both),
            ("--allocations", allocations != nil, both),
        ]
        for (name, isGiven, methods) in given where isGiven && !methods.contains(method) {
            throw CausalError(
                .badArgument, "\(name) does not belong to --method \(method.rawValue)",
                remedy: "It goes with --method \(methods.map(\.rawValue).joined(separator: " or ")).")
        }
    }

    /// The analysis of a method.
    func analysis(_ method: TrialMethod) throws(CausalError) -> PermutationAnalysis {
        let chosen: TrialContrast =
            if method == .vertical {
                periodWeights == .thompson ? .thompson : .withinPeriod
            } else {
                contrast == .withinPeriod ? .withinPeriod : .fixedEffects
            }
        return PermutationAnalysis(
            chosen, weighting: cellWeights ?? .equal, draws: draws ?? 9999, seed: seed ?? 42,
            allowed: try allowed())
    }

    private func allowed() throws(CausalError) -> AllowedAllocations {
        guard let allocations else { return .all }
        let table = try DataTable(file: allocations)
        return .listed(
            clusters: table.columns.map(\.name),
            starts: (0..<table.rowCount).map { row in table.columns.map { $0.label(row) } })
    }
}

extension CellWeighting: ExpressibleByArgument {}

extension SteppedWedgeFitCommand {
    /// `permutation` and `vertical`: comparisons judged by the orders in which clusters could have crossed.
    func designBasedAnswer() throws(CausalError) -> TrialAnswer {
        let model = try plainModel()
        let (analysis, level) = (try design.analysis(method), output.level)
        return { (table, stopwatch) throws(CausalError) in
            let test = try stopwatch.time("fit") { () throws(CausalError) in
                try model.permutationTest(table, analysis)
            }
            return try stopwatch.time("inference") { () throws(CausalError) in
                try test.estimates(level: level)
            }
        }
    }

    /// `staggered`: the trial as a staggered adoption, by two estimators of difference-in-differences.
    func staggeredAnswer() throws(CausalError) -> TrialAnswer {
        let (model, level) = (try plainModel(), output.level)
        return { (table, stopwatch) throws(CausalError) in
            try stopwatch.time("fit") { () throws(CausalError) in
                try model.staggeredComparison(table, level: level)
            }
        }
    }

    /// The model, without options that only models of correlation or of other outcomes have.
    private func plainModel() throws(CausalError) -> SteppedWedge {
        let stray: [(name: String, isGiven: Bool)] = [
            ("--family \(trial.family?.rawValue ?? "")", trial.family != nil && trial.family != .gaussian),
            ("--correlation \(trial.correlation.rawValue)", trial.correlation != .nestedExchangeable),
            ("--inference", inference != nil),
        ]
        if let name = stray.first(where: \.isGiven)?.name {
            throw CausalError(
                .badArgument, "\(name) does not belong to --method \(method.rawValue)",
                remedy:
                    "Leave it out: means are compared, without a model of correlation."
            )
        }
        return try model()
    }
}
