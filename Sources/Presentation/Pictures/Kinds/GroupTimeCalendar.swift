import Inference

/// Where the periods of cohorts' effects stand on an axis: at their numbers, or, when they are texts, one after the other.
struct GroupTimeCalendar {
    /// The texts in the order of time; empty when periods are numbers.
    private let names: [String]
    private let places: [String: Double]

    init(_ rows: [Estimate]) {
        let isText = rows.contains { $0.words("time") != nil && $0.number("time") == nil }
        let times = isText ? GroupTimeCalendar.times(rows) : [:]
        names = times.keys.sorted { (times[$0] ?? 0, $0) < (times[$1] ?? 0, $1) }
        places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Double($0)) })
    }

    /// The place of a row's `group` or `time`; nil when there is none.
    func place(_ row: Estimate, _ label: String) -> Double? {
        names.isEmpty ? row.number(label) : row.words(label).flatMap { places[$0] }
    }

    /// A period by its place.
    func name(_ place: Double) -> String {
        names.isEmpty ? place.shortestDecimal : names[min(max(Int(place), 0), names.count - 1)]
    }

    var scale: Picture.Scale { names.isEmpty ? .whole : .categorical(names) }

    /// The times of texts from `event` = time − group, the first group at zero; where rows say nothing of how two groups
    /// lie, texts are taken in their own order.
    private static func times(_ rows: [Estimate]) -> [String: Double] {
        let steps = rows.compactMap { row in
            row.words("group").flatMap { group in
                row.words("time").flatMap { time in row.number("event").map { (group, time, $0) } }
            }
        }
        var times: [String: Double] = [:]
        if let first = steps.first { times[first.0] = 0 }
        var isGrowing = true
        while isGrowing {
            let known = times.count
            for (group, time, event) in steps {
                if let start = times[group] { times[time] = start + event }
                if times[group] == nil, let place = times[time] { times[group] = place - event }
            }
            isGrowing = times.count > known
        }
        let all = Set(rows.flatMap { [$0.words("group"), $0.words("time")].compactMap(\.self) })
        guard times.count < all.count else { return times }
        return Dictionary(uniqueKeysWithValues: all.sorted().enumerated().map { ($1, Double($0)) })
    }
}
