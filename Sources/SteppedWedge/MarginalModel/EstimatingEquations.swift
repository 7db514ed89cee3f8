import Regression

/// Solves the estimating equations: a scoring step for β, the means of products for α, the dispersion, in turn.
///
/// β and α are moved from the same residuals; φ is computed from the new ones. A correlation that is not positive
/// definite is shrunk towards zero.
struct EstimatingEquations {
    private let data: WedgePatterns
    private let model: MarginalModel
    private let correlation: WorkingCorrelation
    private(set) var beta: [Double] = []
    private(set) var alpha: [Double]
    private(set) var phi = 1.0
    private(set) var scores: [ClusterScore] = []
    private(set) var iterations = 0
    private(set) var isConverged = false
    private(set) var isShrunk = false
    /// The standard errors of α.
    private(set) var alphaErrors: [Double] = []

    static let limit = 500

    init(
        _ data: WedgePatterns, _ model: MarginalModel, _ correlation: WorkingCorrelation
    ) throws(CausalError) {
        self.data = data
        self.model = model
        self.correlation = correlation
        alpha = correlation.start
        beta = try StartingValues.find(data, model)
        if model.family.estimatesDispersion {
            guard let systems = systems(beta) else { throw EstimatingEquations.outOfRange }
            let plain = products(systems, adjustment: nil)
            phi = max(plain.squares / freedom, 1e-290)
        }
        try run()
    }

    private mutating func run() throws(CausalError) {
        guard let start = systems(beta) else { throw EstimatingEquations.outOfRange }
        var now = (systems: start, scores: try scored(start))
        // Where a coefficient rests on one cluster its residuals cannot be adjusted, wherever the parameters are.
        let first = EstimatingEquations.total(now.scores, data.width)
        let isAdjustable = (try? leverage(now.scores, first)) != nil
        while iterations < EstimatingEquations.limit {
            iterations += 1
            let total = EstimatingEquations.total(now.scores, data.width)
            let step = try solved(total, EstimatingEquations.sum(now.scores, data.width))
            let used = products(
                now.systems, adjustment: model.isMatrixAdjusted ? try leverage(now.scores, total) : nil)
            let nextAlpha = correlation.step(used, dispersion: phi, from: alpha)
            let before = alpha
            let (nextBeta, next) = try moved(step, nextAlpha)
            let change =
                zip(before, alpha).map { abs($0 - $1) } + zip(beta, nextBeta).map { abs($0 - $1) / unit }
            (beta, now) = (nextBeta, next)
            updateDispersion(now, isAdjustable ? total : nil)
            if change.max() ?? 0 <= model.usedTolerance {
                isConverged = true
                break
            }
        }
        scores = now.scores
        let total = EstimatingEquations.total(now.scores, data.width)
        let adjustment = model.isMatrixAdjusted && isAdjustable ? try leverage(now.scores, total) : nil
        alphaErrors = correlation.standardErrors(
            parts(now.systems, adjustment: adjustment), dispersion: phi, at: alpha)
    }

    /// √φ under the identity link, so that the outcome's unit does not matter.
    private var unit: Double {
        model.usedLink == .identity && model.family == .gaussian ? phi.squareRoot() : 1
    }

    /// The coefficients after a step, halved until every mean is in range, and the equations there.
    private mutating func moved(
        _ step: [Double], _ nextAlpha: [Double]
    ) throws(CausalError) -> ([Double], (systems: [ClusterSystem], scores: [ClusterScore])) {
        var length = 1.0
        for _ in 0..<40 {
            let next = zip(beta, step).map { $0 + length * $1 }
            if let systems = systems(next) {
                alpha = nextAlpha
                return (next, (systems, try scored(systems)))
            }
            length /= 2
        }
        throw EstimatingEquations.outOfRange
    }

    private mutating func updateDispersion(
        _ now: (systems: [ClusterSystem], scores: [ClusterScore]), _ total: Matrix?
    ) {
        guard model.family.estimatesDispersion else { return }
        let adjustment = total.flatMap { try? leverage(now.scores, $0) }
        let adjusted = products(now.systems, adjustment: adjustment)
        phi = max(adjusted.squares / freedom, 1e-290)
    }

    // MARK: - The equations at a point

    /// n − p
    private var freedom: Double { max(1, Double(data.rowCount - data.width)) }

    private func systems(_ beta: [Double]) -> [ClusterSystem]? {
        let all = Parallel.map(data.clusterCount) {
            ClusterSystem(data, $0, beta, model.family, model.usedLink)
        }
        let valid = all.compactMap { $0 }
        return valid.count == all.count ? valid : nil
    }

    /// U and I of every cluster; where R is not positive definite, α becomes 0.95 of the last point on its way from zero
    /// at which it is, which changes smoothly with α.
    private mutating func scored(_ points: [ClusterSystem]) throws(CausalError) -> [ClusterScore] {
        isShrunk = false
        if let scores = scores(points, alpha) { return scores }
        isShrunk = true
        var (low, high) = (0.0, 1.0)
        for _ in 0..<48 {
            let middle = (low + high) / 2
            if scores(points, alpha.map { middle * $0 }) == nil { high = middle } else { low = middle }
        }
        alpha = alpha.map { 0.95 * low * $0 }
        if let scores = scores(points, alpha) { return scores }
        throw CausalError(
            .notConverged, "no correlation near the estimated one is positive definite",
            remedy: "Take a simpler correlation: exchangeable or independent.")
    }

    private func scores(_ points: [ClusterSystem], _ alpha: [Double]) -> [ClusterScore]? {
        let lags = correlation.lags(alpha, periods: data.periodCount)
        let all = Parallel.map(points.count) { [data] in points[$0].score(data, lags) }
        let valid = all.compactMap { $0 }
        return valid.count == all.count ? valid : nil
    }

    private func products(_ all: [ClusterSystem], adjustment: [[Double]]?) -> LagProducts {
        parts(all, adjustment: adjustment).reduce(LagProducts(periods: data.periodCount), +)
    }

    /// The products of each cluster.
    private func parts(_ all: [ClusterSystem], adjustment: [[Double]]?) -> [LagProducts] {
        Parallel.map(all.count) { [data] i in
            var sums = LagProducts(periods: data.periodCount)
            sums.add(all[i], data, adjustment: adjustment?[i])
            return sums
        }
    }
}

extension EstimatingEquations {
    /// q_i = (ΣI − I_i)⁻¹U_i of every cluster.
    private func leverage(_ scores: [ClusterScore], _ total: Matrix) throws(CausalError) -> [[Double]] {
        try MarginalFit.leverage(scores, total, data)
    }

    private func solved(_ total: Matrix, _ score: [Double]) throws(CausalError) -> [Double] {
        guard let step = Cholesky(total)?.solve(score) else {
            throw CausalError(
                .notIdentified,
                "the estimating equations are singular: the design does not tell the coefficients apart",
                remedy: "Use fewer covariates, or a straight line in time.")
        }
        return step
    }

    /// ΣI
    static func total(_ scores: [ClusterScore], _ width: Int) -> Matrix {
        scores.reduce(Matrix(width, width)) { $0 + $1.information }
    }

    /// ΣU
    static func sum(_ scores: [ClusterScore], _ width: Int) -> [Double] {
        scores.reduce([Double](repeating: 0, count: width)) { zip($0, $1.score).map(+) }
    }

    static var outOfRange: CausalError {
        CausalError(
            .notConverged, "the means leave the family's range: some would be negative, or above 1",
            remedy: "Take the family's usual link (log for counts, logit for events).")
    }
}
