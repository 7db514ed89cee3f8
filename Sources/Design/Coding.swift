/// How categories are coded within a term, so that the columns of all terms together are of full rank.
enum Coding: Sendable, Hashable {
    /// An indicator for every level but the first.
    case contrasts
    /// An indicator for every level.
    case indicators

    /// The coding of each variable of each term.
    ///
    /// The rule of marginality (Chambers & Hastie 1992, p. 38), as R applies it: categories are coded by
    /// contrasts when the term without them is empty or contained in an earlier term, by indicators
    /// otherwise. When nothing spans the constant (no intercept, nothing absorbed), the first categories
    /// of the first term that has any are coded by indicators.
    static func rule(
        _ terms: [Term], spansConstant: Bool, isCategorical: (Variable) -> Bool
    ) -> [[Coding]] {
        var earlier: [Set<Variable>] = []
        var codings: [[Coding]] = []
        for term in terms {
            codings.append(
                term.variables.map { variable in
                    guard isCategorical(variable) else { return .indicators }
                    let margin = Set(term.variables).subtracting([variable])
                    let isSpanned = margin.isEmpty || earlier.contains { margin.isSubset(of: $0) }
                    return isSpanned ? .contrasts : .indicators
                })
            earlier.append(Set(term.variables))
        }
        guard !spansConstant else { return codings }
        for (place, term) in terms.enumerated() {
            guard let first = term.variables.firstIndex(where: isCategorical) else { continue }
            codings[place][first] = .indicators
            break
        }
        return codings
    }
}
