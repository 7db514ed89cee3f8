import Inference

extension Picture {
    /// The greatest number of coefficients that one picture shows.
    static let mostCoefficients = 120

    /// Coefficients with their intervals, one under the other, against zero.
    ///
    /// The intercept is left out unless it stands alone, since its size seldom goes with that of effects. Of more than
    /// 120 rows the first 120 are shown, with a note.
    ///
    /// - Parameters:
    ///   - estimates: any result.
    ///   - label: what the coefficients measure.
    /// - Throws: `CausalError.Code.noPicture` when no row was estimated.
    public static func coefficients(
        _ estimates: Estimates, label: String = "estimate"
    ) throws(CausalError) -> Picture {
        let estimated = zip(estimates.rowNames, estimates.rows).filter { $0.1.hasError }
        let slopes = estimated.filter { $0.1.term != "(Intercept)" }
        let all = slopes.isEmpty ? estimated : slopes
        guard !all.isEmpty else {
            throw CausalError(
                .noPicture,
                "the result has no estimate with a standard error, so that there is nothing to draw")
        }
        let shown = all.prefix(mostCoefficients)
        let (names, rows) = (shown.map(\.0), shown.map(\.1))
        var notes: [String] = []
        if rows.count < all.count { notes.append("The first \(rows.count) of \(all.count) coefficients.") }
        let places = rows.indices.map(Double.init)
        let bounds = rows.map(\.interval)
        let bands = rows.map(\.simultaneousBounds)
        let share = NumberText.percent(estimates.level)
        var layers = [Layer(.rules(x: [0]), tone: .ink)]
        let hasBand = bands.contains { $0 != nil }
        if hasBand {
            layers.append(
                Layer(
                    .spans(
                        y: places, low: bands.map { $0?.low ?? .nan }, high: bands.map { $0?.high ?? .nan },
                        .simultaneous), name: "\(share) simultaneous"))
        }
        layers += [
            Layer(
                .spans(y: places, low: bounds.map(\.low), high: bounds.map(\.high), .pointwise),
                name: hasBand ? "\(share) pointwise" : "\(share) interval"),
            Layer(.points(x: rows.map(\.estimate), y: places)),
        ]
        let panel = Panel(
            x: Axis(label), y: Axis("", .categorical(names)),
            height: max(60, 20 * Double(rows.count) + 10), layers: layers)
        return Picture(estimates.coefficientTitle, panels: [panel], notes: notes)
    }
}

extension Estimates {
    fileprivate var coefficientTitle: String { outcome.map { "Estimates for \($0)" } ?? "Estimates" }
}
