import Design
import Groundwork
import LinearAlgebra

/// Quadratic forms of predictions in the full design's inverse, absorbed factors included.
///
/// With the largest factor eliminated, d₀′(D′WD)⁻dᵢ = 1[ℓᵢ = ℓ₀]z₀′W_ℓ⁻¹zᵢ + d̃₀′S⁻d̃ᵢ; see ``AbsorbedLeverage`` for z, W, d̃
/// and S. Setting up costs L₂³ operations, L₂ the levels of all factors but the largest; a new row L₂² under `iid`, and a
/// pass over the rows of the data under a sandwich.
struct PredictionForms {
    /// The most operations of all passes together: some ten seconds.
    static let workLimit = 2e10

    private let fit: any LinearFit
    private let design: PredictionDesign
    private let absorbed: AbsorbedLeverage
    private let inverse: Matrix
    /// The new rows' values of each effect, as ``LevelEffects`` has them.
    private let values: [[Double]?]
    private let centred: CentredDesign

    init(_ fit: some LinearFit, _ design: PredictionDesign) throws(CausalError) {
        self.fit = fit
        self.design = design
        absorbed = try AbsorbedLeverage(
            AbsorbedFactor.joining(fit.absorbed, fit.slopes), weights: fit.weights)
        values = absorbed.effects.values(at: design.effects)
        centred = fit.centred
        inverse = absorbed.others.isEmpty ? Matrix(0, 0) : absorbed.inverseSchurComplement()
    }

    /// The variance of each prediction.
    func variances(_ choice: LinearCovariance, _ result: CovarianceResult) throws(CausalError) -> [Double] {
        switch choice.kind {
        case .iid:
            let scale =
                fit.knownDispersion ?? fit.residualSumOfSquares / result.degreesOfFreedom
            return forms().map { scale * $0 }
        case .heteroskedastic(let correction):
            try checkWork()
            let (factors, scale) = try fit.squaredErrors(correction)
            return influences { influence in
                scale * zip(influence, factors).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
            }
        case .clustered(let columns, let correction) where correction.isPlain:
            return try clustered(columns, correction, result)
        default:
            throw CausalError(
                .badArgument,
                "standard errors of predictions with absorbed factors are worked out for iid, hc0 to hc3, cr0 and cr1",
                value: result.name, remedy: "Choose one of these with --vcov.")
        }
    }

    /// x̃₀′Bx̃₀ + d₀′(D′WD)⁻d₀
    private func forms() -> [Double] {
        Parallel.map(design.count) { row in
            let z = centred.row(design.row(row, intercept: fit.hasIntercept))
            return centred.bread.quadraticForm(z, z) + parts(row).form
        }
    }

    /// What a new row's levels give: their number in the largest factor, z₀/W_ℓ, a = S⁻d̃₀, and d₀′(D′WD)⁻d₀.
    private func parts(_ row: Int) -> (group: Int, own: [Double], image: [Double], form: Double) {
        let group = Int(design.effects[absorbed.own.lowerBound].levels[row])
        let z = absorbed.own.map { values[$0]?[row] ?? 1 }
        var scratch = LevelScratch(absorbed.levelCount)
        var direction: [(level: Int, share: Double)] = []
        for (value, shares) in zip(z, absorbed.shares(group, &scratch)) {
            direction += zip(scratch.touched, shares).map { (Int($0), -value * $1) }
        }
        for (place, effect) in absorbed.rest.enumerated() {
            direction.append(
                (Int(absorbed.offsets[place] + design.effects[effect].levels[row]), values[effect]?[row] ?? 1)
            )
        }
        var image = [Double](repeating: 0, count: absorbed.levelCount)
        for (level, share) in direction {
            for other in image.indices { image[other] += share * inverse[other, level] }
        }
        let square = direction.reduce(0) { $0 + $1.share * image[$1.level] }
        let own = zip(z, absorbed.inverses).map { $0 * $1[group] }
        return (group, own, image, zip(z, own).map(*).reduce(0, +) + max(0, square))
    }

    /// A value of each new row from its influence h₀ᵢ on the rows i of the data, weights left out.
    private func influences(_ body: @Sendable ([Double]) -> Double) -> [Double] {
        Parallel.map(design.count) { body(influence($0)) }
    }

    private func influence(_ row: Int) -> [Double] {
        let (group, own, image, _) = parts(row)
        let b = centred.bread * centred.row(design.row(row, intercept: fit.hasIntercept))
        let shift = fit.hasIntercept ? 1 : 0
        var h = [Double](repeating: shift == 1 ? b[0] : 0, count: fit.rowCount)
        for (j, column) in fit.designColumns.enumerated() {
            for i in h.indices { h[i] += b[j + shift] * (column[i] - centred.means[j]) }
        }
        addOthers(image, to: &h)
        for i in absorbed.groups.rows(group) {
            for (effect, share) in zip(absorbed.own, own) {
                h[Int(i)] += share * absorbed.value(effect, Int(i))
            }
        }
        return h
    }

    /// a′d̃ᵢ: what the own effects of each group explain of a′d comes off.
    private func addOthers(_ image: [Double], to h: inout [Double]) {
        guard !absorbed.others.isEmpty else { return }
        var part = [Double](repeating: 0, count: h.count)
        for (effect, codes) in zip(absorbed.rest, absorbed.others) {
            for i in part.indices { part[i] += image[Int(codes[i])] * absorbed.value(effect, i) }
        }
        for g in 0..<absorbed.groups.count {
            for (e, effect) in absorbed.own.enumerated() {
                let sum = absorbed.groups.rows(g).reduce(0) {
                    $0 + (fit.weights?[Int($1)] ?? 1) * part[Int($1)] * absorbed.value(effect, Int($1))
                }
                let share = sum * absorbed.inverses[e][g]
                for i in absorbed.groups.rows(g) { part[Int(i)] -= share * absorbed.value(effect, Int(i)) }
            }
        }
        for i in h.indices { h[i] += part[i] }
    }

    /// By inclusion and exclusion over the cluster columns, as the coefficients' covariance.
    private func clustered(
        _ columns: [String], _ correction: ClusterCorrection, _ result: CovarianceResult
    ) throws(CausalError) -> [Double] {
        try checkWork()
        let factors = try fit.clusterFactors(columns)
        let scale = correction.scale(
            rows: fit.observationCount, parameters: result.size.parameters,
            clusters: factors.map(\.levelCount).min() ?? 0)
        var groups: [(sign: Double, factor: Factor)] = []
        for set in 1..<(1 << columns.count) {
            let names = columns.indices.filter { set & (1 << $0) != 0 }.map { columns[$0] }
            groups.append(
                (set.nonzeroBitCount % 2 == 1 ? scale : -scale, try fit.sample.factor(interacting: names)))
        }
        let (residuals, weights, parts) = (fit.residuals, fit.weights, groups)
        return influences { influence in
            parts.reduce(0) { total, part in
                var sums = [Double](repeating: 0, count: part.factor.levelCount)
                for (i, code) in part.factor.codes.enumerated() {
                    sums[Int(code)] += influence[i] * residuals[i] * (weights?[i] ?? 1)
                }
                return total + part.sign * sums.reduce(0) { $0 + $1 * $1 }
            }
        }
    }

    private func checkWork() throws(CausalError) {
        let width = Double(fit.designColumns.count + 2 * fit.absorbed.count + 2)
        let work = Double(design.count) * Double(fit.rowCount) * width
        guard work <= PredictionForms.workLimit else {
            throw CausalError(
                .badArgument,
                "robust standard errors of predictions pass over all \(fit.rowCount) rows for each of \(design.count) "
                    + "predictions, which is refused beyond \(PredictionForms.workLimit) operations",
                remedy: "Predict fewer rows, or take --vcov iid, which needs no such pass.")
        }
    }
}
