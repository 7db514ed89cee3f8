import Regression

/// Periods written as text.
enum CalendarText {
    /// Months or quarters since the year 0, when every text is one, written alike; nil otherwise.
    static func times(_ labels: [String]) -> [Double]? {
        for kind in Kind.allCases {
            let times = labels.compactMap(kind.time)
            if times.count == labels.count { return times }
        }
        return nil
    }

    /// `2021-03`, `2021/3`, `2021M03`, `2021m3`; `2021-Q1`, `2021q1`.
    private enum Kind: CaseIterable {
        case month
        case quarter

        func time(_ text: String) -> Double? {
            let year = text.prefix(4)
            guard year.count == 4, let first = Double(year), year.allSatisfy(\.isNumber) else { return nil }
            var rest = text.dropFirst(4)
            let separators = rest.prefix { !$0.isNumber }.lowercased()
            rest = rest.dropFirst(separators.count)
            guard !separators.isEmpty, (1...2).contains(rest.count), let number = Int(rest) else {
                return nil
            }
            switch self {
            case .month:
                guard ["-", "/", ".", "m", "-m", " m"].contains(separators), (1...12).contains(number) else {
                    return nil
                }
                return first * 12 + Double(number - 1)
            case .quarter:
                guard ["q", "-q", " q"].contains(separators), (1...4).contains(number) else { return nil }
                return first * 4 + Double(number - 1)
            }
        }
    }

    /// Refuses text whose order as text may not be its order in time.
    static func requireSortable(_ labels: [String], _ name: String) throws(CausalError) {
        guard let first = labels.first else { return }
        let shape = shape(first)
        let other = labels.first { CalendarText.shape($0) != shape }
        let digits = shape.split { $0 != "9" }
        let isSure = other == nil && (digits.count == 1 || shape.hasPrefix("9999"))
        guard !isSure else { return }
        throw CausalError(
            .badPanel,
            "the order in time of the periods '\(first)' and '\(other ?? labels.last ?? first)' is not sure",
            column: name,
            remedy: "Write periods as numbers, or as text that sorts in time: 2021-03, 2021-Q1, 2021-03-15.")
    }

    /// The text with every digit a 9 and, outside digits, its own characters.
    private static func shape(_ text: String) -> String {
        String(text.map { $0.isNumber ? "9" : $0 })
    }
}
