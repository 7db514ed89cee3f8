import Groundwork
import Inference
import Regression

/// Fitted paths, from which direct and indirect effects are told.
public struct MediationFit: Sendable {
    /// The equations: a mediator each, then the outcome.
    public let equations: [(name: String, fit: LeastSquaresFit)]
    let model: Mediation
    let notes: [String]

    init(model: Mediation, equations: [(name: String, fit: LeastSquaresFit)], notes: [String]) {
        self.model = model
        self.equations = equations
        self.notes = notes
    }

    /// Paths, direct, indirect and total effects.
    ///
    /// Rows: `x -> m` and `m -> y` (`path`), `x -> y` (`direct`), `x -> m -> y` (`indirect`), with several mediators
    /// `x -> (all) -> y` (`indirect`), `x => y` (`total`), and the share of the total that is indirect (`share`).
    ///
    /// - Parameters:
    ///   - clusters: the columns of clusters; empty for independent rows (`hc1`).
    ///   - interval: how the interval of products is found.
    ///   - level: the confidence level.
    /// - Throws: `CausalError.Code.notIdentified` where a path was dropped; what clusters throw; and as
    ///   ``IndirectInterval``.
    public func estimates(
        cluster clusters: [String] = [], interval: IndirectInterval = .monteCarlo(), level: Double = 0.95
    ) throws(CausalError) -> Estimates {
        try Estimates.check(level: level)
        try interval.check()
        let joint = try JointEquations(equations, clusters: clusters)
        return try joint.estimates(
            try functions(joint), command: "mediation", interval: interval, level: level,
            facts: [
                .init("estimator", "mediation"), .init("outcome", .string(model.outcome)),
            ], notes: notes + shareNote(joint))
    }

    func functions(_ joint: JointEquations) throws(CausalError) -> [CoefficientFunction] {
        let (outcome, b) = (model.outcome, joint.coefficients)
        var functions: [CoefficientFunction] = []
        for exposure in model.exposures {
            for mediator in model.mediators {
                let a = try joint.position(mediator, exposure)
                functions.append(.linear("\(exposure) -> \(mediator)", "path", [(a, 1)]))
            }
        }
        for mediator in model.mediators {
            let place = try joint.position(outcome, mediator)
            functions.append(.linear("\(mediator) -> \(outcome)", "path", [(place, 1)]))
        }
        for exposure in model.exposures {
            let direct = try joint.position(outcome, exposure)
            functions.append(.linear("\(exposure) -> \(outcome)", "direct", [(direct, 1)]))
            var pairs: [(a: Int, b: Int)] = []
            for mediator in model.mediators {
                let pair = (
                    a: try joint.position(mediator, exposure), b: try joint.position(outcome, mediator)
                )
                pairs.append(pair)
                functions.append(
                    .products("\(exposure) -> \(mediator) -> \(outcome)", "indirect", [pair], at: b))
            }
            let all = CoefficientFunction.products(
                "\(exposure) -> (all) -> \(outcome)", "indirect", pairs, at: b)
            if pairs.count > 1 { functions.append(all) }
            let total = CoefficientFunction.products(
                "\(exposure) => \(outcome)", "total", pairs, direct: direct, at: b)
            functions.append(total)
            functions.append(.ratio("\(exposure): share mediated", "share", all, total, at: b))
        }
        return functions
    }

    private func shareNote(_ joint: JointEquations) throws(CausalError) -> [String] {
        for exposure in model.exposures {
            let direct = joint.coefficients[try joint.position(model.outcome, exposure)]
            var indirect = 0.0
            for mediator in model.mediators {
                let (a, b) = (
                    try joint.position(mediator, exposure), try joint.position(model.outcome, mediator)
                )
                indirect += joint.coefficients[a] * joint.coefficients[b]
            }
            if direct * indirect < 0 {
                return [
                    "The direct and the indirect effect of \(exposure) point in opposite directions; the share that is mediated "
                        + "then has no plain meaning."
                ]
            }
        }
        return []
    }
}
