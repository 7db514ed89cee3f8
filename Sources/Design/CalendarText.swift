import Groundwork
import Tables

/// Periods written as text.
package enum CalendarText {
    /// Months, quarters, weeks or days since the year 0 with their kind, when every text is one, written alike; nil
    /// otherwise.
    static func times(_ labels: [String]) -> (kind: Kind, times: [Double])? {
        for kind in Kind.allCases {
            let times = labels.compactMap(kind.time)
            if times.count == labels.count, kind.isRegular(times) { return (kind, times) }
        }
        return nil
    }

    /// The same for numbers that all are months or days of the years 1900 to 2100 written without separators.
    static func times(numbers: [Double]) -> (kind: Kind, times: [Double])? {
        guard numbers.count > 1,
            numbers.allSatisfy({ $0 == $0.rounded() && (190_001...21_001_231).contains($0) })
        else { return nil }
        let labels = numbers.map { separated(String(Int($0))) }
        return labels.allSatisfy { $0.contains("-") } ? times(labels) : nil
    }

    /// `2021-03` of `202103` and `2021-03-15` of `20210315`, for the years 1900 to 2100; any other text as it is.
    private static func separated(_ text: String) -> String {
        guard text.utf8.count == 6 || text.utf8.count == 8, text.utf8.allSatisfy({ (48...57).contains($0) }),
            let year = Int(text.prefix(4)), (1900...2100).contains(year)
        else { return text }
        let (month, day) = (text.dropFirst(4).prefix(2), text.dropFirst(6))
        return "\(text.prefix(4))-\(month)" + (day.isEmpty ? "" : "-\(day)")
    }

    /// What a text counts.
    package enum Kind: CaseIterable, Sendable {
        case month, quarter, week
        /// Dates that all are the same day of their months (at most the 28th).
        case monthlyDate
        /// Dates that are whole weeks apart.
        case weeklyDate
        case day

        /// How many make a year, where that is a whole number (52 for weeks).
        package var periodsInYear: Int? {
            switch self {
            case .month, .monthlyDate: 12
            case .quarter: 4
            case .week, .weeklyDate: 52
            case .day: nil
            }
        }

        /// `2021-03`, `2021/3`, `2021M03`, `2021m3`, `202103`; `2021-Q1`, `2021q1`; `2021-W05`; `2021-03-15`, `20210315`.
        func time(_ written: String) -> Double? {
            let text = CalendarText.separated(written)
            return switch self {
            case .month:
                YearAndNumber(text, separators: ["-", "/", ".", "m", "-m", " m"], 1...12).map {
                    Double($0.year * 12 + $0.number - 1)
                }
            case .quarter:
                YearAndNumber(text, separators: ["q", "-q", " q"], 1...4).map {
                    Double($0.year * 4 + $0.number - 1)
                }
            case .week:
                YearAndNumber(text, separators: ["w", "-w", " w"], 1...53).map {
                    Double(CalendarDate.isoWeek($0.number, of: $0.year))
                }
            case .monthlyDate:
                CalendarDate(text).map {
                    Double($0.year * 12 + $0.month - 1) + Double($0.day - 1) / 31
                }
            case .weeklyDate: CalendarDate(text).map { Double($0.dayNumber) / 7 }
            case .day: CalendarDate(text).map { Double($0.dayNumber) }
            }
        }

        /// Whether times of this kind are whole steps apart (and some are apart).
        func isRegular(_ times: [Double]) -> Bool {
            switch self {
            case .month, .quarter, .week, .day: true
            case .monthlyDate, .weeklyDate:
                times.count > 1
                    && times.allSatisfy {
                        let steps = $0 - times[0]
                        return abs(steps - steps.rounded()) < 1e-9
                    }
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
