import CKernels
import Inference

/// An approximate Cholesky factor of a graph's Laplacian, made by elimination with sampling.
///
/// To eliminate a vertex exactly is to join its neighbours i, j by edges of weight wᵢwⱼ/W, a clique. Instead a
/// tree is drawn whose expectation is the clique: in ascending order of weight, neighbour i is joined to one
/// later neighbour j, drawn with probability wⱼ/Sᵢ, by an edge of weight wᵢSᵢ/W, Sᵢ the weight of the later
/// ones. So a vertex of d edges leaves d − 1, and LDL′ costs about as many numbers as the graph has edges.
/// Each edge is split in two halves first, which are drawn for separately and lets the sum deviate less; more
/// than two edges between a pair of vertices are joined to two.
///
/// Vertices of few edges go first. The generator's seed is fixed, so that the factor depends on the graph
/// alone. Reference: Gao, Kyng & Spielman (2023), Robust and Practical Solution of Laplacian Equations by
/// Approximate Elimination, algorithms 3–5.
struct ApproximateElimination: Sendable {
    /// The vertices as they were eliminated.
    private(set) var order: [Int32] = []
    /// Where each eliminated vertex's column begins.
    private(set) var starts: [Int32] = [0]
    /// The neighbours that a vertex had when it was eliminated.
    private(set) var neighbours: [Int32] = []
    /// Their shares wᵢ/W of its weight: the column of L is −shares.
    private(set) var shares: [Double] = []
    /// 1/W, the inverse of D; 0 for the last vertex of a component, where W = 0.
    private(set) var inverses: [Double] = []

    /// Eliminates all vertices of a graph.
    init(_ edges: EdgeList) {
        var graph = RemainingGraph(edges, copies: 2)
        var generator = Generator(seed: 20_230_223)
        for _ in 0..<edges.vertexCount {
            let vertex = graph.removeVertexOfFewestEdges()
            let star = graph.star
            let weight = star.reduce(0) { $0 + $1.weight }
            order.append(vertex)
            for edge in star {
                neighbours.append(edge.vertex)
                shares.append(edge.weight / weight)
            }
            starts.append(Int32(neighbours.count))
            inverses.append(weight > 0 ? 1 / weight : 0)
            ApproximateElimination.sampleTree(star, weight, &generator) { graph.join($0, $1, $2) }
        }
    }

    /// Draws the tree that stands for the clique of a vertex's neighbours.
    static func sampleTree(
        _ star: [Neighbour], _ total: Double, _ generator: inout Generator,
        _ join: (Int32, Int32, Double) -> Void
    ) {
        guard star.count > 1 else { return }
        var edges = star.flatMap { edge in
            repeatElement(
                Neighbour(vertex: edge.vertex, weight: edge.weight / Double(edge.copies), copies: 1),
                count: edge.copies)
        }
        edges.sort { ($0.weight, $0.vertex) < ($1.weight, $1.vertex) }
        // later[i] = Sᵢ, summed from the largest down.
        var later = [Double](repeating: 0, count: edges.count)
        for i in (0..<(edges.count - 1)).reversed() { later[i] = later[i + 1] + edges[i + 1].weight }
        for i in 0..<(edges.count - 1) {
            let point = generator.uniform() * later[i]
            // The first j > i at which less than `point` is left behind it.
            var (low, high) = (i + 1, edges.count - 1)
            while low < high {
                let middle = (low + high) / 2
                if later[middle] <= point { high = middle } else { low = middle + 1 }
            }
            if edges[i].vertex != edges[low].vertex {
                join(edges[i].vertex, edges[low].vertex, edges[i].weight * later[i] / total)
            }
        }
    }

    /// (LDL′)⁺x for `width` numbers side by side.
    func solve(_ x: [Double], _ width: Int) -> [Double] {
        var result = x
        order.withUnsafeBufferPointer { order in
            starts.withUnsafeBufferPointer { starts in
                neighbours.withUnsafeBufferPointer { neighbours in
                    shares.withUnsafeBufferPointer { shares in
                        inverses.withUnsafeBufferPointer { inverses in
                            var factor = causal_elimination(
                                count: Int64(order.count), order: order.baseAddress,
                                starts: starts.baseAddress, levels: neighbours.baseAddress,
                                shares: shares.baseAddress, inverses: inverses.baseAddress)
                            causal_eliminate(&factor, Int32(width), &result)
                        }
                    }
                }
            }
        }
        return result
    }
}

/// A neighbour of a vertex, over one or several edges of a weight together.
struct Neighbour {
    let vertex: Int32
    var weight: Double
    var copies: Int
}
