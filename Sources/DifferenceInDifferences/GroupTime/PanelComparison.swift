import Regression

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The effect on a cohort from changes of outcomes in a panel.
///
/// With r = ΔY − x′β, β from controls, w_c = w·p/(1−p) for controls:
///
///     ATT = Σ_D wr / Σ_D w − Σ_C w_c r / Σ_C w_c
///
/// Doubly robust as it stands (Sant'Anna & Zhao 2020, eq. 3.1 with p by maximum likelihood and β by least squares);
/// with β = 0 the inverse probability weights of Abadie (2005) in Hájek's form; without the second term the outcome
/// regression of Heckman, Ichimura & Todd (1997). Without covariates all three are the difference of mean changes.
///
/// Influence, each row's share: treated w[(r − η_t)/W_t − (1 − p)x′v], controls −wr·x′u − w_c(r − η_c)/W_c + wp·x′v, with
/// u = (Σ_C wxx′)⁻¹(Σ_D wx/W_t − Σ_C w_c x/W_c) and v = (Σ wp(1−p)xx′)⁻¹ Σ_C w_c(r − η_c)x/W_c.
struct PanelComparison: CellModel {
    let effect: Double
    let score: PropensityScore?
    private let beta: [Double]
    private let u: [Double]
    private let v: [Double]
    private let treatedMean: Double
    private let treatedMass: Double
    private let controlMean: Double
    /// Infinite where controls enter through the regression alone.
    private let controlMass: Double

    init(
        _ rows: CellRows, _ method: Adjustment.Method, score: PropensityScore?
    ) throws(CellFailure) {
        let pieces = rows.pieces
        let k = rows.width
        var regression: CellRegression?
        if method != .inverseProbability || score == nil {
            guard let found = CellRegression(rows, pieces.filter { !$0.isTreated }) else {
                throw PanelComparison.isEmpty(rows, treated: false) ? .noControls : .collinear
            }
            regression = found
        }
        let beta = regression?.coefficients ?? Array(repeating: 0, count: k)
        let sums = PanelComparison.sums(rows, pieces, beta, score)
        guard sums[0] > 0 else { throw .noTreated }
        guard score == nil || sums[2 + k] > 0 else { throw .noControls }
        self.beta = beta
        self.score = score
        treatedMass = sums[0]
        treatedMean = sums[1] / sums[0]
        controlMass = score == nil ? .infinity : sums[2 + k]
        controlMean = score == nil ? 0 : sums[3 + k] / sums[2 + k]
        effect = treatedMean - controlMean
        let (treatedMass, controlMass, controlMean) = (treatedMass, controlMass, controlMean)
        let treatedX = sums[2..<(2 + k)].map { $0 / treatedMass }
        let controlX = sums[(4 + k)..<(4 + 2 * k)].map { $0 / controlMass }
        let moments = (0..<k).map {
            (sums[4 + 2 * k + $0] - controlMean * sums[4 + k + $0]) / controlMass
        }
        u = regression.map { $0.inverse * zip(treatedX, controlX).map(-) } ?? Array(repeating: 0, count: k)
        v = score.map { $0.inverseInformation * moments } ?? Array(repeating: 0, count: k)
    }

    /// Σ_D w, Σ_D wr, Σ_D wx; Σ_C w_c, Σ_C w_c r, Σ_C w_c x, Σ_C w_c rx.
    private static func sums(
        _ rows: CellRows, _ pieces: [CellRows.Segment], _ beta: [Double], _ score: PropensityScore?
    ) -> [Double] {
        let k = rows.width
        let used = score == nil ? pieces.filter(\.isTreated) : pieces
        return rows.sums(4 + 3 * k, used) { view, piece, sums in
            for row in piece.rows {
                let y = view.value(row)
                guard !y.isNaN else { continue }
                let x = view.x(row)
                let r = y - view.dot(row, beta)
                if piece.isTreated {
                    let w = view.weight(row)
                    sums[0] += w
                    sums[1] += w * r
                    for j in 0..<k { sums[2 + j] += w * x[j] }
                } else if let score {
                    let w = view.weight(row) * score.odds(view, row)
                    sums[2 + k] += w
                    sums[3 + k] += w * r
                    for j in 0..<k {
                        sums[4 + k + j] += w * x[j]
                        sums[4 + 2 * k + j] += w * r * x[j]
                    }
                }
            }
        }
    }

    private static func isEmpty(_ rows: CellRows, treated: Bool) -> Bool {
        rows.withView { view in
            rows.segments.allSatisfy { segment in
                segment.isTreated != treated || segment.rows.allSatisfy { view.value($0).isNaN }
            }
        }
    }

    func shares(
        _ view: CellRows.View, _ segment: CellRows.Segment, probabilities: UnsafePointer<Double>,
        _ out: UnsafeMutablePointer<Double>
    ) {
        let start = segment.rows.lowerBound
        for row in segment.rows {
            let y = view.value(row)
            guard !y.isNaN else {
                out[row - start] = 0
                continue
            }
            let w = view.weight(row)
            let r = y - view.dot(row, beta)
            let p = score == nil ? 0 : probabilities[row - start]
            if segment.isTreated {
                let scoreShare = score == nil ? 0 : (1 - p) * view.dot(row, v)
                out[row - start] = w * ((r - treatedMean) / treatedMass - scoreShare)
            } else {
                var share = -w * r * view.dot(row, u)
                if score != nil {
                    share += w * p * view.dot(row, v)
                    share -= w * PropensityScore.odds(p) * (r - controlMean) / controlMass
                }
                out[row - start] = share
            }
        }
    }
}

extension PropensityScore {
    /// p of a row.
    @inline(__always) func probability(_ view: CellRows.View, _ row: Int) -> Double {
        min(1 / (1 + exp(-view.dot(row, coefficients))), 1 - 1e-6)
    }

    /// p/(1 − p) of a control, zero when it is trimmed.
    @inline(__always) func odds(_ view: CellRows.View, _ row: Int) -> Double {
        PropensityScore.odds(probability(view, row))
    }

    /// p/(1 − p), zero from ``trimming`` on.
    @inline(__always) static func odds(_ p: Double) -> Double { p < trimming ? p / (1 - p) : 0 }
}
