import Tables

extension ModelFrame {
    /// Remarks on columns that are categories although most of their values are numbers.
    ///
    /// One stray text (`12?`, `N/A`, `1,5`) makes a column of numbers text, and a term of it categories: that may be
    /// meant, and is said so that it does not happen unseen.
    public var notes: [String] {
        terms.compactMap(sameAsResponseNote) + strayTextNotes
    }

    /// The remarks on columns of numbers that a stray text made categories.
    package var strayTextNotes: [String] {
        terms.compactMap(strayTextNote)
    }

    private var terms: [String] {
        var terms: [String] = []
        for column in columns where terms.last != column.term { terms.append(column.term) }
        return terms
    }

    private func strayTextNote(_ term: String) -> String? {
        guard let column = sample.table[term], case .categories = column.values,
            let stray = StrayText(column)
        else { return nil }
        return
            "\(term) is taken as \(stray.distinct) categories because it holds text, e.g. '\(stray.value)' in row "
            + "\(stray.row); its other values are numbers."
    }

    private func sameAsResponseNote(_ term: String) -> String? {
        guard term == responseName else { return nil }
        return
            "'\(term)' stands on both sides of the formula: it explains itself entirely, and the other terms nothing."
    }
}
