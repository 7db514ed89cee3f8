import Regression

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The expected information of one cluster's likelihood, by adding up all outcomes that it can have.
///
/// Events y_g of n_g people in groups g of cells that share their linear predictor η_g follow binomials with means h(η_g + b),
/// b normal with variance τ², cut off at (a, c) where a mean would leave (0, 1). With the score s of (η_1…η_G, τ², a, c) the
/// information is Σ_y s s′ L(y): it is the sum of L⁻¹ ∂L ∂L′ over the outcomes.
///
/// - Reference: Zhou, Liao, Kunz, Normand, Wang & Spiegelman (2020), section 2.
struct ExactLikelihood {
    /// The linear predictors of the groups.
    let predictors: [Double]
    /// The people in each.
    let people: [Int]
    let link: Link
    /// τ².
    let variance: Double
    /// Where the random effect is cut off, and whether the limit moves with the parameters.
    let limits: (low: Double, high: Double)

    /// How many nodes the integral over b has: five for each width of the likelihood in b.
    private var nodes: Int {
        var precision = 1 / variance
        for (eta, count) in zip(predictors, people) {
            let mean = LinkScale.mean(link, eta)
            let slope = LinkScale.slope(link, eta)
            precision += Double(count) * slope * slope / (mean * (1 - mean))
        }
        let widths = (limits.high - limits.low) * precision.squareRoot()
        return widths < 160 ? max(48, Int(5 * widths)) : 800
    }

    /// Σ_y ∂L ∂L′ / L in the order η_1…η_G, τ², a, c.
    func information() -> Matrix {
        let groups = predictors.count
        let rule = GaussLegendre(nodes, from: limits.low, to: limits.high)
        let density = rule.nodes.map { exp(-$0 * $0 / (2 * variance)) }
        // The limits themselves are two more nodes, of weight zero.
        let points = rule.nodes + [limits.low, limits.high]
        let weights = zip(rule.weights, density).map { $0 * $1 }
        let norm = weights.reduce(0, +)
        let square = zip(weights, rule.nodes).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
        let edges = [
            exp(-limits.low * limits.low / (2 * variance)), exp(-limits.high * limits.high / (2 * variance)),
        ]
        let tables = (0..<groups).map { BinomialTable(people[$0], predictors[$0], link, points) }
        var information = Matrix(groups + 3, groups + 3)
        // ∂ log of the normalising integral.
        let shift = [square / (2 * variance * variance * norm), -edges[0] / norm, edges[1] / norm]
        let tau = points.map { $0 * $0 / (2 * variance * variance) }
        forEachOutcome(tables) { prefix in
            // Columns: likelihood, its derivatives in η_1…η_{G−1} and in τ²; then the two limits.
            let columns = outcomeColumns(prefix, tables, weights, tau, groups)
            accumulate(columns, edges, norm, shift, tables[groups - 1], &information)
        }
        for j in 0..<information.columnCount {
            for i in 0..<j { information[j, i] = information[i, j] }
        }
        return information
    }

    /// Calls with every combination of events in all groups but the last.
    private func forEachOutcome(_ tables: [BinomialTable], _ body: ([Int]) -> Void) {
        var events = [Int](repeating: 0, count: tables.count - 1)
        while true {
            body(events)
            var place = 0
            while place < events.count, events[place] == people[place] {
                events[place] = 0
                place += 1
            }
            if place == events.count { return }
            events[place] += 1
        }
    }

    /// At each node: the probability of the events in the first groups times the weight, and that times each score.
    private func outcomeColumns(
        _ events: [Int], _ tables: [BinomialTable], _ weights: [Double], _ tau: [Double], _ groups: Int
    ) -> Matrix {
        let count = weights.count + 2
        var columns = Matrix(count, groups + 1)
        for node in 0..<count {
            var product = node < weights.count ? weights[node] : 1
            for (group, event) in events.enumerated() { product *= tables[group].probability[node, event] }
            columns[node, 0] = product
            for (group, event) in events.enumerated() {
                columns[node, group + 1] = product * tables[group].score[node, event]
            }
            columns[node, groups] = product * tau[node]
        }
        return columns
    }

    /// Adds ∂L ∂L′ / L for every number of events in the last group.
    private func accumulate(
        _ columns: Matrix, _ edges: [Double], _ norm: Double, _ shift: [Double], _ last: BinomialTable,
        _ information: inout Matrix
    ) {
        let groups = predictors.count
        let size = columns.rowCount
        let inner = size - 2
        var body = columns
        for column in 0...groups { for edge in 0..<2 { body.values[column * size + inner + edge] = 0 } }
        let sums = last.probability.transposedTimes(body)
        let ends = last.weighted.transposedTimes(Matrix(size, 1, columnMajor: body.column(0)))
        var score = [Double](repeating: 0, count: groups + 3)
        for events in 0..<sums.rowCount {
            let likelihood = sums[events, 0]
            guard likelihood > 0 else { continue }
            for group in 0..<(groups - 1) { score[group] = sums[events, group + 1] / likelihood }
            score[groups - 1] = ends[events, 0] / likelihood
            score[groups] = sums[events, groups] / likelihood - shift[0]
            for edge in 0..<2 {
                let node = inner + edge
                let value = columns[node, 0] * last.probability[node, events] * edges[edge]
                score[groups + 1 + edge] = (edge == 0 ? -value : value) / likelihood - shift[1 + edge]
            }
            let probability = likelihood / norm
            for j in score.indices {
                let scaled = probability * score[j]
                for i in 0...j { information.values[j * score.count + i] += scaled * score[i] }
            }
        }
    }
}

/// Binomial probabilities of one group at the nodes of the random effect, with their scores in η.
struct BinomialTable {
    /// P(y events | b), nodes × (n + 1).
    let probability: Matrix
    /// d log P / dη.
    let score: Matrix
    /// Their product.
    let weighted: Matrix

    init(_ people: Int, _ predictor: Double, _ link: Link, _ points: [Double]) {
        var probability = Matrix(points.count, people + 1)
        var score = probability
        var weighted = probability
        for (node, b) in points.enumerated() {
            let eta = predictor + b
            let mean = min(1, max(0, LinkScale.mean(link, eta)))
            let slope = LinkScale.slope(link, eta)
            let chances = BinomialTable.chances(people, mean)
            for events in 0...people {
                probability[node, events] = chances[events]
                let (y, n) = (Double(events), Double(people))
                guard mean > 0, mean < 1 else { continue }
                score[node, events] = (y - n * mean) / (mean * (1 - mean)) * slope
                weighted[node, events] = chances[events] * score[node, events]
            }
        }
        self.probability = probability
        self.score = score
        self.weighted = weighted
    }

    /// P(0)…P(n), by steps away from the likeliest number, scaled to sum to one.
    private static func chances(_ n: Int, _ p: Double) -> [Double] {
        var chances = [Double](repeating: 0, count: n + 1)
        guard p > 0, p < 1 else {
            chances[p <= 0 ? 0 : n] = 1
            return chances
        }
        let odds = p / (1 - p)
        let mode = min(n, Int(Double(n + 1) * p))
        chances[mode] = 1
        for y in stride(from: mode, to: n, by: 1) {
            chances[y + 1] = chances[y] * Double(n - y) / Double(y + 1) * odds
        }
        for y in stride(from: mode, to: 0, by: -1) {
            chances[y - 1] = chances[y] * Double(y) / Double(n - y + 1) / odds
        }
        let total = chances.reduce(0, +)
        return chances.map { $0 / total }
    }
}
