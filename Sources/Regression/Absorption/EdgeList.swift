import Inference

/// The edges of a graph on levels, each pair once.
struct EdgeList {
    let vertexCount: Int
    private(set) var first: [Int32] = []
    private(set) var second: [Int32] = []
    private(set) var weights: [Double] = []

    /// The graph whose Laplacian is about S: each group is a clique of its levels, of weights wᵢwⱼ/W, and is drawn
    /// as ``ApproximateElimination`` draws them (three levels or fewer exactly). With several factors each has a
    /// graph of its own; how they depend on each other is left to conjugate gradients.
    init(_ graph: CellGraph) {
        vertexCount = graph.levelCount
        let generator = Generator(seed: 20_230_223)
        let drawn = Parallel.map(graph.blocks.count) { block in
            EdgeList.sample(graph.blocks[block], generator.stream(block))
        }
        merge(drawn)
    }

    /// Draws the edges of a block's groups.
    private static func sample(
        _ block: CellGraph.Block, _ generator: Generator
    ) -> RawEdges {
        var generator = generator
        var edges = RawEdges()
        var star: [Neighbour] = []
        for codes in block.codes {
            for group in 0..<block.groupCount {
                collect(codes, block, group, &star)
                sample(star, &generator, &edges)
            }
        }
        return edges
    }

    /// The levels of a group with their weights; cells of one level are joined.
    private static func collect(
        _ codes: [Int32], _ block: CellGraph.Block, _ group: Int, _ star: inout [Neighbour]
    ) {
        star.removeAll(keepingCapacity: true)
        for cell in Int(block.starts[group])..<Int(block.starts[group + 1]) {
            star.append(Neighbour(vertex: codes[cell], weight: block.weights?[cell] ?? 1, copies: 1))
        }
        guard block.codes.count > 1 else { return }
        star.sort { $0.vertex < $1.vertex }
        var kept = 0
        for edge in star.dropFirst() {
            if edge.vertex == star[kept].vertex {
                star[kept].weight += edge.weight
            } else {
                kept += 1
                star[kept] = edge
            }
        }
        star.removeLast(star.count - kept - 1)
    }

    private static func sample(_ star: [Neighbour], _ generator: inout Generator, _ edges: inout RawEdges) {
        let total = star.reduce(0) { $0 + $1.weight }
        guard star.count <= 3 else {
            return ApproximateElimination.sampleTree(star, total, &generator) { edges.append($0, $1, $2) }
        }
        for i in star.indices {
            for j in 0..<i {
                edges.append(star[i].vertex, star[j].vertex, star[i].weight * star[j].weight / total)
            }
        }
    }

    /// Joins the edges of each pair: sorted by their lower vertex, then added up at the other one.
    private mutating func merge(_ drawn: [RawEdges]) {
        var starts = [Int](repeating: 0, count: vertexCount + 1)
        for edges in drawn { for low in edges.low { starts[Int(low) + 1] += 1 } }
        for vertex in 0..<vertexCount { starts[vertex + 1] += starts[vertex] }
        var next = starts
        var others = [Int32](repeating: 0, count: starts[vertexCount])
        var parts = [Double](repeating: 0, count: starts[vertexCount])
        for edges in drawn {
            for (edge, low) in edges.low.enumerated() {
                others[next[Int(low)]] = edges.high[edge]
                parts[next[Int(low)]] = edges.weights[edge]
                next[Int(low)] += 1
            }
        }
        var place = [Int32](repeating: -1, count: vertexCount)
        for vertex in 0..<vertexCount {
            let begin = first.count
            for edge in starts[vertex]..<starts[vertex + 1] {
                let other = others[edge]
                if place[Int(other)] < begin {
                    place[Int(other)] = Int32(first.count)
                    first.append(Int32(vertex))
                    second.append(other)
                    weights.append(0)
                }
                weights[Int(place[Int(other)])] += parts[edge]
            }
        }
    }
}

/// Edges as they were drawn.
struct RawEdges: Sendable {
    private(set) var low: [Int32] = []
    private(set) var high: [Int32] = []
    private(set) var weights: [Double] = []

    mutating func append(_ a: Int32, _ b: Int32, _ weight: Double) {
        low.append(min(a, b))
        high.append(max(a, b))
        weights.append(weight)
    }
}
