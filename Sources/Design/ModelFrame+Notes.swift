import Tables

extension ModelFrame {
    /// Remarks on columns that are categories although most of their values are numbers.
    ///
    /// One stray text (`12?`, `N/A`, `1,5`) makes a column of numbers text, and a term of it categories: that may be
    /// meant, and is said so that it does not happen unseen.
    public var notes: [String] {
        var terms: [String] = []
        for column in columns where terms.last != column.term { terms.append(column.term) }
        return terms.compactMap(strayTextNote)
    }

    private func strayTextNote(_ term: String) -> String? {
        guard case .categories(let categories)? = sample.table[term]?.values,
            let stray = categories.levels.first(where: { Double($0) == nil })
        else { return nil }
        let numbers = categories.levels.count { Double($0) != nil }
        guard numbers > categories.levels.count / 2 else { return nil }
        return
            "\(term) is taken as \(categories.levels.count) categories because it holds text, e.g. '\(stray)'; "
            + "its other values are numbers."
    }
}
