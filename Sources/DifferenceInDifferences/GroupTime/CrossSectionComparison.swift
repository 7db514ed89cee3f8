import Regression

/// The effect on a cohort from repeated cross-sections of two periods, s = 0 (base) and s = 1.
///
/// Doubly robust and locally efficient (Sant'Anna & Zhao 2020, eq. 3.4): with regressions of y on x in each of the four
/// cells, b_s of the treated and β_s of the controls, g = (b₁ − β₁) − (b₀ − β₀) and η_s the mean of y − x′β_s over
/// controls weighted by w·p/(1−p),
///
///     ATT = x̄_D′g − (η₁ − η₀),   x̄_D the treated's mean covariates in both periods.
///
/// Outcome regression: (ȳ₁ − ȳ₀) of the treated less x̄_D′(β₁ − β₀). Inverse probability weighting: differences of
/// weighted means. Without covariates all three are the difference of four means.
///
/// Influence is the derivative of these sums. (In some versions of R's `DRDID` the controls' base-period regression enters
/// the doubly robust one with the opposite sign, which matters only while weighted controls differ from the treated.)
struct CrossSectionComparison: CellModel {
    let effect: Double
    let score: PropensityScore?
    private let treated: [Side]
    private let controls: [Side]
    private let g: [Double]
    private let c: Double
    private let treatedMass: Double
    private let v: [Double]

    /// One of the four cells.
    private struct Side: Sendable {
        /// The coefficients of the regression whose residuals enter.
        let beta: [Double]
        let mean: Double
        /// Infinite where residuals enter through the regression alone.
        let mass: Double
        /// What a residual times its covariates is multiplied by.
        let leverage: [Double]
    }

    init(
        _ rows: CellRows, _ method: Adjustment.Method, score: PropensityScore?
    ) throws(CellFailure) {
        let pieces = rows.pieces
        let k = rows.width
        let zero = [Double](repeating: 0, count: k)
        let isRobust = method == .doublyRobust && score != nil
        let usesRegression = isRobust || method == .outcomeRegression || score == nil
        func regression(_ isTreated: Bool, _ isPost: Bool) throws(CellFailure) -> CellRegression {
            let used = pieces.filter { $0.isTreated == isTreated && $0.isPost == isPost }
            guard !used.isEmpty else { throw isTreated ? .noTreated : .noControls }
            guard let found = CellRegression(rows, used) else { throw .collinear }
            return found
        }
        var own: [CellRegression] = []
        var others: [CellRegression] = []
        if usesRegression { others = [try regression(false, false), try regression(false, true)] }
        if isRobust { own = [try regression(true, false), try regression(true, true)] }
        let treatedMoments = [false, true].map { isPost in
            Moments(
                rows, pieces.filter { $0.isTreated && $0.isPost == isPost },
                isRobust ? own[isPost ? 1 : 0].coefficients : zero, nil)
        }
        let controlMoments = [false, true].map { isPost in
            Moments(
                rows, pieces.filter { !$0.isTreated && $0.isPost == isPost },
                usesRegression ? others[isPost ? 1 : 0].coefficients : zero, score)
        }
        guard treatedMoments.allSatisfy({ $0.mass > 0 }) else { throw .noTreated }
        guard controlMoments.allSatisfy({ $0.mass > 0 }) else { throw .noControls }
        let mass = treatedMoments[0].mass + treatedMoments[1].mass
        let both = zip(treatedMoments[0].x, treatedMoments[1].x).map { ($0 + $1) / mass }
        let g = CrossSectionComparison.gap(own, others, zero)
        self.g = g
        c = zip(both, g).map(*).reduce(0, +)
        treatedMass = mass
        self.score = score
        treated = (0...1).map { s in
            let moments = treatedMoments[s]
            let gap = zip(both, moments.meanX).map(-)
            return Side(
                beta: isRobust ? own[s].coefficients : zero, mean: moments.mean, mass: moments.mass,
                leverage: isRobust ? own[s].inverse * gap : zero)
        }
        controls = (0...1).map { s in
            let sign = s == 1 ? 1.0 : -1
            var leverage = zero
            if isRobust {
                let balance = zip(controlMoments[s].meanX, treatedMoments[s].meanX).map(-)
                let gap = zip(both, treatedMoments[s].meanX).map(-)
                leverage = others[s].inverse * zip(balance, gap).map { sign * ($0 - $1) }
            } else if usesRegression {
                leverage = others[s].inverse * both.map { -sign * $0 }
            }
            return Side(
                beta: usesRegression ? others[s].coefficients : zero,
                mean: score == nil ? 0 : controlMoments[s].mean,
                mass: score == nil ? .infinity : controlMoments[s].mass, leverage: leverage)
        }
        let tilt = zip(controlMoments[1].tilt, controlMoments[0].tilt).map(-)
        v = score.map { $0.inverseInformation * tilt } ?? zero
        effect = treated[1].mean - treated[0].mean + c - (controls[1].mean - controls[0].mean)
    }

    /// (b₁ − b₀) − (β₁ − β₀); without regressions of the treated −(β₁ − β₀), without any zero.
    private static func gap(
        _ own: [CellRegression], _ others: [CellRegression], _ zero: [Double]
    ) -> [Double] {
        func change(_ pair: [CellRegression]) -> [Double] {
            pair.isEmpty ? zero : zip(pair[1].coefficients, pair[0].coefficients).map { $0 - $1 }
        }
        return zip(change(own), change(others)).map { $0 - $1 }
    }

    /// Σω, Σωr, Σωx and Σω(r − r̄)x/Σω of one of the four cells; ω = w, or w·p/(1−p) with a score.
    private struct Moments {
        let mass: Double
        let mean: Double
        let x: [Double]
        let tilt: [Double]
        var meanX: [Double] { x.map { $0 / mass } }

        init(
            _ rows: CellRows, _ pieces: [CellRows.Segment], _ beta: [Double], _ score: PropensityScore?
        ) {
            let k = rows.width
            let sums = rows.sums(2 + 2 * k, pieces) { view, piece, sums in
                for row in piece.rows {
                    let x = view.x(row)
                    let r = view.value(row) - view.dot(row, beta)
                    let w = view.weight(row) * (score.map { $0.odds(view, row) } ?? 1)
                    sums[0] += w
                    sums[1] += w * r
                    for j in 0..<k {
                        sums[2 + j] += w * x[j]
                        sums[2 + k + j] += w * r * x[j]
                    }
                }
            }
            let (mass, mean) = (sums[0], sums[1] / sums[0])
            self.mass = mass
            self.mean = mean
            x = Array(sums[2..<(2 + k)])
            tilt = (0..<k).map { (sums[2 + k + $0] - mean * sums[2 + $0]) / mass }
        }
    }

    func shares(
        _ view: CellRows.View, _ segment: CellRows.Segment, probabilities: UnsafePointer<Double>,
        _ out: UnsafeMutablePointer<Double>
    ) {
        let start = segment.rows.lowerBound
        let sign = segment.isPost ? 1.0 : -1
        let side = (segment.isTreated ? treated : controls)[segment.isPost ? 1 : 0]
        for row in segment.rows {
            let w = view.weight(row)
            let r = view.value(row) - view.dot(row, side.beta)
            let p = score == nil ? 0 : probabilities[row - start]
            let scoreShare = score == nil ? 0 : view.dot(row, v)
            let leverage = view.dot(row, side.leverage)
            if segment.isTreated {
                let share = sign * ((r - side.mean) / side.mass + r * leverage)
                out[row - start] = w * (share + (view.dot(row, g) - c) / treatedMass - (1 - p) * scoreShare)
            } else {
                let weighted = score == nil ? 0 : PropensityScore.odds(p) * (r - side.mean) / side.mass
                out[row - start] = w * (r * leverage - sign * weighted + p * scoreShare)
            }
        }
    }
}
