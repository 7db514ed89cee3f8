import Regression

extension SegmentedDesign {
    /// Series of more periods are not told point by point in a result.
    private static let longestSeries = 1000

    /// What was observed (the treated rows' mean), what the model fits and what would have been, period by period, with the
    /// bands of the counterfactual and the effect: what the picture of a series is drawn from.
    ///
    /// | member | holds |
    /// |---|---|
    /// | `series` | `time`, `position`, `observed`, `fitted`; from the interruption on also what ``PathBands`` holds |
    /// | `starts` | each interruption's `time` and `position` |
    /// | `position.unit` | `year` where positions are years and fractions of them, as for months and quarters |
    ///
    /// Empty for more than 1,000 periods.
    func seriesFacts(_ inference: EffectInference, errorVariance: Double?) -> [JSONValue.Member] {
        let observed = observedMeans
        guard observed.count <= SegmentedDesign.longestSeries else { return [] }
        let path = CounterfactualPath(design: self, inference: inference)
        let start = segments.interventions.first?.start ?? .infinity
        let bands = PathBands(
            path, observed.filter { $0.time >= start }.map { ($0.time, $0.count) }, errorVariance)
        let before = observed.count - bands.members.count
        let rows = observed.enumerated().map { position, point -> JSONValue in
            var members = axisMembers(point.time)
            members.append(.init("observed", .finite(point.mean)))
            members.append(.init("fitted", .finite(path.fitted(point.time).estimate)))
            return .object(members + (position < before ? [] : bands.members[position - before]))
        }
        let starts = segments.interventions.map { JSONValue.object(axisMembers($0.start)) }
        let unit: [JSONValue.Member] = yearLength == nil ? [] : [.init("position.unit", .string("year"))]
        return [.init("series", .array(rows)), .init("starts", .array(starts))] + unit + bands.facts
            + (path.vanishing.map { [$0] } ?? [])
    }

    /// The mean outcome of the treated rows of each period, in order of time.
    private var observedMeans: [(time: Double, mean: Double, count: Double)] {
        var sums: [Double: (sum: Double, count: Double)] = [:]
        for row in times.indices where treated[row] {
            let before = sums[times[row]] ?? (0, 0)
            sums[times[row]] = (before.sum + frame.response[row], before.count + 1)
        }
        return sums.sorted { $0.key < $1.key }.map {
            ($0.key, $0.value.sum / $0.value.count, $0.value.count)
        }
    }

    private func axisMembers(_ time: Double) -> [JSONValue.Member] {
        [.init("time", axis.json(time)), .init("position", .number(position(time)))]
    }

    /// A time on the axis of pictures: in years for months and quarters.
    func position(_ time: Double) -> Double { yearLength.map { time / $0 } ?? time }

    /// How many steps of the axis make a year, where positions are years.
    private var yearLength: Double? {
        switch axis.calendar {
        case .month?, .monthlyDate?: 12
        case .quarter?: 4
        default: nil
        }
    }
}
