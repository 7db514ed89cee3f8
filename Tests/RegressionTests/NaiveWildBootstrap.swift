import Regression

/// The wild cluster bootstrap as the textbook tells it: every draw makes n outcomes, estimates again on n rows
/// with every dummy written out, and sums scores over pairs of rows that share a cluster.
struct NaiveWildBootstrap {
    /// The design with the constant and all dummies as columns; no column may be redundant.
    let x: [[Double]]
    let y: [Double]
    let w: [Double]
    /// The cluster codes, one list for each cluster variable.
    let clusters: [[Int]]
    /// The code within which a draw has one number.
    let bootstrap: [Int]
    /// Restrictions and their values.
    let r: [[Double]]
    let values: [Double]
    let imposesNull: Bool
    /// K of CR1.
    let parameters: Int

    /// t (or W/q) of the sample.
    func observed() -> Double { statistic(NaiveReference(x: x, y: y, w: w), values) }

    /// t* or W*/q of a draw whose numbers by bootstrap cluster are given.
    func draw(_ v: [Double]) -> Double {
        let fit = NaiveReference(x: x, y: y, w: w)
        let start = imposesNull ? restricted(fit) : fit.b
        let fitted = x.map { zip($0, start).map(*).reduce(0, +) }
        let outcome = y.indices.map { fitted[$0] + v[bootstrap[$0]] * (y[$0] - fitted[$0]) }
        let centre = imposesNull ? values : NaiveReference.times(r, fit.b)
        return statistic(NaiveReference(x: x, y: outcome, w: w), centre)
    }

    /// β̂ − BR′(RBR′)⁻¹(Rβ̂ − r)
    private func restricted(_ fit: NaiveReference) -> [Double] {
        let (br, inverse) = restriction(fit)
        let distance = zip(NaiveReference.times(r, fit.b), values).map { $0 - $1 }
        let step = NaiveReference.times(br, NaiveReference.times(inverse, distance))
        return zip(fit.b, step).map { $0 - $1 }
    }

    private func restriction(_ fit: NaiveReference) -> (br: [[Double]], inverse: [[Double]]) {
        let br = fit.inverse.map { row in r.map { zip(row, $0).map(*).reduce(0, +) } }
        return (br, NaiveReference.inverted(NaiveReference.product(r, br)))
    }

    private func statistic(_ fit: NaiveReference, _ centre: [Double]) -> Double {
        let (br, _) = restriction(fit)
        let scores = x.indices.map { i in
            r.indices.map { j in
                fit.w[i] * fit.u[i] * x[i].indices.map { x[i][$0] * br[$0][j] }.reduce(0, +)
            }
        }
        var v = r.map { _ in r.map { _ in 0.0 } }
        for i in x.indices {
            for k in x.indices where clusters.contains(where: { $0[i] == $0[k] }) {
                for a in r.indices { for b in r.indices { v[a][b] += scores[i][a] * scores[k][b] } }
            }
        }
        let groups = Double(clusters.map { Set($0).count }.min() ?? 0)
        let n = Double(x.count)
        let scale = (n - 1) / (n - Double(parameters)) * groups / (groups - 1)
        let distance = zip(NaiveReference.times(r, fit.b), centre).map { $0 - $1 }
        if r.count == 1 { return distance[0] / (scale * v[0][0]).squareRoot() }
        let solved = NaiveReference.times(NaiveReference.inverted(v), distance)
        return zip(distance, solved).map(*).reduce(0, +) / scale / Double(r.count)
    }
}
