import ArgumentParser
import Causal

/// `causal stepped-wedge power`
struct SteppedWedgePowerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "power",
        abstract: "The power of a stepped-wedge trial, or the clusters, size or effect that reach a power.",
        discussion: """
            causal stepped-wedge power --sequences 4 --clusters-per-sequence 6 --size 100 \\
                --p0 0.05 --p1 0.032 --icc 0.016 --cac 0.8
            causal stepped-wedge power --sequences 4 --size 40 --effect 0.3 --sd 1 \\
                --icc 0.05 --cac 0.8 --solve clusters --plot power.svg
            causal stepped-wedge power --design schedule.csv --size 40 \\
                --effect 0.3 --sd 1 --icc 0.05 --decay 0.9 --curve icc=0.01,0.02,0.05,0.1

            With --icc the standard deviation is that of the outcome in all, with --tau
            that of its residual; for proportions both are √(p̄(1 − p̄)). The
            correlations of events and counts (--icc, --cac, --decay) are those of the
            outcome itself, as GEE estimates them; --tau and --gamma are on the link's
            scale.
            """)

    @OptionGroup(title: "The schedule") var schedule: ScheduleOptions

    @Option(parsing: .unconditional, help: "How many people are seen in a cluster and period.")
    var size: Double?

    @Option(parsing: .unconditional, help: "The coefficient of variation of cluster sizes around --size.")
    var sizeCv: Double?

    @Option(
        parsing: .unconditional,
        help:
            "A size for each cluster, in place of --size, e.g. 20,35,50; which cluster gets which sequence is random."
    )
    var sizes: BoundList?

    @OptionGroup(title: "The outcome") var outcome: PlannedOutcomeOptions

    @OptionGroup(title: "Likeness within clusters") var likeness: LikenessOptions

    @Option(parsing: .unconditional, help: "The two-sided level of the test.")
    var alpha: Double = 0.05

    @Option(help: "What is looked for: power, clusters, size or effect.")
    var solve: PlannedQuantity = .power

    @Option(
        parsing: .unconditional, help: "The power that is wanted (with --solve clusters, size or effect).")
    var power: Double?

    @Option(help: "Time in the analysis: categorical, linear or none.")
    var time: PlannedTrial.Time = .categorical

    @Flag(help: "An effect for each time of exposure; the power is that of their mean.")
    var exposureTime = false

    @Option(
        help: """
            The test's distribution: normal (default), or t with clusters − coefficients degrees of freedom. With --simulate any \
            inference of stepped-wedge fit (default kenward-roger with reml, kc with gee, normal with glmm).
            """)
    var inference: InferenceName?

    @Option(parsing: .unconditional, help: "Degrees of freedom of one's own (with --inference t).")
    var df: Double?

    @Option(help: "Add the power over values of icc, cac, size, clusters or effect, e.g. icc=0.01,0.05,0.1.")
    var curve: CurveSpecification?

    @Option(help: "A curve for each of these values, e.g. cac=0.5,0.8,1 (with --curve).")
    var by: CurveSpecification?

    @Option(
        parsing: .unconditional, help: "Random allocations behind the power when sizes differ (default 500).")
    var allocations: Int?

    @Option(help: "The seed of random allocations.")
    var seed: UInt64 = 42

    @Option(
        parsing: .unconditional,
        help: "Add the power of the analysis itself, from so many simulated trials.")
    var simulate: Int?

    @Option(
        help: """
            How simulated trials are analysed: reml (means and, with the identity link, proportions and rates), gee, or glmm (logit \
            or log link); as in stepped-wedge fit. Default: that of --analysis.
            """)
    var method: SimulatedMethod?

    @OptionGroup var output: OutputOptions

    /// Plans, solves and writes.
    func run() throws {
        try output.apply()
        var stopwatch = Stopwatch()
        let plan = try stopwatch.time("design", self.plan)
        let (trial, notes) = try stopwatch.time("fit") { () throws(CausalError) in try solved(plan) }
        let answer = try stopwatch.time("inference") { () throws(CausalError) in
            try trial.power(draws: allocations, seed: seed)
        }
        let curves = try stopwatch.time("curves") { () throws(CausalError) in try self.curves(trial) }
        var facts: [JSONValue.Member] = [.init("solved", .string(solve.rawValue))]
        if !answer.allocations.isEmpty { facts.append(.init("seed", .seed(seed))) }
        if let curves { facts.append(.init("power.curves", curves.json)) }
        let simulated = try stopwatch.time("simulation") { () throws(CausalError) in
            try output.reporting { () throws(CausalError) in try simulation(trial) }
        }
        if let simulated { facts.append(.init("simulation", simulated.answer.json)) }
        try output.write(
            try trial.estimates(
                answer, level: output.level,
                notes: notes + (curve == nil ? [] : curves?.lines ?? []) + (curves?.notes ?? [])
            ).adding(
                model: facts, diagnostics: simulated.map { [diagnostic($0)] } ?? [],
                notes: simulated?.notes ?? []),
            stopwatch)
    }

    private func plan() throws(CausalError) -> PlannedTrial {
        guard let dependence = try likeness.dependence() else {
            throw CausalError(
                .badArgument, "the likeness of outcomes within clusters is missing",
                remedy: "Give --icc (and --cac, --iac or --decay), or --tau (and --gamma, --psi).")
        }
        let schedule = try schedule.schedule(clusters: solve == .clusters ? 1 : nil)
        var trial = PlannedTrial(
            schedule: schedule, sizes: try plannedSizes(),
            outcome: try outcome.outcome(dependence, effectIsFree: solve == .effect), dependence: dependence)
        trial.alpha = alpha
        trial.time = time
        trial.effect = exposureTime ? .exposureTime : .immediate
        trial.reference = try reference()
        guard power == nil || solve != .power else {
            throw CausalError(
                .badArgument, "--power is what is wanted of --solve clusters, size or effect",
                remedy: "Leave it out, or say what to solve for.")
        }
        guard allocations == nil || trial.isVarying else {
            throw CausalError(
                .badArgument, "--allocations has no meaning when all clusters have one size",
                remedy: "Give --size-cv or --sizes, or leave it out.")
        }
        return trial
    }

    private func plannedSizes() throws(CausalError) -> PlannedSizes {
        if let sizes {
            guard size == nil, sizeCv == nil else {
                throw CausalError(.badArgument, "--sizes stands in place of --size and --size-cv")
            }
            return .listed(sizes.values)
        }
        guard let size = size ?? (solve == .size ? 1 : nil) else {
            throw CausalError(
                .badArgument, "--size is missing",
                remedy: "Give the number of people in a cluster and period.")
        }
        return sizeCv.map { .varying(mean: size, variation: $0) } ?? .equal(size)
    }

    private func reference() throws(CausalError) -> PlannedTrial.Reference {
        guard method == nil || simulate != nil else {
            throw CausalError(
                .badArgument, "--method is the analysis of simulated trials",
                remedy: "Add --simulate 1000, or leave it out.")
        }
        let known: [InferenceName?] = [nil, .normal, .t]
        guard simulate != nil || known.contains(inference) else {
            throw CausalError(
                .badArgument, "--inference \(inference?.rawValue ?? "") needs data; a plan has normal and t",
                remedy: "Add --simulate 1000 for the power of that inference, or choose t.")
        }
        guard inference == .t else {
            guard df == nil else {
                throw CausalError(
                    .badArgument, "--df goes with --inference t", remedy: "Add it, or leave --df out.")
            }
            return .normal
        }
        return df.map { .studentTWith($0) } ?? .studentT
    }

    /// The trial that reaches the power, and what the one that was given would have.
    private func solved(_ plan: PlannedTrial) throws(CausalError) -> (PlannedTrial, [String]) {
        let trial = try plan.solved(for: solve, power: power ?? 0.8)
        let isGiven =
            switch solve {
            case .power: false
            case .clusters: schedule.design != nil || schedule.clustersPerSequence != nil
            case .size: size != nil || sizes != nil
            case .effect: outcome.effect != nil || outcome.p1 != nil
            }
        guard isGiven, let before = try? plan.power(draws: allocations, seed: seed) else {
            return (trial, [])
        }
        return (trial, ["With the \(solve.rawValue) as given the power is \(before.percent)."])
    }
}
