/// How a statistics program counts time.
enum ReadStatDates {
    case stata, spss, sas

    /// The program that writes files of this kind.
    static func system(_ kind: FileKind) -> ReadStatDates? {
        switch kind {
        case .stata: .stata
        case .spss: .spss
        case .sas, .transport: .sas
        default: nil
        }
    }

    /// What a format's numbers count; nil when they are no dates.
    func unit(format: String) -> DateUnit? {
        switch self {
        case .stata: ReadStatDates.stataUnit(format)
        case .spss: ReadStatDates.named(format, ReadStatDates.spssFormats)
        case .sas: ReadStatDates.named(format, ReadStatDates.sasFormats)
        }
    }

    /// Days from 1 March of the year 0 to 1 January 1960, and to 14 October 1582.
    private static let (january1960, october1582) = (715_815, 578_040)

    /// `%td`, `%tcDD…`, `%-tm`, and `%d` of early versions.
    private static func stataUnit(_ format: String) -> DateUnit? {
        let letters = format.drop { $0 == "%" || $0 == "-" }
        guard format.first == "%" else { return nil }
        if letters.first == "d" { return .days(since: january1960) }
        guard letters.first == "t" else { return nil }
        switch letters.dropFirst().first {
        case "d": return .days(since: january1960)
        case "c", "C": return .parts(1000, since: january1960)
        case "w": return .ofYear(52, "-W", width: 2)
        case "m": return .ofYear(12, "-", width: 2)
        case "q": return .ofYear(4, "-Q", width: 1)
        case "h": return .ofYear(2, "-H", width: 1)
        default: return nil
        }
    }

    /// The unit of a format's name, without its width.
    private static func named(_ format: String, _ known: [String: DateUnit]) -> DateUnit? {
        let name = format.uppercased()
        if let unit = known[name] { return unit }
        return known[String(name.prefix { !$0.isNumber && $0 != "." })]
    }

    private static let spssFormats: [String: DateUnit] = Dictionary(
        uniqueKeysWithValues: [
            "DATE", "ADATE", "EDATE", "JDATE", "SDATE", "QYR", "MOYR", "WKYR", "DATETIME", "YMDHMS",
        ].map { ($0, DateUnit.parts(1, since: october1582)) })

    private static let sasFormats: [String: DateUnit] = {
        let days = [
            "DATE", "DAY", "DDMMYY", "DDMMYYB", "DDMMYYC", "DDMMYYD", "DDMMYYN", "DDMMYYP", "DDMMYYS",
            "MMDDYY",
            "MMDDYYB", "MMDDYYC", "MMDDYYD", "MMDDYYN", "MMDDYYP", "MMDDYYS", "YYMMDD", "YYMMDDB", "YYMMDDC",
            "YYMMDDD", "YYMMDDN", "YYMMDDP", "YYMMDDS", "JULIAN", "JULDAY", "MMYY", "MONYY", "MONNAME",
            "MONTH",
            "QTR", "QTRR", "WEEKDATE", "WEEKDATX", "WORDDATE", "WORDDATX", "YYMM", "YYMON", "YYQ", "YYQR",
            "YEAR",
            "E8601DA", "B8601DA", "NLDATE", "NLDATEMN", "IS8601DA",
        ]
        let seconds = [
            "DATETIME", "DATEAMPM", "DTDATE", "E8601DT", "B8601DT", "NLDATM", "MDYAMPM", "IS8601DT",
        ]
        return Dictionary(
            uniqueKeysWithValues: days.map { ($0, DateUnit.days(since: january1960)) }
                + seconds.map { ($0, DateUnit.parts(1, since: january1960)) }
                // Names that end in a digit, whose number is not a width.
                + [
                    ("E8601DA10", DateUnit.days(since: january1960)),
                    ("E8601DT19", .parts(1, since: january1960)),
                ])
    }()
}

/// What numbers of a column of dates count.
enum DateUnit: Sendable {
    /// Days since a day, counted from 1 March of the year 0.
    case days(since: Int)
    /// Parts of a second since a day; 1000 are milliseconds.
    case parts(Int, since: Int)
    /// Parts of a year since 1960, and how they are written behind it.
    case ofYear(Int, String, width: Int)

    /// The numbers as texts that sort in time; nil when one lies outside the years 1 to 9999.
    func column(_ name: String, _ numbers: [Double], labels: ColumnLabels?) -> Column? {
        var places: [Double: Int32] = [:]
        var values: [Double] = []
        var codes: [Int32] = []
        codes.reserveCapacity(numbers.count)
        for number in numbers {
            guard !number.isNaN else {
                codes.append(-1)
                continue
            }
            guard number.magnitude < 1e15 else { return nil }
            let whole = number.rounded(.down)
            if let place = places[whole] {
                codes.append(place)
            } else {
                places[whole] = Int32(values.count)
                codes.append(Int32(values.count))
                values.append(whole)
            }
        }
        let texts = values.map { text(Int($0)) }
        guard !texts.contains(nil) else { return nil }
        let levels = texts.compactMap { $0 }
        return Column(name, .categories(Categories(codes: codes, levels: levels)), labels: labels)
            .withoutMidnights
    }

    /// A number as a text; nil outside the years 1 to 9999.
    func text(_ number: Int) -> String? {
        switch self {
        case .days(let start): return DateUnit.day(number + start)
        case .parts(let perSecond, let start):
            let perDay = 86_400 * perSecond
            let day = CalendarDate.floored(number, perDay)
            guard let date = DateUnit.day(day + start) else { return nil }
            let rest = number - day * perDay
            let seconds = rest / perSecond
            let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { DateUnit.padded($0, 2) }
            let fraction = rest % perSecond
            return "\(date) \(clock.joined(separator: ":"))"
                + (fraction > 0 ? "." + DateUnit.padded(fraction, 3) : "")
        case .ofYear(let parts, let separator, let width):
            let year = 1960 + CalendarDate.floored(number, parts)
            guard (1...9999).contains(year) else { return nil }
            let part = number - CalendarDate.floored(number, parts) * parts + 1
            return DateUnit.padded(year, 4) + separator + DateUnit.padded(part, width)
        }
    }

    /// The number that a text stands for; nil when it is not written as ``text(_:)`` writes it.
    func number(_ text: String) -> Double? {
        switch self {
        case .days(let start): return CalendarDate(text).map { Double($0.dayNumber - start) }
        case .parts(let perSecond, let start):
            let halves = text.split(separator: " ", maxSplits: 1)
            guard let date = halves.first.flatMap({ CalendarDate(String($0)) }) else { return nil }
            let clock = halves.count == 2 ? halves[1].split(separator: ":").map { Double($0) } : [0, 0, 0]
            guard clock.count == 3, let hours = clock[0], let minutes = clock[1], let seconds = clock[2]
            else {
                return nil
            }
            let second = Double(date.dayNumber - start) * 86_400 + hours * 3600 + minutes * 60 + seconds
            return (second * Double(perSecond)).rounded()
        case .ofYear(let parts, let separator, _):
            return YearAndNumber(text, separators: [separator.lowercased()], 1...parts).map {
                Double(($0.year - 1960) * parts + $0.number - 1)
            }
        }
    }

    private static func day(_ number: Int) -> String? {
        let date = CalendarDate(dayNumber: number)
        guard (1...9999).contains(date.year) else { return nil }
        return padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
