import Regression

extension Estimates {
    /// Bounds that hold at once for the estimators whose correlations are known; those whose error comes from draws are
    /// left out and named.
    ///
    /// - Throws: as `simultaneous(rows:draws:seed:)`.
    public func simultaneousAmongCorrelated(seed: UInt64 = 42) throws(CausalError) -> Estimates {
        let testable = rows.indices.filter { rows[$0].isTestable }
        let correlated = testable.filter { i in testable.contains { $0 != i && covariance[i, $0].isFinite } }
        guard correlated.count > 1 else {
            throw CausalError(
                .notIdentified, "simultaneous bounds need two estimators whose correlation is known",
                remedy: "Use --adjust holm, which holds however they vary together.")
        }
        let found = try simultaneous(at: correlated, seed: seed)
        let left = testable.filter { !correlated.contains($0) }
        guard !left.isEmpty else { return found }
        let names = left.map { rows[$0].labels.first?.value.plain ?? rows[$0].term }.joined(separator: ", ")
        return found.adding(notes: [
            "Simultaneous bounds leave out \(names): nobody knows how draws vary with the other estimators."
        ])
    }
}
