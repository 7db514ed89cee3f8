import Regression

/// Rows of a model of a trial: the effect first, as a mean when there are several.
struct EffectRows {
    private let design: PatternDesign
    private let coefficients: [Double]
    private let covariance: Matrix
    private let link: Link

    init(_ design: PatternDesign, _ coefficients: [Double], _ covariance: Matrix, link: Link) {
        self.design = design
        self.coefficients = coefficients
        self.covariance = covariance
        self.link = link
    }

    /// - Throws: `CausalError.Code.badArgument` for a level outside (0, 1).
    func estimates(
        level: Double, facts: [JSONValue.Member], notes: [String],
        degreesOfFreedom: ([Double]) -> Double?
    ) throws(CausalError) -> Estimates {
        try Estimates.check(level: level)
        let told = self.told
        let map = Matrix(rows: told.map(\.weights))
        let values = map * coefficients
        let spread = map * covariance * map.transposed
        var rows = told.indices.map { i in
            let variance = spread[i, i]
            let row = Estimate(
                term: told[i].term, estimate: values[i],
                standardError: variance > 0 && variance.isFinite ? variance.squareRoot() : .nan,
                degreesOfFreedom: degreesOfFreedom(told[i].weights), level: level)
            return row.renamed(row.term, labels: told[i].labels + link.ratioLabels(row))
        }
        rows += design.dropped.map {
            Estimate(
                term: $0, estimate: .nan, standardError: .nan, degreesOfFreedom: nil, level: level)
        }
        var whole = Matrix(rows.count, rows.count, repeating: .nan)
        for i in told.indices { for j in told.indices { whole[i, j] = spread[i, j] } }
        return Estimates(
            command: "stepped-wedge fit", rows: rows, covariance: whole.symmetrised, model: facts,
            diagnostics: constancy(degreesOfFreedom), notes: notes)
    }

    /// The Wald test that effects over time are one, with the smallest degrees of freedom of its contrasts.
    private func constancy(_ degreesOfFreedom: ([Double]) -> Double?) -> [Diagnostic] {
        let width = design.effect.names.count
        let isSpline = design.effect.names.first?.hasPrefix("spline") ?? false
        guard width > 1 else { return [] }
        let contrasts = (1..<width).map { k in
            coefficients.indices.map { $0 == k ? 1.0 : $0 == 0 && !isSpline ? -1 : 0 }
        }
        let map = Matrix(rows: contrasts)
        let middle = (map * covariance * map.transposed).symmetrised
        let q = width - 1
        guard let distance = middle.inverseQuadraticForm(map * coefficients), distance.isFinite else {
            return []
        }
        let df = contrasts.compactMap(degreesOfFreedom).min()
        let test = WaldTest(
            statistic: df == nil ? distance : distance / Double(q), restrictions: q,
            denominatorDegreesOfFreedom: df)
        return test.pValue.isNaN ? [] : [Diagnostic("constant-effect", test)]
    }

    /// What is told, with its weights on the coefficients: the effects first.
    private var told: [(term: String, labels: [JSONValue.Member], weights: [Double])] {
        let terms = design.patterns.terms
        let rest = Array(repeating: 0.0, count: terms.count - design.effect.names.count)
        let effects = design.effect.rows.map { ($0.term, $0.labels, $0.weights + rest) }
        func unit(_ position: Int, minus other: Int? = nil) -> [Double] {
            terms.indices.map { ($0 == position ? 1 : 0) - ($0 == other ? 1 : 0) }
        }
        let effectCount = design.effect.names.count
        let patterns = design.patterns
        let anchors = Set(patterns.anchors)
        // The first level is told as the intercept, where columns are zero; others as differences from it.
        let first = patterns.anchors.first ?? effectCount
        let level = terms.indices.map { ($0 == first ? 1 : 0) - patterns.centres[$0] }
        let covariates = terms.indices.filter { $0 >= effectCount && $0 < first }
        let later = terms.indices.filter { $0 > first }
        return effects + covariates.map { (terms[$0], [], unit($0)) } + [(PatternKeys.intercept, [], level)]
            + later.map { (terms[$0], [], unit($0, minus: anchors.contains($0) ? first : nil)) }
    }
}
