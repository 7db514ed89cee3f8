import OracleSupport
import Testing

/// Months and days written as numbers without separators.
@Suite struct NumberedDateTests {
    /// Six units over 2020-09 to 2021-04; three start in 2020-12, one in 2021-02, two never.
    private func panel(_ written: (Int) -> String) throws -> TemporaryFile {
        var lines = "id,month,start,y\n"
        for unit in 0..<6 {
            let start = unit < 3 ? 3 : unit == 3 ? 5 : nil
            for month in 0..<8 {
                let noise = Double((unit * 37 + month * 53) % 19) / 19
                let effect = start.map { month >= $0 ? 2.0 + Double(month - $0) : 0 } ?? 0
                lines +=
                    "\(unit),\(written(month)),\(start.map(written) ?? ""),\(Double(unit) + noise + effect)\n"
            }
        }
        return try TemporaryFile(lines)
    }

    private func month(_ separator: String) -> (Int) -> String {
        { month in
            let (year, number) = month < 4 ? (2020, month + 9) : (2021, month - 3)
            return "\(year)\(separator)\(number < 10 ? "0" : "")\(number)"
        }
    }

    @Test(arguments: ["callaway-santanna", "imputation", "event-study", "twfe"])
    func numbersAreMonths(estimator: String) throws {
        let options = [
            "--outcome", "y", "--unit", "id", "--time", "month", "--cohort", "start", "--estimator",
            estimator,
            "--format", "json",
        ]
        let (written, joined) = (try panel(month("-")), try panel(month("")))
        let texts = try CommandRun(["did", written.path] + options)
        let numbers = try CommandRun(["did", joined.path] + options)
        #expect(texts.status == 0 && numbers.status == 0, "\(texts.error) \(numbers.error)")
        let (one, other) = (try texts.rows(), try numbers.rows())
        #expect(one.map { $0["estimate"] as? Double } == other.map { $0["estimate"] as? Double })
        #expect(one.map { $0["event"] as? Double } == other.map { $0["event"] as? Double })
        #expect(numbers.output.contains("are read as dates"))
    }

    @Test func aSeriesOfMonthsHasNoGaps() throws {
        var (texts, numbers) = ("month,y\n", "month,y\n")
        for t in 0..<36 {
            let (year, number) = (2019 + t / 12, t % 12 + 1)
            let digits = (number < 10 ? "0" : "") + "\(number)"
            let y = Double(t) + Double((t * 37) % 17) / 17 + (t >= 18 ? 5 : 0)
            texts += "\(year)-\(digits),\(y)\n"
            numbers += "\(year)\(digits),\(y)\n"
        }
        let options = ["--outcome", "y", "--time", "month", "--format", "json", "--at"]
        let (written, joined) = (try TemporaryFile(texts), try TemporaryFile(numbers))
        let one = try CommandRun(["its", written.path] + options + ["2020-07"])
        let other = try CommandRun(["its", joined.path] + options + ["202007"])
        #expect(other.status == 0, "\(other.error)")
        #expect(
            try one.rows().map { $0["estimate"] as? Double } == other.rows().map { $0["estimate"] as? Double }
        )
        #expect(!other.output.contains("missing:"))
    }
}
