import Groundwork
import Inference
import LinearAlgebra
import Presentation
import Testing

@Suite struct PictureOfEstimatesTests {
    /// The labels of the rows decide which picture it is.
    @Test func theRowsChooseThePicture() throws {
        let bounds = [0.5, 1].map { Gallery.row("ATT", -1, 0.5, [("bound", $0)], isBanded: false) }
        let pairs = [("a", 0.4), ("b", 0.6)].map {
            Estimate(
                term: "ATT", labels: [.init("type", .string($0.0)), .init("weight", .number($0.1))],
                estimate: -1,
                standardError: .nan, degreesOfFreedom: nil)
        }
        let cells = [3.0, 4].map {
            Gallery.row(
                "ATT(\($0),5)", 1, 0.5, [("group", $0), ("time", 5), ("event", 5 - $0)], isBanded: false)
        }
        let quantiles = [0.25, 0.5].map {
            Gallery.row("QTE(\($0))", 1, 0.5, [("quantile", $0)], isBanded: false)
        }
        let doses = ["ATT(1)", "ACRT(1)"].map { Gallery.row($0, 1, 0.5, [("dose", 1)], isBanded: false) }
        let plain = [Gallery.row("treated", -5, 1, [], isBanded: false)]
        let cases: [(Estimates, String)] = [
            (Gallery.eventStudy(-2, 2), "Effects by time since the start"),
            (Gallery.groupTimes(cohorts: 2, periods: 8), "Effects by cohort and period"),
            (Gallery.result(cells), "Effects by cohort and period"),
            (Gallery.result(quantiles), "Effects by quantile"), (Gallery.result(doses), "Effects by dose"),
            (Gallery.result(bounds), "Sensitivity to departures from parallel trends"),
            (Gallery.result(pairs), "What the two-way fixed-effects estimate averages"),
            (Gallery.result(plain), "Estimates for burnout"),
        ]
        for (estimates, title) in cases { #expect(try Picture(of: estimates).title == title) }
    }

    /// Periods that are texts stand in the order of time, which event times tell where letters do not.
    @Test func textPeriodsMakeAGrid() throws {
        let months = ["Nov", "Dec", "Jan", "Feb"]
        let rows = [("Dec", 1), ("Jan", 2)].flatMap { group, start in
            months.indices.map { time in
                Estimate(
                    term: "ATT(\(group),\(months[time]))",
                    labels: [
                        .init("group", .string(group)), .init("time", .string(months[time])),
                        .init("event", .integer(time - start)),
                    ], estimate: 1, standardError: 0.5, degreesOfFreedom: nil)
            }
        }
        let picture = try Picture(of: Gallery.result(rows))
        #expect(picture.title == "Effects by cohort and period")
        #expect(picture.panels.map(\.title) == ["from Dec", "from Jan"])
        #expect(picture.panels[0].x.scale == .categorical(months))
    }

    @Test func aResultWithoutEstimatesHasNoPicture() {
        let dropped = Estimate(term: "x", estimate: .nan, standardError: .nan, degreesOfFreedom: nil)
        for rows in [[], [dropped]] {
            #expect {
                try Picture(of: Gallery.result(rows))
            } throws: {
                ($0 as? CausalError)?.code == .noPicture
            }
        }
    }

    /// The pictures are those of the result read back from its JSON.
    @Test func savedResultsGiveTheSamePicture() throws {
        for estimates in [Gallery.eventStudy(-3, 3), Gallery.groupTimes(cohorts: 3, periods: 12)] {
            let read = try Estimates(json: estimates.json)
            #expect(try Picture(of: read).svg == Picture(of: estimates).svg)
        }
    }

    /// The intercept is left out, and of very many terms the first are shown with a note.
    @Test func coefficients() throws {
        let rows = (0..<500).map {
            Gallery.row($0 == 0 ? "(Intercept)" : "x\($0)", 1, 1, [], isBanded: false)
        }
        let picture = try Picture.coefficients(Gallery.result(rows))
        #expect(picture.notes == ["The first 120 of 499 coefficients."])
        #expect(!picture.svg.contains("(Intercept)"))
        #expect(try Picture.coefficients(Gallery.result([rows[0]])).svg.contains("(Intercept)"))
    }

    /// Units beyond the outer limits are named, those within are not.
    @Test func funnelNamesWhatIsBeyond() throws {
        let picture = try #require(try Gallery.reference().first { $0.name == "funnel" }?.picture)
        #expect(picture.svg.contains("Hospital 8<") && !picture.svg.contains("Hospital 9<"))
    }

    /// Marks are at round numbers and dates at the first of a month.
    @Test func marksAreRound() {
        func svg(_ x: Picture.Scale, _ values: [Double]) -> String {
            Picture(
                "",
                panels: [
                    .init(
                        x: .init("x", x), y: .init("y", .categorical([])),
                        layers: [.init(.points(x: values, y: values))])
                ]
            ).svg
        }
        #expect(svg(.whole, [1999, 2012]).contains(">2005<") && !svg(.whole, [0, 2]).contains(">0.5<"))
        #expect(svg(.calendar, [16_436, 17_896]).contains(">Jan 2016<"))
        #expect(svg(.calendar, [19_783, 19_783 + 4]).contains(">1 Mar<"))
        #expect(
            svg(.linear, [0, 4e9]).contains(">2×10⁹<") && svg(.linear, [0, 40_000]).contains(">20,000<"))
    }
}
