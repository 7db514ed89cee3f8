import Distributions
import Groundwork
import Inference
import LinearAlgebra

extension JointEquations {
    /// Functions of the coefficients as rows with their covariance g′Vh.
    ///
    /// Linear functions have t intervals. Products and ratios have the interval asked for; where it comes from draws, the
    /// row has their standard deviation as `sd` in place of a standard error.
    func estimates(
        _ functions: [CoefficientFunction], command: String, interval: IndirectInterval, level: Double,
        facts: [JSONValue.Member], notes: [String]
    ) throws(CausalError) -> Estimates {
        try Estimates.check(level: level)
        var jacobian = Matrix(functions.count, coefficients.count)
        for (row, function) in functions.enumerated() {
            for part in function.gradient { jacobian[row, part.position] += part.slope }
        }
        let used = coefficients.indices.filter { coefficients[$0].isFinite && covariance[$0, $0].isFinite }
        var part = Matrix(functions.count, used.count)
        for (column, position) in used.enumerated() {
            for row in functions.indices { part[row, column] = jacobian[row, position] }
        }
        let spread = (part * covariance.submatrix(used) * part.transposed).symmetrised
        let draws = try draws(interval)
        let rows = functions.indices.map { index -> Estimate in
            let function = functions[index]
            let value = function.value(coefficients)
            let error = spread[index, index] > 0 ? spread[index, index].squareRoot() : .nan
            guard let draws, !function.isLinear else {
                return Estimate(
                    term: function.term, labels: [.init("type", .string(function.type))], estimate: value,
                    standardError: error, degreesOfFreedom: function.isLinear ? degreesOfFreedom : nil,
                    level: level)
            }
            let drawn = Draws(draws.map(function.value), level: level)
            return Estimate(
                term: function.term,
                labels: [.init("type", .string(function.type)), .init("sd", .number(drawn.deviation))],
                estimate: value, standardError: .nan, degreesOfFreedom: nil, level: level,
                bounds: drawn.interval)
        }
        return Estimates(
            command: command, rows: rows, covariance: spread, model: self.facts + interval.facts + facts,
            notes: notes + drawNotes(draws != nil && functions.contains { !$0.isLinear }))
    }

    private func drawNotes(_ isDrawn: Bool) -> [String] {
        guard isDrawn else { return [] }
        return [
            "Intervals of products come from draws (sd is the draws'); products have no standard error or p-value."
        ]
    }

    private var facts: [JSONValue.Member] {
        var facts: [JSONValue.Member] = [
            .init("nobs", .integer(fits.first?.sample.count ?? 0)),
            .init("vcov", clusters.isEmpty ? "hc1" : "cr1"),
        ]
        if !clusterCounts.isEmpty { facts.append(.init("clusters", .object(clusterCounts))) }
        facts.append(.init("df.residual", .number(degreesOfFreedom)))
        facts.append(
            .init(
                "r.squared.by.equation",
                .object(zip(names, fits).map { .init($0, .number($1.goodness.rSquared)) })))
        return facts
    }
}

/// What draws of one quantity say.
struct Draws {
    let deviation: Double
    let interval: Interval

    init(_ values: [Double], level: Double) {
        let sorted = values.filter(\.isFinite).sorted()
        guard sorted.count > 1 else {
            (deviation, interval) = (.nan, .unbounded)
            return
        }
        let mean = sorted.reduce(0, +) / Double(sorted.count)
        let squares = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        deviation = (squares / Double(sorted.count - 1)).squareRoot()
        let tail = (1 - level) / 2
        interval = Interval(Dispersion.quantile(sorted, tail), Dispersion.quantile(sorted, 1 - tail))
    }
}
