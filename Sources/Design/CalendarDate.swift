/// A day of the Gregorian calendar, written `2021-03-15` or `2021/03/15`.
struct CalendarDate {
    let year: Int
    let month: Int
    let day: Int

    init?(_ text: String) {
        let parts = text.split(separator: text.contains("/") ? "/" : "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, let year = Int(parts[0]), let month = Int(parts[1]),
            let day = Int(parts[2].prefix(2)), parts[1].count <= 2, parts[2].count <= 2, year >= 0,
            (1...12).contains(month), (1...CalendarDate.days(in: month, of: year)).contains(day)
        else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
    }

    private init(year: Int, month: Int, day: Int) { (self.year, self.month, self.day) = (year, month, day) }

    /// Days since 1 March of the year 0: years that begin in March have their leap day last.
    var dayNumber: Int {
        let shifted = month > 2 ? year : year - 1
        let monthFromMarch = (month + 9) % 12
        return 365 * shifted + CalendarDate.floored(shifted, 4) - CalendarDate.floored(shifted, 100)
            + CalendarDate.floored(shifted, 400) + (153 * monthFromMarch + 2) / 5 + day - 1
    }

    /// ISO weeks since the year 0: week 1 of a year holds its 4 January, and weeks begin on Mondays.
    static func isoWeek(_ week: Int, of year: Int) -> Int {
        // Day 0, 1 March of the year 0, was a Wednesday.
        let fourth = CalendarDate(year: year, month: 1, day: 4).dayNumber
        return floored(fourth + 2, 7) + week - 1
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func floored(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : -((-a + b - 1) / b) }
}

/// A year of four digits, a separator, and a number of one or two digits.
struct YearAndNumber {
    let year: Int
    let number: Int

    init?(_ text: String, separators allowed: Set<String>, _ range: ClosedRange<Int>) {
        let head = text.prefix(4)
        guard head.count == 4, head.allSatisfy({ $0.isASCII && $0.isNumber }), let year = Int(head) else {
            return nil
        }
        let rest = text.dropFirst(4)
        let separator = rest.prefix { !$0.isNumber }
        let digits = rest.dropFirst(separator.count)
        guard allowed.contains(separator.lowercased()), (1...2).contains(digits.count),
            let number = Int(digits),
            range.contains(number)
        else { return nil }
        (self.year, self.number) = (year, number)
    }
}
