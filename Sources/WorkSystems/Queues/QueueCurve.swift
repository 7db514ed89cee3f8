import Regression

/// How the mean wait answers to demand: the curve behind the picture of a queue.
public struct QueueCurve: Sendable, Hashable {
    /// λ/(cμ) of each point.
    public let utilisation: [Double]
    /// The mean wait at each; NaN where there is none.
    public let wait: [Double]
    /// The mean number in line.
    public let length: [Double]

    /// The three lists.
    public var json: JSONValue {
        [
            "utilisation": .array(utilisation.map(JSONValue.number)),
            "wait": .array(wait.map(JSONValue.number)), "queue": .array(length.map(JSONValue.number)),
        ]
    }
}

extension Queue {
    /// The mean wait at demands from a twentieth of what the servers can do up to 0.99 of it (1.5 times where places or
    /// patience limit the line), all else the same.
    public var waitCurve: QueueCurve {
        let limit = capacity == nil && patience == nil ? 0.99 : 1.5
        let count = 60
        // Closer together towards the end, where an unlimited line bends.
        let loads = (0...count).map { step in
            let share = Double(step) / Double(count)
            return limit - (limit - 0.05) * (1 - share) * (1 - share)
        }
        let full = Double(servers) * serviceRate
        let points = loads.map { load in try? with(arrivalRate: load * full).performance() }
        return QueueCurve(
            utilisation: loads, wait: points.map { $0?.meanWait ?? .nan },
            length: points.map { $0?.meanQueue ?? .nan })
    }
}
