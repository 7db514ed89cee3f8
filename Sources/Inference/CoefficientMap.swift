import Groundwork
import LinearAlgebra

/// Functions of a linear fit's coefficients: γ = Jβ̂ or, by the delta method, γ = f(β̂) with J = ∂f/∂β′.
public struct CoefficientMap: Sendable {
    /// The functions' names.
    public let terms: [String]
    /// What places each of them.
    public let labels: [[JSONValue.Member]]
    /// J: functions × the fit's terms; zero where a term was dropped.
    public let jacobian: Matrix
    /// f(β̂), NaN where it has no value.
    public let values: [Double]

    /// Puts the parts together.
    ///
    /// - Precondition: there are as many labels, rows and values as terms.
    public init(terms: [String], labels: [[JSONValue.Member]], jacobian: Matrix, values: [Double]) {
        precondition(
            labels.count == terms.count && jacobian.rowCount == terms.count && values.count == terms.count,
            "a map of coefficients needs labels, a row and a value for each name")
        self.terms = terms
        self.labels = labels
        self.jacobian = jacobian
        self.values = values
    }

    /// Whether a function has a value.
    public func isEstimated(_ row: Int) -> Bool { values[row].isFinite }
}

extension LinearFit {
    /// Estimates of functions of the coefficients: variance JVJ′, V the covariance of choice with all its factors.
    ///
    /// Degrees of freedom are the covariance's, under `cr2` Satterthwaite's of the row of J.
    ///
    /// - Parameters:
    ///   - map: the functions.
    ///   - covariance: how uncertainty is measured.
    ///   - level: the confidence level.
    ///   - name: the name of a test that some rows are all zero.
    ///   - zero: those rows; without any there is no test.
    /// - Throws: as `estimates(_:level:)`.
    public func estimates(
        of map: CoefficientMap, _ covariance: LinearCovariance, level: Double = 0.95,
        testing name: String = "joint-wald", zero: [Int] = []
    ) throws(CausalError) -> Estimates {
        try Estimates.check(level: level)
        let result = try self.covariance(covariance)
        let whole = estimates(result, level: level)
        let used = map.jacobian.columns(at: estimated)
        let spread = spread(map, used, result)
        var rows: [Estimate] = []
        for row in map.terms.indices {
            rows.append(
                Estimate(
                    term: map.terms[row], labels: map.labels[row], estimate: map.values[row],
                    standardError: spread[row, row].squareRoot(),
                    degreesOfFreedom: degreesOfFreedom(used, row, result), level: level))
        }
        let answer = Estimates(
            command: whole.command, rows: rows, covariance: spread, model: whole.model, notes: whole.notes)
        let tested = zero.filter { rows[$0].isTestable }
        guard !zero.isEmpty else { return answer }
        return answer.adding(diagnostics: [diagnostic(name, tested, answer, used, result)])
    }

    /// JVJ′, NaN where a function has no value or the clusters say nothing of it.
    private func spread(_ map: CoefficientMap, _ used: Matrix, _ result: CovarianceResult) -> Matrix {
        var spread = used * result.matrix * used.transposed
        let independent = (used * bread * used.transposed).diagonal
        let scale = residualSumOfSquares / Double(rowCount)
        let missing = map.terms.indices.map {
            !map.isEstimated($0) || isPerfect || !(spread[$0, $0] > 1e-20 * scale * independent[$0])
        }
        for i in missing.indices {
            for j in missing.indices where missing[i] || missing[j] { spread[i, j] = .nan }
        }
        return spread
    }

    private func degreesOfFreedom(_ used: Matrix, _ row: Int, _ result: CovarianceResult) -> Double? {
        if isAsymptotic { return nil }
        guard let adjusted = result.adjusted, adjusted.isSatterthwaite else { return result.degreesOfFreedom }
        let contrast = Matrix(1, used.columnCount, columnMajor: used.row(row))
        return (try? adjusted.degreesOfFreedom(contrast)) ?? result.degreesOfFreedom
    }

    /// The Wald test that rows are all zero; under `cr2` Hotelling's T² (see ``wald(_:_:)``).
    private func diagnostic(
        _ name: String, _ zero: [Int], _ answer: Estimates, _ used: Matrix, _ result: CovarianceResult
    ) -> Diagnostic {
        do {
            guard let adjusted = result.adjusted, adjusted.isSatterthwaite else {
                return Diagnostic(name, try answer.wald(rowsAreZero: zero))
            }
            var whole = Matrix(zero.count, terms.count)
            for (row, position) in zero.enumerated() {
                for (column, term) in estimated.enumerated() { whole[row, term] = used[position, column] }
            }
            return Diagnostic(name, try wald(Hypothesis(zero: whole), estimates(result, level: 0.95), result))
        } catch {
            return Diagnostic(
                name,
                [
                    .init("statistic", .null), .init("df", .integer(zero.count)), .init("p.value", .null),
                    .init("reason", .string(error.message)),
                ])
        }
    }
}
