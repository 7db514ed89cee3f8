import Regression

/// How the mode and what hangs on it answer to (β, σ).
struct ModeResponse {
    /// ∂η at fixed û: patterns × (p + variances)
    let direct: Matrix
    /// ∂η with û moving
    let total: Matrix
    /// ∂û: effects × (p + variances)
    let modeSlope: Matrix
    /// X′WX − X′WL H⁻¹ L′WX
    let information: Matrix
    /// L H⁻¹
    private let projected: Matrix
    private let loadings: Matrix
    private let layout: EffectLayout
    private let mode: ConditionalMode
    private let design: [Double]
    private let width: Int

    init(_ cluster: ClusterLikelihood, _ layout: EffectLayout, _ loadings: Matrix, _ mode: ConditionalMode) {
        let data = cluster.data
        let first = data.patterns(of: cluster.cluster).lowerBound
        let (rows, p) = (mode.points.count, data.width)
        let all = p + cluster.sigma.count
        var direct = Matrix(rows, all)
        var right = Matrix(layout.count, all)
        var weighted = Matrix(rows, all)
        for i in 0..<rows {
            for j in 0..<p { direct[i, j] = data.design[(first + i) * p + j] }
            for m in cluster.sigma.indices {
                let (effect, multiplier) = layout.entry(m, i)
                direct[i, p + m] = multiplier * mode.effects[effect]
                right[effect, p + m] += mode.points[i].slope * multiplier
            }
            for m in 0..<all { weighted[i, m] = mode.points[i].weight * direct[i, m] }
        }
        let load = layout.count == 0 ? Matrix(rows, 0) : loadings
        right = right - load.transposedTimes(weighted)
        modeSlope = mode.factor.solve(right)
        self.direct = direct
        total = direct + load * modeSlope
        projected = mode.factor.solve(load.transposed).transposed
        let whole = direct.transposedTimes(weighted).submatrix(Array(0..<p))
        let crossed = load.transposedTimes(weighted)
        let taken = crossed.transposedTimes(mode.factor.solve(crossed)).submatrix(Array(0..<p))
        information = (whole - taken).symmetrised
        (self.loadings, self.layout, self.mode) = (load, layout, mode)
        (design, width) = (Array(data.design[(first * p)..<((first + rows) * p)]), p)
    }

    /// l_i′H⁻¹l_j
    func leverage(_ i: Int, _ j: Int) -> Double {
        (0..<loadings.columnCount).reduce(0) { $0 + projected[i, $1] * loadings[j, $1] }
    }

    /// 2 Σ W l′H⁻¹∂l/∂σ_m: what log|H| gains directly.
    func logDeterminantSlope(_ m: Int) -> Double {
        mode.points.indices.reduce(0) { sum, i in
            let (effect, multiplier) = layout.entry(m, i)
            return sum + 2 * mode.points[i].weight * projected[i, effect] * multiplier
        }
    }

    /// ∂H for one effect.
    func curvatureSlope(_ m: Int) -> Double {
        mode.points.indices.reduce(0) { sum, i in
            let load = loadings[i, 0]
            let own = m < width ? 0 : 2 * mode.points[i].weight * load * layout.entry(m - width, i).multiplier
            return sum + mode.points[i].weightSlope * total[i, m] * load * load + own
        }
    }

    /// ∂η at a given u, of one effect.
    func direct(_ i: Int, _ m: Int, at u: Double) -> Double {
        m < width ? design[i * width + m] : layout.entry(m - width, i).multiplier * u
    }
}
