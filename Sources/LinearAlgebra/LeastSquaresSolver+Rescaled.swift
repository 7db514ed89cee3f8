import Groundwork

extension LeastSquaresSolver {
    /// Solves a problem whose squares overflow or vanish: each column is multiplied by a power of two that
    /// brings its largest magnitude to about 1, which is exact, and the answer is scaled back.
    ///
    /// - Throws: `CausalError.Code.badValue` when NaN or infinity is the cause, or when the inverse
    ///   cross-product is beyond the range of a double; `CausalError.Code.notIdentified` when nothing helps.
    static func solveRescaled(_ problem: LeastSquaresProblem) throws(CausalError) -> LeastSquaresSolution {
        try problem.checkFinite()
        let exponents = problem.columns.map(exponent)
        let responseExponent = exponent(problem.response)
        var scaled = problem
        scaled.moments = nil
        scaled.columns = zip(problem.columns, exponents).map(rescaled)
        scaled.response = rescaled(problem.response, responseExponent)
        scaled.weights = problem.weights.map { rescaled($0, exponent($0)) }
        if let scale = problem.collinearityScale {
            scaled.collinearityScale = zip(scale, exponents).map {
                Double(
                    sign: .plus, exponent: -$1,
                    significand: Double(sign: .plus, exponent: -$1, significand: $0))
            }
        }
        let design = CentredDesign(scaled)
        guard !design.isUnusable else {
            throw CausalError(.notIdentified, "the columns' values are beyond the range of a double")
        }
        let solution = try solve(scaled, design)
        let all = (problem.intercept ? [0] : []) + exponents
        return try solution.unscaled(
            columns: all, response: responseExponent, weights: problem.weights.map(exponent) ?? 0)
    }

    /// The exponent of the largest magnitude, 0 for a column of zeros.
    private static func exponent(_ column: [Double]) -> Int {
        let largest = column.reduce(0) { max($0, abs($1)) }
        return largest > 0 && largest.isFinite ? Int(largest.exponent) : 0
    }

    private static func rescaled(_ column: [Double], _ exponent: Int) -> [Double] {
        exponent == 0 ? column : column.map { Double(sign: .plus, exponent: -exponent, significand: $0) }
    }
}

extension CentredDesign {
    /// Whether a moment is still not finite after scaling.
    var isUnusable: Bool { !products.values.allSatisfy(\.isFinite) || !means.allSatisfy(\.isFinite) }
}

extension LeastSquaresSolution {
    /// The solution for columns 2^e times larger: β·2^(e_y − e_j), inverse·2^(−e_w − e_i − e_j).
    fileprivate func unscaled(columns: [Int], response: Int, weights: Int) throws(CausalError)
        -> LeastSquaresSolution
    {
        let coefficients = zip(self.coefficients, columns).map {
            Double(sign: .plus, exponent: response - $1, significand: $0)
        }
        var inverse = inverseCrossProduct
        for (b, j) in kept.enumerated() {
            for (a, i) in kept.enumerated() {
                inverse[a, b] = Double(
                    sign: .plus, exponent: -weights - columns[i] - columns[j], significand: inverse[a, b])
            }
        }
        let fits = kept.allSatisfy { coefficients[$0].isFinite } && inverse.values.allSatisfy(\.isFinite)
        guard fits, inverse.diagonal.allSatisfy({ $0 > 0 }) else {
            throw CausalError(
                .badValue, "a coefficient or its variance is beyond the range of a double",
                remedy: "Express the variables in other units.")
        }
        return LeastSquaresSolution(
            coefficients: coefficients, kept: kept, dropped: dropped,
            means: zip(means, keptSlopes).map {
                Double(sign: .plus, exponent: columns[$1], significand: $0)
            }, inverseCrossProduct: inverse, method: method, conditionNumber: conditionNumber)
    }

    /// The kept positions that have a mean: all but the intercept's.
    private var keptSlopes: ArraySlice<Int> { kept.suffix(means.count) }
}
