import Regression

extension SignalSeries {
    /// The most points that a result carries for its picture.
    static let mostPoints = 1500

    /// The series, its trend and its indicators, thinned to some 1,500 points, for the picture.
    var paths: JSONValue {
        let every = max(1, (values.count + Self.mostPoints - 1) / Self.mostPoints)
        let picked = Array(stride(from: (values.count - 1) % every, to: values.count, by: every))
        let rolled = { (path: [Double]) -> JSONValue in
            .array(
                picked.map { place in
                    place >= window - 1 ? .number(path[place - window + 1]) : .null
                })
        }
        return [
            "unit": unit.map(JSONValue.string) ?? .null, "window": .integer(window),
            "label": .array(picked.map { .string(labels[$0]) }),
            "time": .array(picked.map { .number(times[$0]) }),
            "value": .array(picked.map { .number(values[$0]) }),
            "trend": .array(picked.map { .number(trend[$0]) }),
            "variance": rolled(statistics.variance),
            "autocorrelation": rolled(statistics.autocorrelation),
            "recovery.time": rolled(recoveryTimes), "skewness": rolled(statistics.skewness),
        ]
    }
}
