import Design
import Groundwork
import LinearAlgebra

/// Score vectors in the order of time, one series or one after another for several units.
struct SerialRows: Sendable {
    /// The vectors' positions, sorted by unit and then by time.
    let order: [Int32]
    /// The unit of each position of ``order``'s values; nil for a single series.
    let unit: [Int32]?
    /// The time of each in steps.
    let step: [Int]
    /// The longest time that one unit is seen, in steps.
    let span: Int

    /// The periods themselves, as one series.
    init(periods times: TimeSteps) {
        order = Array(0..<Int32(times.count))
        unit = nil
        step = times.position
        span = times.span
    }

    /// The rows of a sample that is one series.
    ///
    /// - Throws: `CausalError.Code.badPanel` when two rows have the same time, naming both.
    init(series times: TimeSteps, _ sample: Sample) throws(CausalError) {
        var place = [Int32](repeating: -1, count: times.count)
        for (row, code) in times.period.codes.enumerated() {
            guard place[Int(code)] < 0 else {
                throw CausalError(
                    .badPanel,
                    "rows \(sample.tableRow(Int(place[Int(code)]))) and \(sample.tableRow(row)) have the same time "
                        + times.period.label(Int(code)), file: sample.table.source,
                    column: times.period.name, row: sample.tableRow(row),
                    remedy: "Name the column of units (--unit) if there are several; or use driscoll-kraay.")
            }
            place[Int(code)] = Int32(row)
        }
        order = place
        unit = nil
        step = times.period.codes.map { times.position[Int($0)] }
        span = times.span
    }

    /// The rows of a panel.
    ///
    /// - Throws: `CausalError.Code.badPanel` when two rows have the same unit and time, naming both.
    init(_ panel: Panel, _ times: TimeSteps) {
        let steps = times.period.codes.map { times.position[Int($0)] }
        var longest = 0
        for unit in 0..<(panel.unitStarts.count - 1) where panel.unitStarts[unit] < panel.unitStarts[unit + 1]
        {
            let first = panel.order[panel.unitStarts[unit]]
            let last = panel.order[panel.unitStarts[unit + 1] - 1]
            longest = max(longest, steps[Int(last)] - steps[Int(first)])
        }
        order = panel.order
        unit = panel.unit.codes
        step = steps
        span = longest
    }

    /// Writes the score vector of a position.
    typealias Fill = @Sendable (Int, UnsafeMutablePointer<Double>) -> Void

    /// Σ_u Σ_{t,t′} k(|t−t′|/b) s_ut s_ut′′, with or without the terms t = t′; width × width.
    ///
    /// Takes time proportional to n · lags · width, and memory for a few thousand rows and their lags.
    func meat(_ weights: LagWeights, width: Int, own: Bool = true, _ fill: Fill) -> Matrix {
        let size = max(4096, min(weights.last, order.count / 16))
        let parts = Parallel.map(Parallel.blockCount(order.count, size)) { block in
            half(Parallel.blockRange(block, order.count, size), weights, width, own ? 0.5 : 0, fill)
        }
        var sum = Matrix(width, width)
        for part in parts { sum = sum + part }
        return sum + sum.transposed
    }

    /// Σ_t s_t (c·s_t + Σ_{lags} k s_{t−lag})′ over some places: the half of the sum that looks back.
    private func half(
        _ places: Range<Int>, _ weights: LagWeights, _ width: Int, _ own: Double, _ fill: Fill
    ) -> Matrix {
        let start = firstNeeded(places.lowerBound, weights.last)
        let scores = [Double](unsafeUninitializedCapacity: (places.upperBound - start) * width) {
            buffer, count in
            count = buffer.count
            guard let address = buffer.baseAddress else { return }
            // Place p fills the `width` numbers from (p − start) · width on.
            for place in start..<places.upperBound {
                fill(Int(order[place]), address + (place - start) * width)
            }
        }
        var sum = OuterSum(width)
        for place in places {
            sum.begin(scores, (place - start) * width, own)
            var past = place - 1
            while past >= start, let lag = distance(place, past), lag <= weights.last {
                sum.add(scores, (past - start) * width, weights.of(lag))
                past -= 1
            }
            sum.close(scores, (place - start) * width)
        }
        return sum.matrix
    }

    /// The steps from an earlier place to a later one; nil when they belong to different units.
    @inline(__always)
    private func distance(_ place: Int, _ past: Int) -> Int? {
        let (row, before) = (Int(order[place]), Int(order[past]))
        if let unit, unit[row] != unit[before] { return nil }
        return step[row] - step[before]
    }

    /// The first place that the lags of a place reach.
    private func firstNeeded(_ place: Int, _ last: Int) -> Int {
        var start = place
        while start > 0, let lag = distance(place, start - 1), lag <= last { start -= 1 }
        return start
    }
}

/// A sum of outer products s(Σ w·s′)′, one s at a time.
struct OuterSum {
    private let width: Int
    private var partner: [Double]
    private var values: [Double]

    init(_ width: Int) {
        self.width = width
        partner = [Double](repeating: 0, count: width)
        values = [Double](repeating: 0, count: width * width)
    }

    /// Starts the partner of the vector at `offset` with a multiple of the vector itself.
    @inline(__always)
    mutating func begin(_ scores: [Double], _ offset: Int, _ factor: Double) {
        for j in 0..<width { partner[j] = factor * scores[offset + j] }
    }

    /// Adds a multiple of another vector to the partner.
    @inline(__always)
    mutating func add(_ scores: [Double], _ offset: Int, _ factor: Double) {
        scores.withUnsafeBufferPointer { scores in
            for j in 0..<width { partner[j] += factor * scores[offset + j] }
        }
    }

    /// Adds the outer product of the vector at `offset` and its partner.
    @inline(__always)
    mutating func close(_ scores: [Double], _ offset: Int) {
        for j in 0..<width {
            let other = partner[j]
            for i in 0..<width { values[i + j * width] += scores[offset + i] * other }
        }
    }

    /// The sum, rows for s and columns for its partner.
    var matrix: Matrix { Matrix(width, width, columnMajor: values) }
}
