import Aggregates
import Testing

/// A regression with absorbed factors, from an engine's products against the rows' own answer.
struct SweptQuestion: Sendable {
    let formula: String
    var weights: String?
    var kind = WeightKind.analytic
    var cluster = "clinic"

    static let all: [SweptQuestion] = [
        .init(formula: "y ~ d | id + year"), .init(formula: "y ~ d + year | id"),
        .init(formula: "y ~ d:female + d + female | id + year"),
        .init(formula: "y ~ d + w | id + year + region"),
        .init(formula: "y ~ d | id + region + year", weights: "w"),
        .init(formula: "y ~ d + year | id", weights: "w", kind: .sampling),
        .init(formula: "y ~ d | id + year", weights: "copies", kind: .frequency),
        .init(formula: "y ~ d | id + year", cluster: "id"), .init(formula: "y ~ d + female | clinic + year"),
        .init(formula: "y ~ d | clinic + year + female", weights: "w"),
        .init(formula: "y ~ d | id + year", weights: "copies", kind: .frequency, cluster: "id"),
    ]

    func model() throws -> SweptLeastSquares {
        try SweptLeastSquares(formula, cluster: cluster, weights: weights, kind: kind)
    }

    func compare(_ panel: DataTable, _ comment: String, _ answer: DataTable) throws {
        let model = try model()
        let fit = try model.fit(model.products(answer: answer))
        let rows = try LeastSquares(formula, weights: weights, kind: kind).fit(panel)
        var corrections: [ClusterCorrection] = [.cr0, .cr1, .cr3, .jackknife]
        if weights == nil || kind == .frequency { corrections.append(.cr2) }
        for correction in corrections {
            let covariance = LinearCovariance.clustered(by: cluster, correction: correction)
            let (short, long) = (try fit.estimates(covariance), try rows.estimates(covariance))
            expectSame(short, long, "\(comment) swept \(formula) \(weights ?? "") \(correction)")
            for name in [
                "nested", "redundant", "parameters", "missing", "absorbed", "singletons", "dropped",
                "weights",
                "weights.column", "rows", "iterations",
            ] {
                #expect(short.fact(name) == long.fact(name), "\(comment) swept \(formula) \(name)")
            }
            let notes = { (all: [String]) in all.filter { !$0.contains("clusters") } }
            #expect(notes(short.notes) == notes(long.notes))
        }
        let hypothesis = "d = 0.8"
        let a = try fit.wildBootstrap(hypothesis, clusters: [cluster])
        let b = try rows.wildBootstrap(hypothesis, clusters: [cluster])
        #expect(abs(a.statistic - b.statistic) < 1e-8 && a.pValue == b.pValue, "\(comment) wild \(formula)")
        if weights != nil, kind != .frequency {
            #expect(throws: CausalError.self) {
                try fit.estimates(.clustered(by: cluster, correction: .cr2))
            }
        }
    }
}
