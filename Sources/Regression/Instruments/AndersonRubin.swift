import Inference

/// The test of Anderson & Rubin (1949), under any covariance.
///
/// Under the hypothesis β = β₀ the instruments have nothing to say about y − Xβ₀: the slopes γ = δ̂ − Π̂β₀ on them are zero.
/// W = γ′V(β₀)⁻¹γ with V(β₀) = Σ_ab c_ac_bV_ab, c = (1, −β₀), from the joint covariance of the reduced form and
/// the first stages; W/L is compared with F(L, ν). Its size does not depend on the strength of the instruments.
struct AndersonRubin {
    private let columns: PartialledColumns
    private let slopes: SlopeCovariance
    private var count: Int { columns.instruments.count }

    init(
        _ fit: TwoStageFit, _ columns: PartialledColumns, _ covariance: LinearCovariance
    ) throws(CausalError) {
        self.columns = columns
        slopes = try fit.slopeCovariance(
            columns.instruments, errors: [columns.responseResiduals] + columns.endogenousResiduals,
            covariance,
            corrected: true)
    }

    /// The test that the endogenous coefficients have some values; nil where the covariance is singular.
    func test(_ values: [Double]) -> WaldTest? {
        let weights =
            [1] + zip(values, columns.endogenousLengths).map { -$0 * $1 / columns.responseLength }
        var gamma = columns.responseSlopes
        for (j, weight) in weights.dropFirst().enumerated() {
            for i in 0..<count { gamma[i] += weight * columns.slopes[i, j] }
        }
        var middle = Matrix(count, count)
        for a in weights.indices {
            for b in weights.indices { middle = middle + (weights[a] * weights[b]) * slopes.block(a, b) }
        }
        guard Double(count) <= slopes.degreesOfFreedom,
            let distance = middle.symmetrised.inverseQuadraticForm(gamma)
        else { return nil }
        return WaldTest(
            statistic: distance / Double(count), restrictions: count,
            denominatorDegreesOfFreedom: slopes.degreesOfFreedom)
    }

    /// The values of a single endogenous coefficient that the test does not reject.
    func set(level: Double) -> ConfidenceSet? {
        guard columns.endogenous.count == 1, Double(count) <= slopes.degreesOfFreedom else { return nil }
        let bound =
            Double(count)
            * FisherF(df1: Double(count), df2: slopes.degreesOfFreedom).upperQuantile(1 - level)
        let (yy, xx) = (slopes.block(0, 0), slopes.block(1, 1))
        let yx = (slopes.block(0, 1) + slopes.block(1, 0)).symmetrised
        let (y, x) = (columns.responseSlopes, columns.slopes.column(0))
        let forms = (
            bound * yy - Matrix.outer(y, y), bound * xx - Matrix.outer(x, x),
            bound * yx - Matrix.outer(y, x) - Matrix.outer(x, y)
        )
        guard let form = DefiniteForm(forms.0, forms.1, forms.2, scale: bound * (yy + xx)) else { return nil }
        return ConfidenceSet(
            form.intervals(unit: columns.responseLength / columns.endogenousLengths[0]), level: level)
    }
}

extension TwoStageFit {
    /// Anderson & Rubin's test that the endogenous coefficients, in the order of ``endogenous``, have some values.
    ///
    /// - Throws: as ``instrumentTests(_:level:)``; `CausalError.Code.badArgument` for another number of values;
    ///   `CausalError.Code.notIdentified` where the covariance of the slopes is singular (fewer clusters than
    ///   instruments).
    public func andersonRubin(
        _ values: [Double], _ covariance: LinearCovariance? = nil
    ) throws(CausalError) -> WaldTest {
        guard values.count == endogenous.count, values.allSatisfy(\.isFinite) else {
            throw CausalError(
                .badArgument,
                "the test needs a finite value for each of \(endogenous.joined(separator: ", "))")
        }
        guard let columns = PartialledColumns(self),
            let test = try AndersonRubin(
                self, columns, covariance ?? (weightKind == .sampling ? .hc1 : .iid)
            ).test(values)
        else {
            throw CausalError(
                .notIdentified, "the covariance of the slopes on the instruments is singular",
                remedy: "Use fewer instruments, or clusters that are more in number.")
        }
        return test
    }
}
