import DifferenceInDifferences
import OracleSupport
import Testing

/// What is said of panels that many files hold: rows that repeat, groups of one unit, treatment from the first period on.
@Suite struct PanelRemarkTests {
    private static let panel = PanelIndex(unit: "clinician", period: "month")
    private static let policy = PolicyRegression(
        outcome: "burnout", panel: panel, treatment: .firstTreated("adopted"))

    private func table() throws -> DataTable {
        var simulation = SimulatedClinics()
        simulation.clinics = 12
        simulation.cliniciansPerClinic = 2
        simulation.months = 8
        simulation.adoption = .staggered(months: [4, 6], neverTreatedShare: 0.4)
        return try simulation.table()
    }

    /// The notes of estimators that take a panel with event times −2 to 1.
    private func notes(_ table: DataTable) throws -> [(name: String, notes: [String])] {
        let policy = Self.policy
        return try [
            ("twfe", TwoWayFixedEffects(policy).fit(table).estimates().notes),
            ("event-study", EventStudy(policy).fit(table).estimates().notes),
            ("imputation", Imputation(policy).fit(table).aggregate().estimates().notes),
            ("two-stage", TwoStage(policy).fit(table).aggregate().estimates().notes),
            ("sun-abraham", SunAbraham(policy).fit(table).aggregate().estimates().notes),
            ("etwfe", ExtendedTwoWay(policy).fit(table).aggregate().estimates().notes),
            ("stacked", StackedComparisons(policy, window: -2...1).fit(table).aggregate().estimates().notes),
        ]
    }

    private func others(_ table: DataTable) throws -> [(name: String, notes: [String])] {
        try [
            (
                "callaway-santanna",
                GroupTimeATT(outcome: "burnout", panel: Self.panel, firstTreated: "adopted").fit(table)
                    .estimates()
                    .notes
            ),
            ("lp-did", LocalProjections(Self.policy, window: -2...1).fit(table).estimates().notes),
        ]
    }

    @Test(arguments: [false, true])
    func repeatedRowsAreNamed(withGaps: Bool) throws {
        let whole = try table()
        let count = Int32(whole.rowCount)
        let kept = (0..<count).filter { !withGaps || ![20, 50, 90].contains($0) }
        let doubled = whole.rows(kept + [10, 11])
        for (name, notes) in try notes(doubled) {
            let said = notes.filter { $0.hasPrefix("2 rows repeat a unit and period") }
            #expect(said.count == 1, "\(name)")
            #expect(said[0].contains("rows 11 and \(kept.count + 1)"), "\(name)")
        }
        #expect(throws: CausalError.self) { try others(doubled) }
        #expect(try notes(whole).allSatisfy { !$0.notes.contains { $0.contains("repeat") } })
    }

    @Test func groupsOfOneUnitAreSaid() throws {
        let whole = try table()
        let (starts, units) = try (whole.numbers("adopted"), whole.numbers("clinician"))
        let first = try #require(starts.firstIndex(of: 6))
        let never = try #require(starts.firstIndex { !($0 > 0) })
        let lonely = whole.rows(
            (0..<Int32(whole.rowCount)).filter { starts[Int($0)] != 6 || units[Int($0)] == units[first] })
        for (name, notes) in try notes(lonely) + others(lonely) {
            #expect(
                notes.contains { $0.hasPrefix("One cohort has a single unit (first treated 6)") }, "\(name)")
        }
        let control = whole.rows(
            (0..<Int32(whole.rowCount)).filter { starts[Int($0)] > 0 || units[Int($0)] == units[never] })
        for (name, notes) in try notes(control) + others(control) {
            #expect(notes.contains { $0.hasPrefix("A single unit is never treated") }, "\(name)")
        }
        let switchers = try Switchers(outcome: "burnout", panel: Self.panel, treatment: "treated").fit(lonely)
        #expect(switchers.notes.contains { $0.contains("1 of 2 groups that switch") })
    }

    @Test func treatmentFromTheFirstPeriodOnIsSaid() throws {
        let whole = try table()
        let (starts, units) = try (whole.numbers("adopted"), whole.numbers("clinician"))
        let first = try #require(starts.firstIndex(of: 6))
        let early = starts.indices.map { units[$0] == units[first] ? 1 : starts[$0] }
        let table = try DataTable(whole.columns.filter { $0.name != "adopted" } + [Column("adopted", early)])
        let twoWay = try TwoWayFixedEffects(Self.policy).fit(table).estimates().notes
        #expect(
            twoWay.contains { $0.hasPrefix("8 rows are of units that are treated from the first period on") })
        let local = try LocalProjections(Self.policy, window: -2...1).fit(table).estimates().notes
        #expect(local.contains { $0.contains("take no part") })
    }

    /// Time may be counted from an event: 0 is then a period, and whoever means never leaves the cell empty.
    @Test func zeroAmongNegativePeriods() throws {
        let whole = try table()
        let months = try whole.numbers("month").map { $0 - 6 }
        func shifted(_ never: Double) throws -> DataTable {
            let starts = try whole.numbers("adopted").map { $0 > 0 && $0.isFinite ? $0 - 6 : never }
            return try DataTable(
                whole.columns.filter { $0.name != "month" && $0.name != "adopted" }
                    + [Column("month", months), Column("adopted", starts)])
        }
        let plain = try Imputation(Self.policy).fit(whole).aggregate().estimates()["ATT"]
        let moved = try Imputation(Self.policy).fit(shifted(.nan)).aggregate().estimates()["ATT"]
        #expect(agree(plain.estimate, moved.estimate, relative: 1e-10))
        let error = #expect(throws: CausalError.self) { try Imputation(Self.policy).fit(shifted(0)) }
        #expect(error?.code == .badValue)
    }

    @Test func aGapIsNamedWhereAWindowDoesNotFit() throws {
        let gap = try table().filtered(where: "month != 5")
        let error = #expect(throws: CausalError.self) {
            try StackedComparisons(Self.policy, window: -2...1).fit(gap)
        }
        #expect(error?.remedy?.contains("none lies between 4 and 6") == true)
        let study = try EventStudy(Self.policy).fit(gap).estimates().notes
        #expect(study.contains { $0.contains("no row at event time -1") })
    }

    /// A constant, a function of the period and a repeated covariate say nothing that others do not.
    @Test func covariatesThatNoComparisonCanUseAreLeftOut() throws {
        let table = try table()
        func att(_ covariates: String) throws -> Estimates {
            try GroupTimeATT(
                outcome: "burnout", panel: Self.panel, firstTreated: "adopted",
                adjustment: .doublyRobust(covariates)
            ).fit(table).aggregate(.simple).estimates()
        }
        let plain = try att("caseload")
        let more = try att("caseload + I(0 * caseload + 1) + month + I(2 * caseload + month)")
        #expect(agree(plain.rows[0].estimate, more.rows[0].estimate, relative: 1e-9))
        #expect(more.notes.contains { $0.hasPrefix("3 covariates are left out") })
    }

    /// A period in which nobody has an outcome keeps its place among periods that are texts.
    @Test func aPeriodWithoutOutcomesKeepsItsPlace() throws {
        let whole = try table()
        let months = try whole.numbers("month")
        let outcome = try zip(whole.numbers("burnout"), months).map { $1 == 2 ? .nan : $0 }
        func att(_ text: Bool) throws -> Estimate {
            let period =
                text ? Column("month", months.map { Optional("w\(Int($0))") }) : Column("month", months)
            let table = try DataTable(
                whole.columns.filter { $0.name != "burnout" && $0.name != "month" }
                    + [Column("burnout", outcome), period])
            return try GroupTimeATT(outcome: "burnout", panel: Self.panel, treatment: .status("treated"))
                .fit(table).aggregate(.simple).estimates()["ATT"]
        }
        #expect(try att(true).estimate == att(false).estimate)
    }

    /// Checks count periods anew, so that a start at 0 stays a start.
    @Test func checksKeepStartsAtZero() throws {
        let whole = try table()
        func placebo(_ shift: Double) throws -> Estimate {
            let months = try whole.numbers("month").map { $0 - shift }
            let moved = try DataTable(
                whole.columns.filter { $0.name != "month" } + [Column("month", months)])
            let check = PolicyCheck(panel: Self.panel, treatment: .status("treated")) {
                (table, treatment) throws(CausalError) in
                var policy = Self.policy
                policy.treatment = treatment
                return try Imputation(policy).fit(table).aggregate().estimates()["ATT"]
            }
            return try check.placeboInTime(moved, shift: 2).rows[0]
        }
        #expect(agree(try placebo(0).estimate, try placebo(4).estimate, relative: 1e-10))
        #expect(agree(try placebo(0).estimate, try placebo(6).estimate, relative: 1e-10))
    }

    /// A time stamp in place of a month: every row its own unit and period.
    @Test func panelsThatNoMemoryHoldsAreRefused() throws {
        let n = 20_000
        let numbers = (0..<n).map(Double.init)
        let table = try DataTable([
            Column("clinician", numbers), Column("month", numbers),
            Column("adopted", numbers.map { $0.truncatingRemainder(dividingBy: 2) == 0 ? .nan : $0 + 2 }),
            Column("burnout", numbers),
        ])
        let group = GroupTimeATT(outcome: "burnout", panel: Self.panel, firstTreated: "adopted")
        let synthetic = SyntheticDifferenceInDifferences(
            outcome: "burnout", panel: Self.panel, treatment: .firstTreated("adopted"))
        for error in [
            #expect(throws: CausalError.self) { try group.fit(table) },
            #expect(throws: CausalError.self) { try synthetic.fit(table) },
        ] {
            #expect(error?.code == .badPanel)
        }
    }

    /// Event times far apart are no event study.
    @Test func sensitivityRefusesFarEventTimes() throws {
        let rows = [-1e15, 0, 1e15].map {
            Estimate(
                term: "event", labels: [.init("event", .integer(Int($0)))], estimate: 1, standardError: 1,
                degreesOfFreedom: nil)
        }
        let result = Estimates(
            command: "did", rows: rows, covariance: Matrix.diagonal([1, 1, 1]), model: [], notes: [])
        let error = #expect(throws: CausalError.self) { try EventCoefficients(result) }
        #expect(error?.code == .badArgument)
    }

    /// Periods that are texts are ordered by the calendar, by local projections too.
    @Test func localProjectionsTakeTextPeriods() throws {
        let whole = try table()
        let months = try whole.numbers("month").map { Optional("2021-0\(Int($0))") }
        let starts = try whole.numbers("adopted").map { $0 > 0 && $0.isFinite ? "2021-0\(Int($0))" : nil }
        let texts = try DataTable(
            whole.columns.filter { $0.name != "month" && $0.name != "adopted" }
                + [Column("month", months), Column("adopted", starts)])
        let model = LocalProjections(Self.policy, window: -2...1)
        let (a, b) = try (model.fit(whole).estimates(), model.fit(texts).estimates())
        #expect(agree(a.rows[0].estimate, b.rows[0].estimate, relative: 1e-12))
        let doubled = texts.rows(Array(0..<Int32(texts.rowCount)) + [3])
        let error = #expect(throws: CausalError.self) { try model.fit(doubled) }
        #expect(error?.code == .badPanel)
    }

    @Test func rowsThatWereDroppedAreSaid() throws {
        let whole = try table()
        var outcome = try whole.numbers("burnout")
        outcome[7] = .nan
        let table = try DataTable(
            whole.columns.filter { $0.name != "burnout" } + [Column("burnout", outcome)])
        for (name, notes) in try notes(table) + others(table) {
            #expect(notes.contains { $0.contains("dropped") && $0.contains("burnout 1") }, "\(name)")
        }
    }

    /// Treated rows weigh alike in `simple`: it is the mean of cells weighted by their cohorts' units.
    @Test func simpleIsTheMeanOfWeightedCells() throws {
        let table = try table()
        let fit = try GroupTimeATT(outcome: "burnout", panel: Self.panel, firstTreated: "adopted").fit(table)
        let (starts, months) = try (table.numbers("adopted"), table.numbers("month"))
        var (sum, mass) = (0.0, 0.0)
        for row in try fit.estimates().rows {
            guard let group = row.labels[0].value.double, let time = row.labels[1].value.double, time >= group
            else { continue }
            let units = Double(starts.indices.count { starts[$0] == group && months[$0] == time })
            sum += units * row.estimate
            mass += units
        }
        let simple = try fit.aggregate(.simple).estimates()["ATT"].estimate
        #expect(agree(simple, sum / mass, relative: 1e-12))
    }

    @Test func withoutEnoughControlsSyntheticDrawsUnits() throws {
        let few = try SyntheticDifferenceInDifferences(
            outcome: "burnout", panel: Self.panel, treatment: .firstTreated("adopted")
        ).fit(table())
        guard case .bootstrap = few.usualInference(draws: 3) else {
            Issue.record("placebos need more controls than treated units")
            return
        }
        #expect(try few.estimates(few.usualInference(draws: 3)).rows[0].standardError > 0)
    }
}
