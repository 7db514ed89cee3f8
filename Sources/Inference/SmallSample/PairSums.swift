import LinearAlgebra

/// Sums over all pairs of clusters, from which degrees of freedom follow.
///
/// For c contrasts let P(g,h) be the c × c matrix of the working covariances between the contributions of clusters
/// g and h. Wanted is
///
///     total = Σ_g Σ_h tr(P(g,h)²) + (tr P(g,h))².
///
/// P(g,g) is the cluster's effect, and for g ≠ h P(g,h) = Z_g′CZ_h with the images Z and one matrix C. So the sum
/// over pairs is a form in T = Σ_g vec(Z_g)vec(Z_g)′, (m·c)² numbers whatever the number of clusters. What T
/// counts for g = h is taken off again; for the few *heavy* clusters (fewer than twice the rank of the hat
/// matrix) that would lose digits, and their pairs are summed one by one.
struct PairSums: Sendable {
    private let size: Int
    private let count: Int
    private var products: Matrix
    private var own = 0.0
    private var heavy: [(image: Matrix, effect: Matrix)] = []
    private var pending: [Double] = []
    /// The contrasts in the orthonormal slopes, k × c.
    let contrasts: Matrix

    /// Sums for c contrasts (k × c) of images with `size` rows.
    init(contrasts: Matrix, imageSize: Int) {
        self.contrasts = contrasts
        size = imageSize
        count = contrasts.columnCount
        products = Matrix(imageSize * count, imageSize * count)
    }

    /// Adds a cluster.
    mutating func add(_ cluster: AdjustedCluster, _ link: PairLink) {
        let image = cluster.image * contrasts
        let effect = contrasts.transposedTimes(cluster.effect * contrasts)
        if cluster.isHeavy {
            heavy.append((image, effect))
        } else {
            own += PairSums.square(effect) - PairSums.square(image.transposedTimes(link.applied(to: image)))
            pending += image.values
            if pending.count >= 256 * size * count { flush() }
        }
    }

    /// Brings the products up to date.
    mutating func flush() {
        guard !pending.isEmpty else { return }
        let rows = Matrix(size * count, pending.count / (size * count), columnMajor: pending)
        products = products + rows * rows.transposed
        pending.removeAll(keepingCapacity: true)
    }

    /// Adds the sums over other clusters.
    mutating func merge(_ other: PairSums) {
        products = products + other.products
        own += other.own
        heavy += other.heavy
    }

    /// tr(P²) + (tr P)²
    private static func square(_ pair: Matrix) -> Double {
        let trace = pair.diagonal.reduce(0, +)
        var sum = trace * trace
        for j in 0..<pair.columnCount { for i in 0..<pair.rowCount { sum += pair[i, j] * pair[j, i] } }
        return sum
    }

    /// The sum over all pairs.
    func total(_ link: PairLink) -> Double { own + lightPairs(link) + mixedPairs(link) + heavyPairs(link) }

    /// Block (s, t) of the products: Σ z_s z_t′.
    private func block(_ s: Int, _ t: Int) -> Matrix {
        products.part(rows: (s * size)..<((s + 1) * size), columns: (t * size)..<((t + 1) * size))
    }

    /// Σ_st tr(CT_st·CT_st) + tr(CT_st·CT_ts)
    private func lightPairs(_ link: PairLink) -> Double {
        var sum = 0.0
        for s in 0..<count {
            for t in 0...s {
                let first = link.applied(to: block(s, t))
                let second = s == t ? first : link.applied(to: block(t, s))
                let once =
                    PairSums.traceOfProduct(first, first) + PairSums.traceOfProduct(first, second)
                sum += once
                if s != t {
                    sum +=
                        PairSums.traceOfProduct(second, second) + PairSums.traceOfProduct(second, first)
                }
            }
        }
        return sum
    }

    private static func traceOfProduct(_ a: Matrix, _ b: Matrix) -> Double {
        var sum = 0.0
        for j in 0..<a.columnCount { for i in 0..<a.rowCount { sum += a[i, j] * b[j, i] } }
        return sum
    }

    /// Pairs of a heavy and another cluster, both ways round: 2 Σ_st y_s′T_ts y_t + y_s′T_st y_t over the heavy
    /// clusters, y = Cz.
    private func mixedPairs(_ link: PairLink) -> Double {
        guard !heavy.isEmpty else { return 0 }
        let images = heavy.map { link.applied(to: $0.image) }
        let sides = (0..<count).map { s in
            Matrix.beside(images.map { $0.columns(s..<(s + 1)) }, rows: size)
        }
        var sum = 0.0
        for s in 0..<count {
            for t in 0..<count {
                let image = (block(t, s) + block(s, t)) * sides[t]
                sum += zip(sides[s].values, image.values).reduce(0) { $0 + $1.0 * $1.1 }
            }
        }
        return 2 * sum
    }

    private func heavyPairs(_ link: PairLink) -> Double {
        var sum = 0.0
        for (g, first) in heavy.enumerated() {
            sum += PairSums.square(first.effect)
            let left = link.applied(to: first.image)
            for second in heavy[..<g] { sum += 2 * PairSums.square(left.transposedTimes(second.image)) }
        }
        return sum
    }
}

/// C of ``PairSums``: −M, or ((M(U′W²U)M, −M), (−M, 0)) where weights and working model disagree.
struct PairLink: Sendable {
    private let slopes: Int
    private let inverse: Matrix
    private let middle: Matrix?

    init(_ links: DesignLinks, slopes: Int) {
        self.slopes = slopes
        inverse = links.inverse
        middle = links.middle
    }

    /// C·A
    func applied(to a: Matrix) -> Matrix {
        guard let middle else { return -1 * scaled(a) }
        let size = slopes + inverse.rowCount
        let upper = a.part(rows: 0..<size, columns: 0..<a.columnCount)
        let lower = a.part(rows: size..<(2 * size), columns: 0..<a.columnCount)
        let first = middle * upper - scaled(lower)
        let second = -1 * scaled(upper)
        return (Matrix.beside([first.transposed, second.transposed], rows: a.columnCount)).transposed
    }

    /// M·A
    private func scaled(_ a: Matrix) -> Matrix {
        guard inverse.rowCount > 0 else { return a }
        let all = 0..<a.columnCount
        var result = a
        let lower = inverse * a.part(rows: slopes..<a.rowCount, columns: all)
        for j in all { for i in 0..<lower.rowCount { result[slopes + i, j] = lower[i, j] } }
        return result
    }
}
