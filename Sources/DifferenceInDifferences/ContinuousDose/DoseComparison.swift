import Regression

/// A cohort in a period: the curve of its effects, their mean and their mean slope, and how each unit moves them.
///
/// With r = ΔY − x′γ, γ from controls, B = (Σ_D wψψ′)⁻¹ and e = r − ψ′β, a unit's share n⁻¹ψ is
///
/// | | treated | controls |
/// |---|---|---|
/// | β | Bψwe | −B(Σ_D wψx′)Mxwr |
/// | ATT | w(r − ATT)/W | −x̄_D′Mxwr |
/// | ACRT | ψ̄′′·(Bψwe) + w(ψ′(D)′β − ACRT)/W | ψ̄′′·(share of β) |
///
/// with M = (Σ_C wxx′)⁻¹ and means over the treated. Doubly robust, the controls' mean residual η, weighted by the odds of
/// being treated, is taken off r too (see ``PanelComparison``): ATT has that comparison's share, and of what it differs from
/// the one above, d, the coefficients get B(Σ_D wψ)d.
struct DoseComparison: Sendable {
    /// β of the functions of the dose.
    let curve: [Double]
    let effect: Double
    let slope: Double
    let gamma: [Double]
    private let bread: Matrix
    let meanSlopes: [Double]
    let mass: Double
    /// What a control's Mxwr is multiplied by for ATT, ACRT and β: width × (2 + K).
    let controlWeights: Matrix
    /// The comparison whose odds weigh controls' residuals; nil for the regression alone.
    let robust: PanelComparison?
    /// η, and B(Σ_D wψ): how the coefficients move with it.
    let offset: Double
    let turn: [Double]

    init(
        _ rows: CellRows, _ doses: [Double], _ basis: DoseBasis, _ method: Adjustment.Method
    ) throws(CellFailure) {
        let pieces = rows.pieces
        guard let controls = CellRegression(rows, pieces.filter { !$0.isTreated }) else { throw .noControls }
        let gamma = controls.coefficients
        let (count, k) = (basis.count, rows.width)
        let sums = DoseComparison.sums(rows, pieces.filter(\.isTreated), gamma, doses, basis)
        let mass = sums[0]
        guard mass > 0 else { throw .noTreated }
        var gram = Matrix(count, count)
        for j in 0..<count {
            for i in 0..<count { gram[i, j] = sums[2 + 2 * count + k + count * k + j * count + i] }
        }
        guard let factor = Cholesky.regular(gram) else { throw .collinear }
        let raw = factor.solve(Array(sums[2..<(2 + count)]))
        robust = try DoseComparison.robust(rows, method)
        offset = robust.map { sums[1] / mass - $0.effect } ?? 0
        let constant = (0..<count).map { sums[2 + 2 * count + k + count * k + count * count + $0] }
        let turn = factor.solve(constant)
        let offset = offset
        let curve = zip(raw, turn).map { $0 - $1 * offset }
        let meanSlopes = sums[(2 + count)..<(2 + 2 * count)].map { $0 / mass }
        let treatedX = sums[(2 + 2 * count)..<(2 + 2 * count + k)].map { $0 / mass }
        let crossed = Matrix(
            count, k,
            columnMajor: Array(sums[(2 + 2 * count + k)..<(2 + 2 * count + k + count * k)]))
        let bread = factor.inverse()
        let byCurve = bread * crossed
        var weights = Matrix(k, 2 + count)
        for row in 0..<k {
            weights[row, 0] = treatedX[row]
            for j in 0..<count {
                weights[row, 2 + j] = byCurve[j, row]
                weights[row, 1] += meanSlopes[j] * byCurve[j, row]
            }
        }
        (self.gamma, self.curve, self.bread, self.mass) = (gamma, curve, bread, mass)
        self.turn = turn
        self.meanSlopes = meanSlopes
        effect = sums[1] / mass - offset
        slope = zip(meanSlopes, curve).reduce(0) { $0 + $1.0 * $1.1 }
        controlWeights = controls.inverse * weights
    }

    /// Σw, Σwr, Σwrψ, Σwψ′, Σwx, Σwψx′, Σwψψ′, Σwψ over the treated.
    private static func sums(
        _ rows: CellRows, _ treated: [CellRows.Segment], _ gamma: [Double], _ doses: [Double],
        _ basis: DoseBasis
    ) -> [Double] {
        let (count, k) = (basis.count, rows.width)
        return rows.sums(2 + 3 * count + k + count * k + count * count, treated) { view, piece, sums in
            var values = [Double](repeating: 0, count: count)
            var slopes = values
            for row in piece.rows {
                let y = view.value(row)
                guard !y.isNaN else { continue }
                let (w, r, x) = (view.weight(row), y - view.dot(row, gamma), view.x(row))
                basis.fill(&values, at: doses[row])
                basis.fillSlopes(&slopes, at: doses[row])
                sums[0] += w
                sums[1] += w * r
                for j in 0..<k { sums[2 + 2 * count + j] += w * x[j] }
                for j in 0..<count {
                    sums[2 + j] += w * r * values[j]
                    sums[2 + count + j] += w * slopes[j]
                    let place = 2 + 2 * count + k
                    sums[place + count * k + count * count + j] += w * values[j]
                    for i in 0..<k { sums[place + i * count + j] += w * values[j] * x[i] }
                    for i in 0..<count {
                        sums[place + count * k + j * count + i] += w * values[j] * values[i]
                    }
                }
            }
        }
    }

    /// n⁻¹ψ of a run of units: units × (ATT, ACRT, β).
    func shares(_ rows: CellRows, _ doses: [Double], _ basis: DoseBasis, _ segment: CellRows.Segment)
        -> Matrix
    {
        var shares = Matrix(segment.rows.count, 2 + curve.count)
        var values = curve
        var slopes = curve
        let differences = differences(rows, segment)
        rows.withView { view in
            for (place, row) in segment.rows.enumerated() {
                let y = view.value(row)
                guard !y.isNaN else { continue }
                let (w, r) = (view.weight(row), y - view.dot(row, gamma) - offset)
                if segment.isTreated {
                    basis.fill(&values, at: doses[row])
                    basis.fillSlopes(&slopes, at: doses[row])
                    fillTreated(&shares, place, w, r, values, slopes)
                } else {
                    let x = view.x(row)
                    for column in 0..<shares.columnCount {
                        var sum = 0.0
                        for j in 0..<rows.width { sum += x[j] * controlWeights[j, column] }
                        shares[place, column] = -w * (r + offset) * sum
                    }
                }
                if let differences { add(differences[place], to: &shares, place) }
            }
        }
        return shares
    }

    private func fillTreated(
        _ shares: inout Matrix, _ place: Int, _ w: Double, _ r: Double, _ values: [Double], _ slopes: [Double]
    ) {
        let residual = r - zip(values, curve).reduce(0) { $0 + $1.0 * $1.1 }
        let turned = bread * values
        let own = zip(slopes, curve).reduce(0) { $0 + $1.0 * $1.1 }
        shares[place, 0] = w * (r - effect) / mass
        shares[place, 1] = w * (own - slope) / mass
        for j in curve.indices {
            let share = turned[j] * w * residual
            shares[place, 2 + j] = share
            shares[place, 1] += meanSlopes[j] * share
        }
    }
}
