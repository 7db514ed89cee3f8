import Design
import LinearAlgebra

/// One numbering for the levels of several factors.
enum SharedLevels {
    /// The codes of each factor, shifted past the levels of the factors before it.
    static func codes(_ factors: [Factor]) -> [[Int32]] {
        var offset: Int32 = 0
        return factors.map { factor in
            defer { offset += Int32(factor.levelCount) }
            let base = offset
            return factor.codes.map { $0 + base }
        }
    }
}

/// The few levels that a group of rows meets, with a place for each.
struct LevelScratch {
    /// The levels met, in the order of their first row.
    private(set) var touched: [Int32] = []
    private var slots: [Int32]

    init(_ levelCount: Int) { slots = Array(repeating: -1, count: levelCount) }

    /// The place of a level that was met.
    func slot(_ level: Int) -> Int { Int(slots[level]) }

    /// Forgets all levels.
    mutating func clear() {
        for level in touched { slots[Int(level)] = -1 }
        touched.removeAll(keepingCapacity: true)
    }

    /// Gives a level a place.
    mutating func meet(_ level: Int32) {
        guard slots[Int(level)] < 0 else { return }
        slots[Int(level)] = Int32(touched.count)
        touched.append(level)
    }

    /// A·p on the levels met.
    func image(_ matrix: Matrix, _ p: [Double]) -> [Double] {
        var image = [Double](repeating: 0, count: touched.count)
        for (j, second) in touched.enumerated() {
            for (i, first) in touched.enumerated() { image[i] += matrix[Int(first), Int(second)] * p[j] }
        }
        return image
    }
}
