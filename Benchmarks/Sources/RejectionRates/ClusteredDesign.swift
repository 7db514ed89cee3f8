import Causal
import Foundation

/// A design of the study: how many clusters there are, how large, and which are treated.
struct ClusteredDesign: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case balanced, few, unequal, both, within
    }

    let kind: Kind
    let clusters: Int
    /// Rows in each cluster.
    let sizes: [Int]
    /// Which clusters are treated; all false where the regressor varies within clusters.
    let treated: [Bool]

    /// 20 rows in each cluster on average.
    init(_ kind: Kind, clusters: Int) {
        self.kind = kind
        self.clusters = clusters
        let isUnequal = kind == .unequal || kind == .both
        sizes = isUnequal ? ClusteredDesign.unequal(clusters) : Array(repeating: 20, count: clusters)
        let count = kind == .few || kind == .both ? max(2, clusters / 10) : clusters / 2
        switch kind {
        case .within: treated = Array(repeating: false, count: clusters)
        // The last clusters are the largest.
        case .both: treated = (0..<clusters).map { $0 >= clusters - count }
        // Every second one, so that large and small clusters are treated alike.
        case .unequal: treated = (0..<clusters).map { $0 % 2 == 1 }
        default: treated = (0..<clusters).map { $0 < count }
        }
    }

    /// Sizes in proportion to exp(2g/G), as MacKinnon & Webb (2017) with γ = 2: the largest has about seven times
    /// the rows of the smallest.
    private static func unequal(_ clusters: Int) -> [Int] {
        let shares = (1...clusters).map { exp(2 * Double($0) / Double(clusters)) }
        let scale = Double(20 * clusters) / shares.reduce(0, +)
        return shares.map { max(2, Int(($0 * scale).rounded())) }
    }

    /// A heading.
    var title: String {
        switch kind {
        case .balanced: "Balanced"
        case .few: "Few treated"
        case .unequal: "Unequal sizes"
        case .both: "Few treated, the largest"
        case .within: "A regressor that varies within clusters"
        }
    }

    /// What the design is.
    var description: String {
        switch kind {
        case .balanced: "20 rows in each cluster, half of the clusters treated"
        case .few: "20 rows in each cluster, a tenth of the clusters treated, two at least"
        case .unequal: "sizes in proportion to exp(2g/G), half of the clusters treated, large and small alike"
        case .both: "the same sizes, a tenth of the clusters (two at least) treated, the largest"
        case .within: "20 rows in each cluster, half of d's variance within them"
        }
    }

    /// A table in which the regressor `d` has no effect.
    ///
    /// y = x + √.2·c_g + √.8·e, a control x of the same make; with ``Kind/within`` d is too.
    func table(_ random: inout Generator) throws(CausalError) -> DataTable {
        var columns: (y: [Double], d: [Double], x: [Double], g: [Double]) = ([], [], [], [])
        for g in 0..<clusters {
            let (shared, sharedX, sharedD) = (random.normal(), random.normal(), random.normal())
            for _ in 0..<sizes[g] {
                let x = 0.2.squareRoot() * sharedX + 0.8.squareRoot() * random.normal()
                let varying = 0.5.squareRoot() * sharedD + 0.5.squareRoot() * random.normal()
                columns.y.append(x + 0.2.squareRoot() * shared + 0.8.squareRoot() * random.normal())
                columns.x.append(x)
                columns.d.append(kind == .within ? varying : treated[g] ? 1 : 0)
                columns.g.append(Double(g))
            }
        }
        return try DataTable([
            Column("y", columns.y), Column("d", columns.d), Column("x", columns.x), Column("g", columns.g),
        ])
    }
}
