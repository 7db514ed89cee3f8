/// The parts of the choices that are still to be searched, those of the greatest bound first; among equals the latest, so
/// that the search goes deep where bounds do not tell parts apart.
///
/// A part is kept as the one bound that it changes in the part that it came from.
struct SearchQueue {
    /// A part of the choices.
    struct Part {
        /// The part that it was divided from; −1 for the whole.
        let parent: Int
        /// The programme whose range it narrows.
        let item: Int
        /// Its range.
        let low: Double
        let high: Double
        /// No allocation in it is better than this.
        let bound: Double
    }

    private(set) var parts: [Part] = []
    private var heap: [Int] = []

    /// The greatest bound of what is left; nil when nothing is.
    var bound: Double? { heap.first.map { parts[$0].bound } }

    /// Adds a part.
    mutating func add(_ part: Part) {
        parts.append(part)
        heap.append(parts.count - 1)
        var place = heap.count - 1
        while place > 0, isBefore(heap[place], heap[(place - 1) / 2]) {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    /// Takes the part of the greatest bound.
    mutating func next() -> Int? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var place = 0
        while true {
            let children = [2 * place + 1, 2 * place + 2].filter { $0 < heap.count }
            guard let child = children.min(by: { isBefore(heap[$0], heap[$1]) }),
                isBefore(heap[child], heap[place])
            else { return first }
            heap.swapAt(child, place)
            place = child
        }
    }

    /// The ranges of a part's levels.
    func ranges(_ part: Int, _ sets: [LevelSet]) -> (lower: [Double], upper: [Double]) {
        var (lower, upper) = (sets.map(\.low), sets.map(\.top))
        var place = part
        while place >= 0 {
            let part = parts[place]
            if part.item >= 0 {
                lower[part.item] = max(lower[part.item], part.low)
                upper[part.item] = min(upper[part.item], part.high)
            }
            place = part.parent
        }
        return (lower, upper)
    }

    private func isBefore(_ first: Int, _ second: Int) -> Bool {
        let (a, b) = (parts[first].bound, parts[second].bound)
        return a == b ? first > second : a > b
    }
}
