/// The bipartite graph of two factors: a vertex for each level, an edge where a row has both.
///
/// Its connected components decide how many of the factors' parameters are redundant: the indicators of L₁ and L₂
/// levels have rank L₁ + L₂ − C with C components, because within each the sum of the first factor's indicators is
/// that of the second's, and nothing else repeats (Abowd, Creecy & Kramarz 2002). Found by union and find with path
/// halving (Tarjan & van Leeuwen 1984), in time linear in the rows but for a factor below 5.
public struct LevelGraph: Sendable {
    /// The component, counted from 0, of each level of the first factor.
    public let first: [Int32]
    /// The component of each level of the second factor.
    public let second: [Int32]
    /// The number of components.
    public let componentCount: Int

    /// Finds the components of two factors of the same rows.
    public init(_ a: Factor, _ b: Factor) {
        var parents = (0..<Int32(a.levelCount + b.levelCount)).map { $0 }
        let shift = Int32(a.levelCount)
        parents.withUnsafeMutableBufferPointer { parents in
            // Codes lie below the factors' level counts, so that all vertices are positions in `parents`.
            for (x, y) in zip(a.codes, b.codes) {
                let (p, q) = (LevelGraph.root(x, &parents), LevelGraph.root(y + shift, &parents))
                if p != q { parents[Int(max(p, q))] = min(p, q) }
            }
        }
        // A root is the least vertex of its component and so comes before the others.
        var labels = [Int32](repeating: 0, count: parents.count)
        var count: Int32 = 0
        for vertex in parents.indices {
            let parent = Int(parents[vertex])
            labels[vertex] = parent == vertex ? count : labels[parent]
            count += parent == vertex ? 1 : 0
        }
        first = Array(labels[..<a.levelCount])
        second = Array(labels[a.levelCount...])
        componentCount = Int(count)
    }

    @inline(__always)
    private static func root(_ vertex: Int32, _ parents: inout UnsafeMutableBufferPointer<Int32>) -> Int32 {
        var vertex = vertex
        while parents[Int(vertex)] != vertex {
            parents[Int(vertex)] = parents[Int(parents[Int(vertex)])]
            vertex = parents[Int(vertex)]
        }
        return vertex
    }
}
