/// The graph that elimination has left: edges by vertex, and the vertices by their number of edges.
///
/// An edge stands in the lists of both its vertices. One that leads to an eliminated vertex is passed over when its
/// list is read.
struct RemainingGraph {
    private let copies: Int
    private var heads: [Int32]
    private var next: [Int32] = []
    private var ends: [Int32] = []
    private var weights: [Double] = []
    private var queue: DegreeQueue
    /// For each vertex its place among the neighbours in `star`, when it is one.
    private var place: [Int32]
    /// The neighbours of the vertex that was removed last, parallel edges joined.
    private(set) var star: [Neighbour] = []

    /// The graph with each edge in equal copies.
    init(_ edges: EdgeList, copies: Int) {
        self.copies = copies
        heads = Array(repeating: -1, count: edges.vertexCount)
        place = Array(repeating: -1, count: edges.vertexCount)
        queue = DegreeQueue(edges.vertexCount)
        for edge in edges.first.indices {
            for _ in 0..<copies {
                add(edges.first[edge], edges.second[edge], edges.weights[edge] / Double(copies))
                add(edges.second[edge], edges.first[edge], edges.weights[edge] / Double(copies))
            }
        }
        var degrees = [Int](repeating: 0, count: edges.vertexCount)
        for edge in edges.first.indices {
            degrees[Int(edges.first[edge])] += copies
            degrees[Int(edges.second[edge])] += copies
        }
        queue.fill(degrees)
    }

    private mutating func add(_ vertex: Int32, _ end: Int32, _ weight: Double) {
        next.append(heads[Int(vertex)])
        heads[Int(vertex)] = Int32(ends.count)
        ends.append(end)
        weights.append(weight)
    }

    /// Removes a vertex of (about) the fewest edges and leaves its neighbours in `star`.
    mutating func removeVertexOfFewestEdges() -> Int32 {
        let vertex = queue.popFirst()
        star.removeAll(keepingCapacity: true)
        var entry = heads[Int(vertex)]
        while entry >= 0 {
            let end = ends[Int(entry)]
            if !queue.isRemoved(end) {
                if place[Int(end)] < 0 {
                    place[Int(end)] = Int32(star.count)
                    star.append(Neighbour(vertex: end, weight: 0, copies: 0))
                }
                star[Int(place[Int(end)])].weight += weights[Int(entry)]
                star[Int(place[Int(end)])].copies += 1
            }
            entry = next[Int(entry)]
        }
        for i in star.indices {
            place[Int(star[i].vertex)] = -1
            queue.change(star[i].vertex, by: -star[i].copies)
            star[i].copies = min(star[i].copies, copies)
        }
        return vertex
    }

    /// Adds an edge.
    mutating func join(_ a: Int32, _ b: Int32, _ weight: Double) {
        add(a, b, weight)
        add(b, a, weight)
        queue.change(a, by: 1)
        queue.change(b, by: 1)
    }
}

/// Vertices in buckets by their number of edges; a doubly linked list for each bucket.
struct DegreeQueue {
    private var degrees: [Int]
    private var heads: [Int32]
    private var next: [Int32]
    private var previous: [Int32]
    private var lowest = 0
    private static let removed = -1
    /// Larger numbers of edges share the last bucket.
    private static let limit = 4096

    init(_ count: Int) {
        degrees = Array(repeating: 0, count: count)
        heads = Array(repeating: -1, count: DegreeQueue.limit + 1)
        next = Array(repeating: -1, count: count)
        previous = next
    }

    /// Puts all vertices in their buckets.
    mutating func fill(_ degrees: [Int]) {
        self.degrees = degrees
        for vertex in degrees.indices.reversed() { insert(Int32(vertex)) }
        lowest = 0
    }

    func isRemoved(_ vertex: Int32) -> Bool { degrees[Int(vertex)] == DegreeQueue.removed }

    /// Takes a vertex from the lowest bucket; there must be one.
    mutating func popFirst() -> Int32 {
        while heads[lowest] < 0 { lowest += 1 }
        let vertex = heads[lowest]
        unlink(vertex)
        degrees[Int(vertex)] = DegreeQueue.removed
        return vertex
    }

    mutating func change(_ vertex: Int32, by difference: Int) {
        let old = bucket(vertex)
        let new = min(degrees[Int(vertex)] + difference, DegreeQueue.limit)
        if new == old {
            degrees[Int(vertex)] += difference
        } else {
            unlink(vertex)
            degrees[Int(vertex)] += difference
            insert(vertex)
        }
    }

    private func bucket(_ vertex: Int32) -> Int { min(degrees[Int(vertex)], DegreeQueue.limit) }

    private mutating func insert(_ vertex: Int32) {
        let bucket = bucket(vertex)
        lowest = min(lowest, bucket)
        previous[Int(vertex)] = -1
        next[Int(vertex)] = heads[bucket]
        if heads[bucket] >= 0 { previous[Int(heads[bucket])] = vertex }
        heads[bucket] = vertex
    }

    private mutating func unlink(_ vertex: Int32) {
        let (before, after) = (previous[Int(vertex)], next[Int(vertex)])
        if before >= 0 { next[Int(before)] = after } else { heads[bucket(vertex)] = after }
        if after >= 0 { previous[Int(after)] = before }
    }
}
