import Distributions
import Groundwork
import LinearAlgebra

/// A joint test of linear restrictions Rθ = r.
///
/// W = (Rθ̂ − r)′(RVR′)⁻¹(Rθ̂ − r). With ν denominator degrees of freedom the statistic is F = W/q against
/// F(q, ν); without, it is W against χ²(q).
public struct WaldTest: Sendable, Hashable {
    /// F, or W when there are no denominator degrees of freedom.
    public let statistic: Double
    /// The number of restrictions q.
    public let restrictions: Int
    /// ν of F(q, ν); nil for χ².
    public let denominatorDegreesOfFreedom: Double?

    /// Makes a test of a statistic that was computed elsewhere.
    package init(statistic: Double, restrictions: Int, denominatorDegreesOfFreedom: Double?) {
        self.statistic = statistic
        self.restrictions = restrictions
        self.denominatorDegreesOfFreedom = denominatorDegreesOfFreedom
    }

    /// The probability of a larger statistic under the hypothesis.
    public var pValue: Double {
        guard let denominatorDegreesOfFreedom else {
            return ChiSquared(df: Double(restrictions)).survival(statistic)
        }
        return FisherF(df1: Double(restrictions), df2: denominatorDegreesOfFreedom).survival(statistic)
    }
}

extension Estimates {
    /// Tests restrictions written in the coefficients' names, e.g. `"x1 = 0, x2 = x3"`.
    ///
    /// - Throws: `CausalError.Code.syntax` or `CausalError.Code.unknownTerm` for the text;
    ///   `CausalError.Code.notIdentified` when a restriction involves a dropped coefficient, repeats
    ///   another, or the covariance has too low a rank for it (more restrictions than clusters − 1);
    ///   `CausalError.Code.badArgument` when the degrees of freedom depend on the design (`cr2`) and the hypothesis
    ///   is more than one coefficient's value: the test is then ``LinearFit/wald(_:_:)``.
    public func wald(_ hypothesis: String) throws(CausalError) -> WaldTest {
        try wald(Hypothesis(hypothesis, terms: rows.map(\.term)))
    }

    /// Tests that some rows are all zero.
    public func wald(rowsAreZero positions: [Int]) throws(CausalError) -> WaldTest {
        try wald(Hypothesis(zero: positions, of: rows.count))
    }

    func wald(_ hypothesis: Hypothesis) throws(CausalError) -> WaldTest {
        guard !testsNeedDesign else { return try waldOfOneRow(hypothesis) }
        let distance = try waldDistance(hypothesis)
        let q = hypothesis.values.count
        let denominator = rows.compactMap(\.degreesOfFreedom).min()
        guard denominator.map({ Double(q) <= $0 }) ?? true else { throw Estimates.untestable(q) }
        return WaldTest(
            statistic: denominator == nil ? distance : distance / Double(q), restrictions: q,
            denominatorDegreesOfFreedom: denominator)
    }

    /// Whether joint tests depend on the design, as under ``ClusterCorrection/cr2``: a result then tests single
    /// coefficients only, and ``LinearFit/wald(_:_:)`` everything.
    public var testsNeedDesign: Bool {
        fact(Estimates.referenceFact)?.text == ClusterDegreesOfFreedom.satterthwaite.rawValue
    }

    /// The fact that says where the degrees of freedom come from.
    static let referenceFact = "df.method"

    /// W = (Rθ̂ − r)′(RVR′)⁻¹(Rθ̂ − r)
    func waldDistance(_ hypothesis: Hypothesis) throws(CausalError) -> Double {
        try requireEstimates(hypothesis)
        let used = hypothesis.matrix
        let theta = rows.map { $0.estimate.isFinite ? $0.estimate : 0 }
        let distance = zip(used * theta, hypothesis.values).map { $0 - $1 }
        guard used.rowCount <= rows.count, (used * used.transposed).inverseQuadraticForm(distance) != nil
        else {
            throw CausalError(
                .notIdentified, "the \(used.rowCount) restrictions repeat or contradict each other",
                remedy: "Leave out those that follow from the others.")
        }
        let middle = used * covariance.replacingMissing * used.transposed
        guard let wald = middle.inverseQuadraticForm(distance) else {
            throw Estimates.untestable(hypothesis.values.count)
        }
        return wald
    }

    /// Refuses a hypothesis about coefficients that have no estimate or no standard error.
    func requireEstimates(_ hypothesis: Hypothesis) throws(CausalError) {
        let used = hypothesis.matrix
        for j in rows.indices where !(rows[j].isEstimated && rows[j].standardError.isFinite) {
            guard (0..<used.rowCount).allSatisfy({ used[$0, j] == 0 }) else {
                throw CausalError(
                    .notIdentified,
                    "the hypothesis involves a coefficient that was not estimated or has no standard error",
                    column: rows[j].term)
            }
        }
    }

    /// t² of a hypothesis on one row: all that a stored result can tell when degrees of freedom depend on the
    /// design.
    private func waldOfOneRow(_ hypothesis: Hypothesis) throws(CausalError) -> WaldTest {
        let used = rows.indices.filter { hypothesis.matrix[0, $0] != 0 }
        guard hypothesis.values.count == 1, used.count == 1 else {
            throw CausalError(
                .badArgument,
                "the degrees of freedom of this test depend on the design, which a result does not hold",
                remedy: "Ask the fit: fit.wald(\"x1 = 0, x2 = 0\", covariance).")
        }
        return WaldTest(
            statistic: try waldDistance(hypothesis), restrictions: 1,
            denominatorDegreesOfFreedom: rows[used[0]].degreesOfFreedom)
    }

    static func untestable(_ q: Int) -> CausalError {
        CausalError(
            .notIdentified,
            "\(q) restrictions cannot be tested: the covariance has too low a rank for them (with clusters, "
                + "\(q) restrictions need more than \(q))",
            remedy: "Test fewer restrictions at once.")
    }
}

extension Matrix {
    /// The matrix with zeros where a number is missing.
    var replacingMissing: Matrix {
        Matrix(rowCount, columnCount, columnMajor: values.map { $0.isNaN ? 0 : $0 })
    }

    /// d′M⁻¹d of a symmetric positive definite M, or nil when M is singular on the scale of its diagonal.
    package func inverseQuadraticForm(_ d: [Double]) -> Double? {
        let scale = diagonal.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
        guard !scale.contains(0) else { return nil }
        let scaled = Matrix.diagonal(scale) * self * Matrix.diagonal(scale)
        guard let smallest = (try? SymmetricEigen(scaled))?.values.first, smallest > 1e-12,
            let factor = Cholesky(scaled)
        else { return nil }
        let z = zip(scale, d).map(*)
        return zip(z, factor.solve(z)).map(*).reduce(0, +)
    }
}
