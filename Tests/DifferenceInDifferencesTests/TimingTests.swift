import DifferenceInDifferences
import Testing

/// How periods and starts are read, where a mistake would shift every effect.
@Suite struct TimingTests {
    /// Units × periods with an effect of −2 from the start on, and noise that is fixed.
    private func table(
        starts: [Double], periods: Int, label: (Int) -> String? = { _ in nil },
        changes: (inout [Double], Int) -> Void = { _, _ in }
    ) throws -> DataTable {
        var generator = Generator(seed: 5)
        var unit: [Double] = [], time: [Double] = [], start: [Double] = [], y: [Double] = [],
            text: [String?] = []
        for (u, g) in starts.enumerated() {
            for t in 1...periods {
                unit.append(Double(u))
                time.append(Double(t))
                start.append(g)
                text.append(label(t))
                y.append(Double(u) + 0.3 * Double(t) - (Double(t) >= g ? 2 : 0) + 0.01 * generator.normal())
            }
        }
        let treated = zip(time, start).map { $0 >= $1 ? 1.0 : 0 }
        changes(&y, periods)
        return try DataTable([
            Column("u", unit), Column("t", time), Column("g", start.map { $0.isFinite ? $0 : .nan }),
            Column("y", y),
            Column("d", treated), Column("label", text),
        ])
    }

    private func policy(_ treatment: Treatment, period: String = "t") -> PolicyRegression {
        PolicyRegression(outcome: "y", panel: PanelIndex(unit: "u", period: period), treatment: treatment)
    }

    @Test func withoutNeverTreatedUnitsAmbiguousEventTimesAreRefused() throws {
        let data = try table(starts: [6, 6, 6, 10, 10, 10], periods: 16)
        let error = #expect(throws: CausalError.self) { try EventStudy(policy(.firstTreated("g"))).fit(data) }
        #expect(error?.code == .notIdentified)
    }

    @Test func aStartAfterTheDataIsNotTreatedInThem() throws {
        let late = try table(starts: [4, 4, 4, 10000, 10000, 10000], periods: 8)
        let never = try table(starts: [4, 4, 4, .infinity, .infinity, .infinity], periods: 8)
        for estimator in [true, false] {
            let a = try fit(late, event: estimator), b = try fit(never, event: estimator)
            #expect(a.rows == b.rows)
            #expect(a.notes.contains { $0.contains("after the last period") })
        }
    }

    private func fit(_ table: DataTable, event: Bool) throws -> Estimates {
        let treatment = Treatment.firstTreated("g")
        return event
            ? try EventStudy(policy(treatment)).fit(table).estimates()
            : try TwoWayFixedEffects(policy(treatment)).fit(table).estimates()
    }

    /// A missing outcome at the start does not move the start that a 0/1 column tells.
    @Test func missingOutcomesDoNotMoveAStart() throws {
        let data = try table(
            starts: [4, 4, 4, .infinity, .infinity], periods: 8,
            changes: { y, periods in
                y[3] = .nan
                y[periods + 3] = .nan
            })
        let byStatus = try EventStudy(policy(.status("d"))).fit(data).estimates()
        let byStart = try EventStudy(policy(.firstTreated("g"))).fit(data).estimates()
        #expect(byStatus.rows == byStart.rows)
    }

    @Test func periodsInWordsMustSortInTime() throws {
        let unsure = try table(starts: [4, 4, .infinity, .infinity], periods: 12) { "week \($0)" }
        let error = #expect(throws: CausalError.self) {
            try TwoWayFixedEffects(policy(.status("d"), period: "label")).fit(unsure)
        }
        #expect(error?.code == .badPanel)
        let padded = try table(starts: [4, 4, .infinity, .infinity], periods: 12) {
            "week \($0 < 10 ? "0" : "")\($0)"
        }
        let months = try table(starts: [4, 4, .infinity, .infinity], periods: 12) {
            "2021-\($0 < 10 ? "0" : "")\($0)"
        }
        let expected = try EventStudy(policy(.status("d"))).fit(months).estimates()
        for data in [padded, months] {
            #expect(
                try EventStudy(policy(.status("d"), period: "label")).fit(data).estimates().rows
                    == expected.rows)
        }
    }

    /// Months across a year's end are one apart, and a missing month is a gap, said in a note.
    @Test func monthsAreCountedByTheCalendar() throws {
        let label = { (t: Int) -> String? in
            let month = t >= 6 ? t + 9 : t + 8  // 2021-09 … 2022-01, then from 2022-03 on
            return "\(2021 + (month - 1) / 12)-\((month - 1) % 12 + 1 < 10 ? "0" : "")\((month - 1) % 12 + 1)"
        }
        let data = try table(starts: [4, 4, .infinity, .infinity], periods: 8, label: label)
        let result = try EventStudy(policy(.status("d"), period: "label")).fit(data).estimates()
        #expect(
            result.rows.compactMap { $0.labels.first?.value } == [-3, -2, 0, 1, 3, 4, 5].map { .integer($0) })
        #expect(result.notes.contains { $0.contains("2022-01 and 2022-03") })
    }

    @Test func unitsAndPeriodsMustDiffer() throws {
        let data = try table(starts: [4, .infinity], periods: 6)
        let error = #expect(throws: CausalError.self) {
            try TwoWayFixedEffects(policy(.status("d"), period: "u")).fit(data)
        }
        #expect(error?.code == .badArgument)
    }
}
