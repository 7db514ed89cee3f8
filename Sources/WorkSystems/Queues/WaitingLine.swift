import Regression

/// People in line by the time of their arrival.
///
/// Who gives up leaves a hole (NaN) that is passed over later, so that every step takes constant time on average.
struct WaitingLine {
    private var arrivals: [Double] = []
    private var head = 0
    /// The number of people.
    private(set) var count = 0

    /// Adds somebody at the end.
    mutating func append(_ time: Double) {
        arrivals.append(time)
        count += 1
    }

    /// Takes the first out of a line that is not empty.
    mutating func removeFirst() -> Double {
        while arrivals[head].isNaN { head += 1 }
        let time = arrivals[head]
        head += 1
        count -= 1
        tidy()
        return time
    }

    /// Takes somebody out of a line that is not empty, all equally likely.
    mutating func removeAny(_ random: inout Generator) -> Double {
        while true {
            let place = head + random.integer(below: arrivals.count - head)
            let time = arrivals[place]
            if time.isNaN { continue }
            arrivals[place] = .nan
            count -= 1
            tidy()
            return time
        }
    }

    /// Closes the holes when they are most of the line.
    private mutating func tidy() {
        guard arrivals.count > 64, arrivals.count > 2 * count else { return }
        arrivals = arrivals[head...].filter { !$0.isNaN }
        head = 0
    }
}
