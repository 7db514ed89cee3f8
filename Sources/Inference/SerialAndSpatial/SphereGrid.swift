import Groundwork

/// Points on the sphere, sorted into the cells of a cubic grid, within groups that do not meet.
///
/// Two points whose chord is at most the side of a cell lie in the same cell or in two that touch: the grid is
/// in space, so poles and the antimeridian are places like any other. Cells are not stored; points are sorted
/// by group, x, y and z of their cell, and the neighbours of a cell are five stretches of that order.
struct SphereGrid: Sendable {
    /// A point's place in the order.
    private struct Entry {
        let group: Int32
        let cell: UInt64
        let index: Int32
    }

    /// The points' indices, sorted.
    let order: [Int32]
    /// The points in that order.
    let points: [SIMD4<Double>]
    private let cells: [UInt64]
    private let groups: [Int32]

    /// Sorts points.
    ///
    /// - Parameters:
    ///   - groups: a code for each point; nil for one group.
    ///   - chord: how far apart neighbours may be, in units of the radius.
    init(_ points: [SIMD4<Double>], groups: [Int32]?, chord: Double) {
        // A side of 2⁻¹⁹ (12 m) at least keeps a coordinate within 21 bits; a little more than the chord
        // absorbs rounding.
        let side = max(chord * (1 + 1e-9), 0x1p-19)
        var entries = points.indices.map {
            Entry(group: groups?[$0] ?? 0, cell: SphereGrid.cell(points[$0], side), index: Int32($0))
        }
        entries.sort { ($0.group, $0.cell, $0.index) < ($1.group, $1.cell, $1.index) }
        order = entries.map(\.index)
        cells = entries.map(\.cell)
        self.groups = entries.map(\.group)
        self.points = entries.map { points[Int($0.index)] }
    }

    /// x, y and z of the cell, each from 1 up, in 21 bits.
    private static func cell(_ point: SIMD4<Double>, _ side: Double) -> UInt64 {
        let place = ((point + 1) / side).rounded(.down)
        return key(UInt64(max(0, place.x)) + 1, UInt64(max(0, place.y)) + 1, UInt64(max(0, place.z)) + 1)
    }

    private static func key(_ x: UInt64, _ y: UInt64, _ z: UInt64) -> UInt64 { x << 42 | y << 21 | z }

    /// Whether the point after this one lies in another cell.
    func isLastOfCell(_ place: Int) -> Bool {
        place + 1 == cells.count || cells[place + 1] != cells[place] || groups[place + 1] != groups[place]
    }

    /// The stretches of the order, after a place's own cell or within it, where its neighbours may be.
    ///
    /// The first begins with the place's own cell: only what comes after the place itself is meant.
    func stretches(_ place: Int) -> [Range<Int>] {
        let cell = cells[place]
        let (dx, dy): (UInt64, UInt64) = (1 << 42, 1 << 21)
        let own = place..<first(above: cell + 1, groups[place], from: place)
        let others = [cell + dy, cell + dx - dy, cell + dx, cell + dx + dy].map { centre in
            let start = first(above: centre - 2, groups[place], from: place)
            return start..<first(above: centre + 1, groups[place], from: start)
        }
        return [own] + others.filter { !$0.isEmpty }
    }

    /// The first place whose group and cell come after these.
    private func first(above cell: UInt64, _ group: Int32, from: Int) -> Int {
        var (low, high) = (from, cells.count)
        while low < high {
            let middle = (low + high) / 2
            if (groups[middle], cells[middle]) > (group, cell) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
