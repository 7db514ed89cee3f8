/// A day of the Gregorian calendar, written `2021-03-15` or `2021/03/15`.
package struct CalendarDate {
    package let year: Int
    package let month: Int
    package let day: Int

    /// The day that a text tells; nil when it tells none.
    package init?(_ text: String) {
        let parts = text.split(separator: text.contains("/") ? "/" : "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, let year = Int(parts[0]), let month = Int(parts[1]),
            let day = Int(parts[2].prefix(2)), parts[1].count <= 2, parts[2].count <= 2, year >= 0,
            (1...12).contains(month), (1...CalendarDate.days(in: month, of: year)).contains(day)
        else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// The day of that ``dayNumber``.
    package init(dayNumber: Int) {
        // 400 years have 146,097 days, and a century without a leap day at its end 36,524.
        let era = CalendarDate.floored(dayNumber, 146_097)
        let dayOfEra = dayNumber - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    private init(year: Int, month: Int, day: Int) { (self.year, self.month, self.day) = (year, month, day) }

    /// Days since 1 March of the year 0: years that begin in March have their leap day last.
    package var dayNumber: Int {
        let shifted = month > 2 ? year : year - 1
        let monthFromMarch = (month + 9) % 12
        return 365 * shifted + CalendarDate.floored(shifted, 4) - CalendarDate.floored(shifted, 100)
            + CalendarDate.floored(shifted, 400) + (153 * monthFromMarch + 2) / 5 + day - 1
    }

    /// ISO weeks since the year 0: week 1 of a year holds its 4 January, and weeks begin on Mondays.
    package static func isoWeek(_ week: Int, of year: Int) -> Int {
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

    package static func floored(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : -((-a + b - 1) / b) }
}

/// A year of four digits, a separator, and a number of one or two digits.
package struct YearAndNumber {
    package let year: Int
    package let number: Int

    /// What a text tells; nil when it tells something else.
    package init?(_ text: String, separators allowed: Set<String>, _ range: ClosedRange<Int>) {
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
