/// Terms while a formula is read: sets of positions among the variables met so far.
///
/// The algebra is Wilkinson & Rogers' (1973): sums are unions, products unions of pairs, and every set keeps
/// the order in which its terms were written.
struct TermSet {
    /// The terms, each an ascending list of variable positions.
    private(set) var terms: [[Int]] = []
    private var known: Set<[Int]> = []

    /// How many terms a formula may have.
    static let limit = 20_000

    init() {}

    /// One term of one variable.
    init(variable: Int) { insert([variable]) }

    private mutating func insert(_ term: [Int]) {
        if known.insert(term).inserted { terms.append(term) }
    }

    /// a + b
    mutating func add(_ other: TermSet) { for term in other.terms { insert(term) } }

    /// a − b
    mutating func remove(_ other: TermSet) {
        terms.removeAll { other.known.contains($0) }
        known.subtract(other.known)
    }

    /// a:b, or nil when there would be too many terms.
    func crossed(_ other: TermSet) -> TermSet? {
        guard terms.count * other.terms.count <= 10 * TermSet.limit else { return nil }
        var result = TermSet()
        for first in terms {
            for second in other.terms { result.insert(Set(first).union(second).sorted()) }
        }
        return result.terms.count <= TermSet.limit ? result : nil
    }

    /// a*b = a + b + a:b
    func product(_ other: TermSet) -> TermSet? {
        guard let crossing = crossed(other) else { return nil }
        var result = self
        result.add(other)
        result.add(crossing)
        return result
    }

    /// a/b = a + (the product of all of a):b
    func nesting(_ other: TermSet) -> TermSet? {
        var whole = TermSet()
        whole.insert(Set(terms.flatMap { $0 }).sorted())
        guard let crossing = whole.crossed(other) else { return nil }
        var result = self
        result.add(crossing)
        return result
    }

    /// (a + b + …)^order: all crossings of at most `order` terms.
    func power(_ order: Int) -> TermSet? {
        var result = self
        for _ in 1..<max(1, min(order, terms.count)) {
            guard let next = result.product(self) else { return nil }
            if next.terms.count == result.terms.count { break }
            result = next
        }
        return result
    }
}
