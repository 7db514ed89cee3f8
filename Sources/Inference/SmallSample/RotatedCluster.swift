import Groundwork
import LinearAlgebra

/// One cluster's columns after its rows were rotated into as few as there are columns.
///
/// Every formula of CR2 and CR3 depends on a cluster only through inner products of its columns, and on
/// functions of matrices I + (products of its columns), which commute with rotations. So the cluster may be
/// replaced by the triangle of its QR factorisation, and what costs n_g³ on the rows costs (k + L_g)³.
struct RotatedCluster {
    /// X, orthonormal over all clusters.
    var slopes: Matrix
    /// D, the crossed levels that the cluster meets.
    var crossed: Matrix
    /// The levels' numbers.
    let levels: [Int32]
    /// û
    var residuals: [Double]
    /// The duals of (X, D): (I − h)W(X, D), or W(X, D) of rows multiplied by √w; nil when they are the same.
    var dual: Matrix?
    /// What unequal weights within nested levels add.
    var oblique: ObliqueLevels?
}

/// E, an orthonormal basis of nested levels whose rows weigh differently: E′WE = I.
struct ObliqueLevels {
    /// What the duals WE leave of E (rotated with the other columns).
    var basis: Matrix
    /// E′W²E
    let square: Matrix
    /// E′W²(X, D)
    var products: Matrix
}

extension ClusterDesign {
    /// The most nested levels with unequal weights that a cluster may hold under `cr2`.
    static let obliqueLimit = 1000

    /// Rotates a cluster.
    ///
    /// - Parameters:
    ///   - scaled: rows are multiplied by √w first (a jackknife, or weights that are inverse variances).
    ///   - needsDual: whether duals are wanted when the weights are not those of the working model.
    func rotated(
        _ group: Int, links: DesignLinks, scaled: Bool, needsDual: Bool, _ scratch: inout LevelScratch
    ) throws(CausalError) -> RotatedCluster {
        let rows = groups.rows(group)
        let levels = levelsMet(rows, &scratch)
        let sweep = try nestedSweep(group)
        let plan = RotationPlan(
            slopes: slopeCount, levels: levels.count, scaled: scaled, dual: isOblique && needsDual)
        var whole: Matrix
        var oblique: ObliqueLevels?
        if sweep != nil || rows.count <= plan.width {
            let local = local(rows, levels: scratch, sweep: sweep)
            if plan.dual, !scaled, let sweep { oblique = try obliqueLevels(sweep, local) }
            whole = plan.columns(local, sweep, oblique)
            if whole.rowCount > whole.columnCount { whole = whole.triangle }
        } else {
            var stack = StackedTriangle(width: plan.width)
            for start in stride(from: rows.startIndex, to: rows.endIndex, by: 1024) {
                let some = rows[start..<min(start + 1024, rows.endIndex)]
                stack.add(plan.columns(local(some, levels: scratch, sweep: nil), nil, nil))
            }
            whole = stack.triangle
        }
        var result = plan.split(whole, levels, oblique)
        result.align(root: root, links)
        return result
    }

    private func obliqueLevels(
        _ sweep: NestedSweep, _ local: LocalDesign
    ) throws(CausalError) -> ObliqueLevels? {
        let basis = sweep.obliqueBasis()
        guard basis.columnCount > 0, let weights = local.weights else { return nil }
        guard basis.columnCount <= ClusterDesign.obliqueLimit else {
            throw CausalError(
                .badArgument,
                "weights vary within \(basis.columnCount) absorbed levels of one cluster; cr2 takes "
                    + "\(ClusterDesign.obliqueLimit) at most",
                remedy: "Use cr3, cr1 or the wild bootstrap.")
        }
        let dual = basis.scalingRows(weights)
        let square = dual.gram
        guard let factor = Cholesky(square) else {
            throw CausalError(.notIdentified, "absorbed levels cannot be told apart within a cluster")
        }
        return ObliqueLevels(
            basis: basis - dual * factor.inverse(), square: square,
            products: dual.transposedTimes(local.regressors.scalingRows(weights)))
    }
}

/// Which columns are rotated together.
struct RotationPlan {
    let slopes: Int
    let levels: Int
    let scaled: Bool
    let dual: Bool

    /// The columns but those of oblique levels.
    var width: Int { (slopes + levels) * (dual ? 2 : 1) + 1 }

    /// (X, D, duals, E, û) of some rows.
    func columns(_ local: LocalDesign, _ sweep: NestedSweep?, _ oblique: ObliqueLevels?) -> Matrix {
        var local = local
        if scaled, let weights = local.weights {
            let roots = weights.map { $0.squareRoot() }
            local.slopes = local.slopes.scalingRows(roots)
            local.crossed = local.crossed.scalingRows(roots)
            local.residuals = local.residuals.scalingRows(roots)
        }
        var parts = [local.slopes, local.crossed]
        if dual, let weights = local.weights {
            var duals = local.regressors.scalingRows(weights)
            if !scaled, let sweep { sweep.sweep(&duals) }
            parts.append(duals)
        }
        if let oblique { parts.append(oblique.basis) }
        return .beside(parts + [local.residuals], rows: local.slopes.rowCount)
    }

    /// Takes the rotated columns apart again.
    func split(_ whole: Matrix, _ met: [Int32], _ oblique: ObliqueLevels?) -> RotatedCluster {
        let size = slopes + levels
        var place = size
        var duals: Matrix?
        if dual {
            duals = whole.columns(place..<(place + size))
            place += size
        }
        var rest = oblique
        if let count = oblique?.basis.columnCount {
            rest?.basis = whole.columns(place..<(place + count))
            place += count
        }
        return RotatedCluster(
            slopes: whole.columns(0..<slopes), crossed: whole.columns(slopes..<size), levels: met,
            residuals: whole.column(place), dual: duals, oblique: rest)
    }
}

extension RotatedCluster {
    /// Makes X orthogonal to D and of unit length, and its duals with it; û orthogonal to D.
    fileprivate mutating func align(root: Matrix, _ links: DesignLinks) {
        let places = levels.map { Int($0) }
        let shift = links.slopeShift.rows(places)
        let k = root.rowCount
        if !levels.isEmpty {
            slopes = slopes - crossed * shift
            let excess = crossed * links.residualShift.rows(places)
            residuals = zip(residuals, excess.values).map { $0 - $1 }
        }
        slopes = slopes * root
        func aligned(_ columns: Matrix) -> Matrix {
            let (first, second) = (columns.columns(0..<k), columns.columns(k..<columns.columnCount))
            let straight = levels.isEmpty ? first : first - second * shift
            return .beside([straight * root, second], rows: columns.rowCount)
        }
        dual = dual.map(aligned)
        if let products = oblique?.products { oblique?.products = aligned(products) }
    }
}

extension Matrix {
    /// R of the QR factorisation.
    var triangle: Matrix {
        var stack = StackedTriangle(width: columnCount)
        stack.add(self)
        return stack.triangle
    }
}
