import DifferenceInDifferences
import OracleSupport
import Testing

/// What group-time effects must satisfy whatever the numbers, and what is said of bad panels.
@Suite struct GroupTimeTests {
    private let data: OracleData
    private let model = GroupTimeATT(
        outcome: "burnout", panel: PanelIndex(unit: "clinician", period: "month"), firstTreated: "adopted",
        adjustment: .doublyRobust("experience"))

    init() throws { data = try OracleData(folder: oracles) }

    @Test func effectsDoNotDependOnTheOrderOfRowsOrOnThreads() throws {
        let table = try data.table("cohorts")
        let first = try model.fit(table).aggregate(.event).estimates(.multiplierBootstrap(draws: 99))
        let threads = Parallel.threads
        Parallel.threads = 1
        let alone = try model.fit(table).aggregate(.event).estimates(.multiplierBootstrap(draws: 99))
        Parallel.threads = threads
        #expect(first == alone)
        let turned = try DataTable(
            table.columns.map { column in
                Column(column.name, .numbers((column.numbers ?? []).reversed()))
            }.filter { $0.numbers?.count == table.rowCount })
        let second = try model.fit(turned).aggregate(.event).estimates()
        for (a, b) in zip(first.rows, second.rows) { #expect(agree(a.estimate, b.estimate, relative: 1e-10)) }
    }

    @Test func withoutCovariatesAllMethodsAreDifferencesOfMeans() throws {
        let table = try data.table("cohorts")
        var plain = model
        let results = try [Adjustment.none, .inverseProbability(), .outcomeRegression()].map { adjustment in
            plain.adjustment = adjustment
            return try plain.fit(table).estimates()
        }
        for other in results.dropFirst() { #expect(other.rows == results[0].rows) }
    }

    @Test func influenceByUnitSumsToTheCovarianceAndToNothing() throws {
        let fit = try model.fit(data.table("holes"))
        let whole = try fit.influence(summedBy: fit.sample.factor("clinician"))
        let errors = try fit.estimates().rows.map(\.standardError)
        for column in 0..<whole.columnCount {
            let values = whole.column(column)
            #expect(abs(values.reduce(0, +)) < 1e-12)
            let square = values.reduce(0) { $0 + $1 * $1 }
            #expect(agree(square.squareRoot(), errors[column], relative: 1e-12))
        }
    }

    /// The derivative of the effect in one unit's weight is its influence.
    @Test(
        arguments: [
            Adjustment.doublyRobust("experience"), .inverseProbability("experience"),
            .outcomeRegression("experience"),
        ], [true, false])
    func influenceIsTheDerivativeInAWeight(_ adjustment: Adjustment, _ isPanel: Bool) throws {
        let table = try data.table("cohorts")
        let effects = { (step: Double) throws -> GroupTimeFit in
            let weights = (0..<table.rowCount).map { row in
                1 + ((isPanel ? table["clinician"]?.numbers?[row] == 3 : row == 14) ? step : 0)
            }
            let weighted = try DataTable(table.columns + [Column("w", weights)])
            return try GroupTimeATT(
                outcome: "burnout", panel: PanelIndex(unit: isPanel ? "clinician" : nil, period: "month"),
                firstTreated: "adopted", adjustment: adjustment, weights: "w"
            ).fit(weighted)
        }
        let fit = try effects(0)
        let (up, down) = try (effects(1e-4), effects(-1e-4))
        let blocks = try fit.influence(
            summedBy: isPanel ? fit.sample.factor("clinician") : fit.influenceGroups([]))
        let row = isPanel ? 2 : 14
        for column in fit.terms.indices {
            let slope = (up.coefficients[column] - down.coefficients[column]) / 2e-4
            #expect(
                abs(slope - blocks[row, column]) < 1e-6 * (1e-2 + slope.magnitude), "\(fit.terms[column])")
        }
    }

    @Test func badPanelsAreExplained() throws {
        func failure(_ text: String, _ change: (inout GroupTimeATT) -> Void = { _ in }) -> CausalError? {
            var model = GroupTimeATT(
                outcome: "y", panel: PanelIndex(unit: "i", period: "t"), firstTreated: "g")
            change(&model)
            do {
                _ = try model.fit(DataTable(csvText: text))
                return nil
            } catch { return error }
        }
        let head = "i,t,g,y\n"
        #expect(failure(head + "1,1,2,0\n1,1,2,1\n1,2,2,1\n2,1,0,1\n2,2,0,2\n")?.code == .badPanel)
        #expect(failure(head + "1,1,2,0\n1,2,3,1\n2,1,0,1\n2,2,0,2\n")?.code == .badPanel)
        #expect(failure(head + "1,1,2,0\n1,2,2,1\n2,1,2,1\n2,2,2,2\n")?.code == .notIdentified)
        #expect(failure(head + "1,1,1,0\n1,2,1,1\n2,1,0,1\n2,2,0,2\n")?.code == .notIdentified)
        #expect(failure(head + "1,1,0,0\n1,2,0,1\n2,1,0,1\n2,2,0,2\n")?.code == .notIdentified)
        #expect(
            failure(head + "1,1,2,0\n1,2,2,1\n2,1,0,1\n2,2,0,2\n") { $0.anticipation = -1 }?.code
                == .badArgument)
        #expect(
            failure(head + "1,1,2,0\n1,2,2,1\n2,1,2,1\n2,2,2,2\n") { $0.controls = .notYetTreated }?.code
                == .notIdentified)
    }

    @Test func cohortsOfTheFirstPeriodAndThePeriodsWithoutControlsAreLeftOutAndSaid() throws {
        var later = model
        later.controls = .notYetTreated
        let fit = try later.fit(data.table("all"))
        #expect(fit.notes.contains { $0.contains("treated from the first period on") })
        #expect(fit.notes.contains { $0.contains("controls only") })
        #expect(!fit.terms.contains { $0.hasPrefix("ATT(1,") || $0.hasPrefix("ATT(6,") })
        #expect(throws: CausalError.self) { try model.fit(data.table("all")) }
    }

    @Test func aCellWithoutOverlapIsLeftOutAndSaid() throws {
        let text = (1...12).flatMap { unit in
            (1...3).map {
                "\(unit),\($0),\(unit <= 4 ? 2 : unit <= 8 ? 3 : 0),\(unit * $0 % 7),\(unit <= 4 ? 50 + unit : unit % 4)"
            }
        }
        let table = try DataTable(csvText: "i,t,g,y,x\n" + text.joined(separator: "\n") + "\n")
        let fit = try GroupTimeATT(
            outcome: "y", panel: PanelIndex(unit: "i", period: "t"), firstTreated: "g",
            adjustment: .inverseProbability("x")
        ).fit(table)
        #expect(fit.coefficients.contains { $0.isNaN })
        #expect(fit.notes.contains { $0.contains("no overlap") })
    }
}
