/// Marks at dates; a number is the days since 1 January 1970 (proleptic Gregorian calendar).
enum CalendarTicks {
    static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// At most about `count` marks: years, quarters, months or days.
    static func of(_ domain: ClosedRange<Double>, count: Int) -> [Tick] {
        guard domain.lowerBound > -3e8, domain.upperBound < 3e8 else {
            return Ticks.linear(domain, count: count, whole: true)
        }
        let room = (domain.upperBound - domain.lowerBound) / Double(max(1, count))
        if room <= 14 { return days(domain, room) }
        let steps = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 12_000, 120_000]
        let step = steps.first { Double($0) * 30.44 >= room } ?? 1_200_000
        let from = date(Int(domain.lowerBound.rounded(.down)))
        let to = date(Int(domain.upperBound.rounded(.up)))
        let firstMonth = from.year * 12 + from.month - 1
        let lastMonth = to.year * 12 + to.month - 1
        let start = Int((Double(firstMonth) / Double(step)).rounded(.up)) * step
        var ticks: [Tick] = []
        for month in stride(from: start, through: lastMonth, by: step) {
            let year = Int((Double(month) / 12).rounded(.down))
            let value = Double(day(year, month - year * 12 + 1, 1))
            guard domain.contains(value) else { continue }
            let name = step >= 12 ? String(year) : "\(months[month - year * 12]) \(year)"
            ticks.append(Tick(value: value, label: name))
        }
        return ticks
    }

    private static func days(_ domain: ClosedRange<Double>, _ room: Double) -> [Tick] {
        let step = [1, 2, 7, 14].first { Double($0) >= room } ?? 14
        let start = Int((domain.lowerBound / Double(step)).rounded(.up)) * step
        return stride(from: start, through: Int(domain.upperBound.rounded(.down)), by: step).map {
            let date = date($0)
            return Tick(value: Double($0), label: "\(date.day) \(months[date.month - 1])")
        }
    }

    /// The date of a day (Hinnant 2013, `civil_from_days`).
    static func date(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        )
    }

    /// The days from 1 January 1970 to a date (Hinnant 2013, `days_from_civil`).
    static func day(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
