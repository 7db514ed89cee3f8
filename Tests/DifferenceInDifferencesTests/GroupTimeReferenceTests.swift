import DifferenceInDifferences
import OracleSupport
import Testing

/// The 15-digit reference rows of R's `did` on the minimum wage panel of Callaway & Sant'Anna (2021).
@Suite(.enabled(if: ReferenceData.isAvailable)) struct GroupTimeReferenceTests {
    private static let scenarios: [String: GroupTimeATT] = [
        "mpdta_nev_dr": model(), "mpdta_nyt_dr": model(.notYetTreated),
        "mpdta_nev_ipw": model(adjustment: .inverseProbability()),
        "mpdta_nev_reg_cov": model(adjustment: .outcomeRegression("lpop")),
    ]

    private static func model(
        _ controls: ControlGroup = .neverTreated, adjustment: Adjustment = .none
    ) -> GroupTimeATT {
        GroupTimeATT(
            outcome: "lemp", panel: PanelIndex(unit: "countyreal", period: "year"),
            firstTreated: "first.treat",
            controls: controls, adjustment: adjustment)
    }

    @Test(arguments: scenarios.keys.sorted())
    func everyCellAgrees(_ scenario: String) throws {
        let fit = try #require(Self.scenarios[scenario]).fit(ReferenceData.table("mpdta.csv"))
        let result = try fit.estimates()
        var checked = 0
        for row in try rows("csdid_ref_attgt.csv", scenario) {
            let term = "ATT(\(row("group") ?? ""),\(row("t") ?? ""))"
            #expect(agree(result[term].estimate, row.number("att"), relative: 1e-11), "\(term)")
            #expect(agree(result[term].standardError, row.number("se"), relative: 1e-11), "\(term)")
            checked += 1
        }
        #expect(checked == 12)
        let test = result.diagnostic("pretrend-wald")
        let wald = try #require(try rows("csdid_ref_pretest.csv", scenario).first)
        #expect(agree(test?["statistic"]?.double ?? .nan, wald.number("W"), relative: 1e-10))
        #expect(abs((test?["p.value"]?.double ?? .nan) - wald.number("Wpval")) <= 5e-6)
    }

    @Test(arguments: scenarios.keys.sorted())
    func everyAverageAgrees(_ scenario: String) throws {
        let fit = try #require(Self.scenarios[scenario]).fit(ReferenceData.table("mpdta.csv"))
        let kinds: [(String, String, GroupTimeAggregation)] = [
            ("simple", "", .simple), ("group", "group::", .group), ("calendar", "time::", .calendar),
            ("dynamic", "event::", .event),
        ]
        for (name, prefix, kind) in kinds {
            let result = try fit.aggregate(kind).estimates()
            for row in try rows("csdid_ref_aggte.csv", scenario) where row("type") == name {
                #expect(agree(result.rows[0].estimate, row.number("overall_att"), relative: 1e-11))
                #expect(agree(result.rows[0].standardError, row.number("overall_se"), relative: 1e-11))
                guard let label = row("egt"), label != "NA" else { continue }
                #expect(agree(result[prefix + label].estimate, row.number("att_egt"), relative: 1e-11))
                #expect(agree(result[prefix + label].standardError, row.number("se_egt"), relative: 1e-11))
            }
        }
    }

    /// A row of a table by column.
    private struct Row {
        let table: DataTable
        let position: Int
        func callAsFunction(_ column: String) -> String? { table[column]?.label(position) }
        func number(_ column: String) -> Double { self(column).flatMap(Double.init) ?? .nan }
    }

    private func rows(_ file: String, _ scenario: String) throws -> [Row] {
        let table = try ReferenceData.table(file)
        return (0..<table.rowCount).map { Row(table: table, position: $0) }.filter {
            $0("scenario") == scenario
        }
    }
}
