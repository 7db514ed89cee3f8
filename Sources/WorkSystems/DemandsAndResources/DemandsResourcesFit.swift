import Groundwork
import Inference
import Regression

/// The fitted equations of the job demands–resources model.
public struct DemandsResourcesFit: Sendable {
    /// The equations: exhaustion, engagement and the outcome, as far as asked.
    public let equations: [(name: String, fit: LeastSquaresFit)]
    let model: DemandsResources
    /// Standard deviations of demands and resources.
    let deviations: [Double]
    let notes: [String]

    init(
        model: DemandsResources, equations: [(name: String, fit: LeastSquaresFit)], deviations: [Double],
        notes: [String]
    ) {
        self.model = model
        self.equations = equations
        self.deviations = deviations
        self.notes = notes
    }

    /// Paths, the interaction, slopes of demands by resources, and with an outcome the indirect effects.
    ///
    /// Rows: `demands -> exhaustion`, `resources -> exhaustion` (`path`), `demands:resources -> exhaustion` (`buffering`),
    /// `demands -> exhaustion, resources low|high` (`slope`, one standard deviation below and above the mean), the same for
    /// engagement, then the paths to the outcome and `demands -> exhaustion -> outcome` and so on (`indirect`).
    ///
    /// - Parameters:
    ///   - clusters: the columns of clusters; empty for independent rows (`hc1`).
    ///   - interval: how the interval of products is found.
    ///   - level: the confidence level.
    /// - Throws: as ``MediationFit/estimates(cluster:interval:level:)``.
    public func estimates(
        cluster clusters: [String] = [], interval: IndirectInterval = .monteCarlo(), level: Double = 0.95
    ) throws(CausalError) -> Estimates {
        try Estimates.check(level: level)
        try interval.check()
        let joint = try JointEquations(equations, clusters: clusters)
        var functions: [CoefficientFunction] = []
        for response in responses { functions += try process(response, joint) }
        if let outcome = model.outcome { functions += try indirect(outcome, joint) }
        let answer = try joint.estimates(
            functions, command: "demands-resources",
            interval: model.outcome == nil ? .delta : interval, level: level,
            facts: [
                .init("estimator", "demands-resources"),
                .init("outcome", .string(model.outcome ?? "exhaustion")),
                .init("standardised", .bool(model.isStandardised)),
                .init("sd.demands", .number(deviations[0])), .init("sd.resources", .number(deviations[1])),
            ], notes: notes)
        return answer.adding(notes: verdicts(answer))
    }

    private var responses: [String] { model.scales.dropFirst(2).map(\.name) }

    private func process(_ response: String, _ joint: JointEquations) throws(CausalError)
        -> [CoefficientFunction]
    {
        let demands = try joint.position(response, "demands")
        let resources = try joint.position(response, "resources")
        let both = try joint.position(response, "demands:resources")
        let spread = deviations[1]
        return [
            .linear("demands -> \(response)", "path", [(demands, 1)]),
            .linear("resources -> \(response)", "path", [(resources, 1)]),
            .linear("demands:resources -> \(response)", "buffering", [(both, 1)]),
            .linear("demands -> \(response), resources low", "slope", [(demands, 1), (both, -spread)]),
            .linear("demands -> \(response), resources high", "slope", [(demands, 1), (both, spread)]),
        ]
    }

    private func indirect(_ outcome: String, _ joint: JointEquations) throws(CausalError)
        -> [CoefficientFunction]
    {
        var functions: [CoefficientFunction] = []
        for mediator in responses {
            let place = try joint.position(outcome, mediator)
            functions.append(.linear("\(mediator) -> \(outcome)", "path", [(place, 1)]))
        }
        for cause in ["demands", "resources"] {
            let direct = try joint.position(outcome, cause)
            functions.append(.linear("\(cause) -> \(outcome)", "direct", [(direct, 1)]))
            var pairs: [(a: Int, b: Int)] = []
            for mediator in responses {
                let pair = (a: try joint.position(mediator, cause), b: try joint.position(outcome, mediator))
                pairs.append(pair)
                functions.append(
                    .products(
                        "\(cause) -> \(mediator) -> \(outcome)", "indirect", [pair], at: joint.coefficients))
            }
            functions.append(
                .products("\(cause) => \(outcome)", "total", pairs, direct: direct, at: joint.coefficients))
        }
        return functions
    }

    private func verdicts(_ answer: Estimates) -> [String] {
        guard let row = answer.rows.first(where: { $0.term == "demands:resources -> exhaustion" }),
            row.isTestable
        else { return [] }
        let bounds = row.interval
        if bounds.high < 0 {
            return ["Resources buffer demands: the interaction's interval lies below zero."]
        }
        if bounds.low > 0 {
            return ["Demands weigh more where resources are plentiful, which is the opposite of buffering."]
        }
        return [
            "These data do not tell whether resources buffer demands: the interaction's interval holds zero."
        ]
    }
}
