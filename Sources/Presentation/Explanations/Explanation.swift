import Inference

/// What an estimator does, in words: what it measures, what has to hold, its formula, and who showed it.
public struct Explanation: Sendable, Hashable, Codable {
    /// The estimator.
    public let title: String
    /// The quantity that is measured.
    public let quantity: String
    /// What has to hold for that.
    public let assumptions: [String]
    /// The formulas, a line each.
    public let formula: [String]
    /// How its uncertainty is measured.
    public let uncertainty: String
    /// Where to read more: author, year, journal.
    public let references: [String]

    init(
        _ title: String, _ quantity: String, assumptions: [String], formula: [String], uncertainty: String,
        references: [String]
    ) {
        self.title = title
        self.quantity = quantity
        self.assumptions = assumptions
        self.formula = formula
        self.uncertainty = uncertainty
        self.references = references
    }

    /// The explanation of a command's estimator; nil when there is none.
    ///
    /// - Parameters:
    ///   - command: `ols`, `did`, …
    ///   - estimator: the estimator's name as the command knows it; nil for the command's own.
    public init?(command: String, estimator: String? = nil) {
        guard let own = Explanation.all[command], let first = own.first else { return nil }
        guard let estimator else {
            self = first.1
            return
        }
        guard let found = own.first(where: { $0.0 == estimator }) else { return nil }
        self = found.1
    }

    /// The names of a command's estimators that have an explanation, its own first.
    public static func estimators(of command: String) -> [String] { all[command]?.map(\.0) ?? [] }

    private static let all: [String: [(String, Explanation)]] = [
        "ols": leastSquares, "poisson": counts, "logit": shares,
        "did": differences + distributions + regressions + everyEstimator,
        "decompose": decompositions, "sensitivity": sensitivities, "its": series + countedSeries,
        "nnt": numberNeeded, "icer": costEffectiveness, "net-benefit": netBenefit, "guardrail": guarding,
        "allocate": allocations, "alert": alerts, "payment": payments, "unmeasured": unmeasured,
        "queue": queues, "capacity": capacities, "early-warning": earlyWarnings, "burnout": burnouts,
        "demands-resources": demands, "funnel": funnels, "control-chart": charts, "feedback-loop": loops,
        "feedback-gain": loops, "qaly": lifeYears, "evppi": information, "strategies": options,
        "alpha-spending": spending, "quadruple-aim": aims, "scorecard": scorecards,
        "effort-reward": effortRewards, "mediation": mediations, "reservoir": reservoirs,
        "stepped-wedge": wedges + standardisedWedges, "stepped-wedge power": wedgePlans,
        "did-power": differencePlans, "its-power": seriesPlans,
    ]

    /// The explanation as JSON: `title`, `quantity`, `assumptions`, `formula`, `uncertainty`, `references`.
    public var json: JSONValue {
        let list = { (texts: [String]) in JSONValue.array(texts.map(JSONValue.string)) }
        return [
            "schema": "causal/1", "command": "explain", "title": .string(title),
            "quantity": .string(quantity),
            "assumptions": list(assumptions), "formula": list(formula), "uncertainty": .string(uncertainty),
            "references": list(references),
        ]
    }

    /// The explanation as text for people.
    ///
    /// - Parameters:
    ///   - style: whether the terminal shows bold text.
    ///   - width: how many characters a line may have, at least 40.
    public func text(_ style: TextStyle = .plain, width: Int = 80) -> String {
        let width = max(40, width)
        func wrapped(_ text: String, _ indent: Int) -> String {
            let inner = TextGrid.wrapped(text, width: width - indent, indent: indent)
            return String(repeating: " ", count: indent) + inner
        }
        func listed(_ texts: [String]) -> [String] {
            texts.map { "- " + TextGrid.wrapped($0, width: width - 2, indent: 2) }
        }
        var lines = [style.bold(title), "", TextGrid.wrapped(quantity, width: width, indent: 0)]
        lines += ["", style.bold("What has to hold")] + listed(assumptions)
        lines += ["", style.bold("Formula")] + formula.map { wrapped($0, 2) }
        lines += ["", style.bold("Uncertainty"), TextGrid.wrapped(uncertainty, width: width, indent: 0)]
        lines += ["", style.bold("References")] + listed(references)
        return lines.joined(separator: "\n") + "\n"
    }
}
