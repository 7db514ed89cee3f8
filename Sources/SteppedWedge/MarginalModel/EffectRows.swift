import Regression

/// Rows of a model of a trial: the effect first, as a mean over exposure times when there are several.
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
        level: Double, degreesOfFreedom: Double?, facts: [JSONValue.Member], notes: [String]
    ) throws(CausalError) -> Estimates {
        try Estimates.check(level: level)
        let map = contrasts
        let values = map * coefficients
        let spread = map * covariance * map.transposed
        var rows = names.indices.map { i in
            let variance = spread[i, i]
            let row = Estimate(
                term: names[i], estimate: values[i],
                standardError: variance > 0 && variance.isFinite ? variance.squareRoot() : .nan,
                degreesOfFreedom: degreesOfFreedom, level: level)
            return row.renamed(row.term, labels: link.ratioLabels(row))
        }
        rows += design.dropped.map {
            Estimate(
                term: $0, estimate: .nan, standardError: .nan, degreesOfFreedom: degreesOfFreedom, level: level)
        }
        var whole = Matrix(rows.count, rows.count, repeating: .nan)
        for i in names.indices { for j in names.indices { whole[i, j] = spread[i, j] } }
        return Estimates(
            command: "stepped-wedge", rows: rows, covariance: whole.symmetrised, model: facts, notes: notes)
    }

    private var names: [String] {
        design.exposures.isEmpty ? design.patterns.terms : ["treatment"] + design.patterns.terms
    }

    /// The identity, below a row of means over exposure times where there are such.
    private var contrasts: Matrix {
        let p = coefficients.count
        guard !design.exposures.isEmpty else { return .identity(p) }
        var map = Matrix(p + 1, p)
        for j in design.exposures.indices { map[0, j] = 1 / Double(design.exposures.count) }
        for j in 0..<p { map[j + 1, j] = 1 }
        return map
    }
}
