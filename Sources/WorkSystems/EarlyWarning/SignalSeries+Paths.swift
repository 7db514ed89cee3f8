import Regression

extension SignalSeries {
    /// The most points that a result carries for its picture.
    static let mostPoints = 1500

    /// Positions in steps that leave at most ``mostPoints``, the last among them.
    static func shown(_ count: Int) -> [Int] {
        let every = max(1, (count + mostPoints - 1) / mostPoints)
        return Array(stride(from: (count - 1) % every, to: count, by: every))
    }

    /// The series, its trend and its indicators for the picture.
    var paths: JSONValue {
        let picked = shownPositions
        let rolled = { (path: [Double]) -> JSONValue in
            .array(
                picked.map { place in
                    place >= window - 1 ? .number(path[place - window + 1]) : .null
                })
        }
        return [
            "unit": unit.map(JSONValue.string) ?? .null, "window": .integer(window),
            "label": .array(shownLabels.map(JSONValue.string)),
            "time": .array(picked.map { .number(times[$0]) }),
            "value": .array(picked.map { .number(values[$0]) }),
            "trend": .array(picked.map { .number(trend[$0]) }),
            "variance": rolled(statistics.variance),
            "autocorrelation": rolled(statistics.autocorrelation),
            "recovery.time": rolled(recoveryTimes), "skewness": rolled(statistics.skewness),
        ]
    }
}
