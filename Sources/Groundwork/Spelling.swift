/// Finds what a misspelt name was meant to be.
public enum Spelling {
    /// The candidate that differs least from `name`, when at most a third of it differs.
    public static func nearest(to name: String, among candidates: [String]) -> String? {
        let allowed = max(1, name.count / 3)
        let scored = candidates.prefix(2000).map { ($0, distance(name.lowercased(), $0.lowercased())) }
        guard let best = scored.min(by: { $0.1 < $1.1 }), best.1 <= allowed else { return nil }
        return best.0
    }

    /// The number of insertions, deletions and substitutions between two texts (Levenshtein 1966).
    static func distance(_ first: String, _ second: String) -> Int {
        let second = Array(second.prefix(200))
        var previous = Array(0...second.count)
        for (i, a) in first.prefix(200).enumerated() {
            var current = [i + 1]
            for (j, b) in second.enumerated() {
                current.append(min(previous[j] + (a == b ? 0 : 1), previous[j + 1] + 1, current[j] + 1))
            }
            previous = current
        }
        return previous[second.count]
    }
}
