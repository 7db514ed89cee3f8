import Groundwork
import Inference
import Presentation

/// Pictures at the edges: one point, many panels, names and numbers of all sizes.
extension Gallery {
    static func extremes() throws -> [(name: String, picture: Picture)] {
        var narrow = try Picture.eventStudy(eventStudy(-5, 6))
        narrow.width = .column
        narrow.notes = [
            "Intervals at 95 %, clustered by clinic; 60 clinics, of which 24 adopted in month 13."
        ]
        let long = (0..<14).map { "a treatment arm with a long name, number \($0)" }
        let named = Picture(
            "A title that is so long that it cannot stand on one line of a picture as wide as a page and so is "
                + "broken where there is a blank",
            panels: [
                .init(
                    x: .init("arm", .categorical(long)), y: .init("effect"),
                    layers: [.init(.points(x: (0..<14).map(Double.init), y: (0..<14).map { Double($0 % 4) }))]
                )
            ])
        return [
            ("one-point", try .eventStudy(eventStudy(0, 0))),
            ("two-points", try .eventStudy(eventStudy(-2, 0))),
            ("forty-points", try .eventStudy(eventStudy(-20, 20))),
            ("huge", try .eventStudy(eventStudy(-5, 6, scale: 3e9))),
            ("tiny", try .eventStudy(eventStudy(-5, 6, scale: 2e-8))),
            ("thousands", try .eventStudy(eventStudy(-5, 6, scale: 15_000))),
            ("column", narrow), ("long-names", named),
            ("sixty-cohorts", try .groupTimes(groupTimes(cohorts: 60, periods: 64, step: 1))),
            ("two-cohorts", try .groupTimes(groupTimes(cohorts: 2, periods: 8))),
            ("thirty-means", cohortMeans(18)),
            ("heat", heat()), ("logarithmic", logarithmic()), ("nothing", Picture("", panels: [])),
            ("empty", Picture("Nothing", panels: [.init(x: .init("x"), y: .init("y"), layers: [])])),
        ]
    }

    private static func heat() -> Picture {
        let x = (0..<240).map { Double($0 % 24) }
        let y = (0..<240).map { Double($0 / 24) }
        let values = zip(x, y).map { $0 * 0.1 - $1 * 0.3 }
        return Picture(
            "Utilisation by ward and hour",
            panels: [
                .init(
                    x: .init("hour", .categorical((0..<24).map(String.init)), domain: -0.5...23.5),
                    y: .init("ward", .categorical((1...10).map { "ward \($0)" }), domain: -0.5...9.5),
                    layers: [.init(.cells(x: x, y: y, values: values))])
            ])
    }

    private static func logarithmic() -> Picture {
        Picture(
            "On logarithms",
            panels: [
                .init(
                    x: .init("rows", .logarithmic), y: .init("seconds", .logarithmic),
                    layers: [
                        .init(
                            .line(x: [1e3, 1e4, 1e5, 1e6, 1e7], y: [0.002, 0.004, 0.02, 0.3, 4]), name: "ours"
                        ),
                        .init(
                            .intervals(
                                x: [1e3, 1e5], low: [0, 0.001], high: [0.01, .infinity], .simultaneous),
                            name: "theirs", tone: .series(1)),
                        .init(.points(x: [0, -1, 1e6], y: [1, 1, 1]), name: "none", tone: .series(2)),
                    ])
            ])
    }
}
