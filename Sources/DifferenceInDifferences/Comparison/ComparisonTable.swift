import Regression

/// An estimator's overall effect.
struct ComparedEffect {
    let estimator: EstimatorComparison.Estimator
    let row: Estimate
    let notes: [String]
    /// The fit and the name of its coefficient; nil where the error comes from draws.
    let fit: (any Fit)?
    let term: String

    init(_ estimator: EstimatorComparison.Estimator, _ own: ComparedAnswer) throws(CausalError) {
        let answer = own.estimates
        fit = own.fit
        guard let found = answer.rows.first(where: { $0.term == "ATT" || $0.term == "overall" }) else {
            throw CausalError(.defect, "\(estimator.rawValue) has no overall effect")
        }
        guard found.isEstimated else {
            throw CausalError(.notIdentified, "the data do not identify its overall effect")
        }
        self.estimator = estimator
        term = found.term
        notes = answer.notes
        row = found.renamed(
            "ATT",
            labels: [
                .init("estimator", .string(estimator.rawValue)), .init("vcov", answer.fact("vcov") ?? .null),
            ]
        )
    }
}

/// The answers of estimators as one result.
struct ComparisonTable {
    let base: PolicyFrame
    let run: ComparisonRun
    let answers: [ComparedEffect]
    /// What windowed rows are tested against; it is no row.
    let reference: ComparedEffect?
    let refusals: [(estimator: EstimatorComparison.Estimator, error: CausalError)]

    init(
        _ base: PolicyFrame, _ run: ComparisonRun, _ answers: [ComparedEffect],
        _ reference: ComparedEffect?, _ refusals: [(EstimatorComparison.Estimator, CausalError)]
    ) {
        self.base = base
        self.run = run
        self.answers = answers
        self.reference = reference
        self.refusals = refusals.map { ($0.0, $0.1) }
    }

    /// The rows with the covariance between them, and a test of each against the first.
    func estimates() throws(CausalError) -> Estimates {
        let joint = try ComparisonCovariance(answers, reference, run)
        let rows = Estimates(
            checks: answers.map(\.row), "all",
            notes: panelNotes + windowNote + refusalNotes + ownNotes
        ).adding(model: facts)
        return Estimates(
            command: rows.command, rows: rows.rows, covariance: joint.covariance, model: rows.model,
            diagnostics: joint.agreements, notes: rows.notes)
    }

    private var facts: [JSONValue.Member] {
        [
            .init("outcome", .string(run.comparison.policy.outcome)),
            .init("nobs", .integer(base.frame.sample.count)),
        ] + base.panel.facts
            + [.init("window", .array([.integer(run.window.lowerBound), .integer(run.window.upperBound)]))]
    }

    private var panelNotes: [String] { base.panel.notes }

    private var windowNote: [String] {
        let windowed = answers.filter(\.estimator.isWindowed)
        guard !windowed.isEmpty else { return [] }
        return [
            "\(Self.list(windowed.map(\.estimator))): mean over event times 0 to \(run.window.upperBound)"
                + (reference == nil
                    ? "." : ", tested against the mean of callaway-santanna over the same event times.")
        ]
    }

    private var refusalNotes: [String] {
        Self.gathered(refusals.map { ($0.estimator, $0.error.message) }).map { "Left out, \($0)." } + [
            "Left out, event-study: it has effects by event time and no overall one.",
            "Left out, triple: it needs to know who is eligible (--eligible).",
            "Left out, ratio-of-ratios: it measures by what factor outcomes change, not by how much.",
        ]
    }

    /// What single estimators remark; remarks on the panel are said once.
    private var ownNotes: [String] {
        let said = Set(panelNotes)
        return Self.gathered(
            answers.flatMap { answer in
                answer.notes.filter { !said.contains($0) }.map { (answer.estimator, $0) }
            })
    }

    /// Texts after the names of those who say them, each text once.
    private static func gathered(_ texts: [(EstimatorComparison.Estimator, String)]) -> [String] {
        var order: [String] = []
        var speakers: [String: [EstimatorComparison.Estimator]] = [:]
        for (estimator, text) in texts {
            if speakers[text] == nil { order.append(text) }
            speakers[text, default: []].append(estimator)
        }
        return order.map { "\(list(speakers[$0] ?? [])): \($0)" }
    }

    private static func list(_ estimators: [EstimatorComparison.Estimator]) -> String {
        estimators.map(\.rawValue).joined(separator: ", ")
    }
}
