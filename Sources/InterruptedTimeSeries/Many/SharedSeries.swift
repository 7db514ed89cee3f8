import Regression

/// What series of a number with the same times have in common: the design, its decomposition and the contrasts of effects.
struct SharedSeries: Sendable {
    private let design: SegmentedDesign
    /// The times of all rows, ascending, and which of them a transition leaves in.
    private let times: [Double]
    private let kept: [Int]
    private let leastSquares: SharedLeastSquares?
    private let errors: SeriesErrors
    private let level: Double
    private let points: [EffectPoint]
    private let terms: [String]

    /// Nil where the series by itself has no design, no decomposition, or no effect at a time: it is then told what is wrong.
    private init?(
        _ all: ManySeries, _ series: Int, _ errors: SeriesErrors, level: Double, effectsAt points: [TimePoint]
    ) {
        let rows = all.inOrder(series)
        guard let design = try? SegmentedDesign(all.model, all.rows.keeping(rows), all.placed) else {
            return nil
        }
        let times = rows.map { all.rows.times[Int($0)] }
        kept = times.indices.filter { row in !all.placed.contains { $0.leavesOut(times[row]) } }
        self.times = times
        self.design = design
        self.errors = errors
        self.level = level
        terms = design.segments.segments.map(\.name)
        let nothing = EffectInference(
            coefficients: Array(repeating: 0, count: design.parameterCount),
            covariance: Matrix(design.parameterCount, design.parameterCount), level: level,
            degreesOfFreedom: { _ in nil })
        let path = CounterfactualPath(design: design, inference: nothing)
        guard let found = try? points.map({ point in path.point(try design.effectTime(point)) }) else {
            return nil
        }
        self.points = found
        switch errors {
        case .independent: leastSquares = SharedLeastSquares(design, .independent)
        case .neweyWest(let lag): leastSquares = SharedLeastSquares(design, .neweyWest(lag: lag))
        case .following: leastSquares = nil
        }
        if case .following = errors { return }
        guard leastSquares != nil else { return nil }
    }

    /// The rows of a series' answer; nil where it has other times or nothing to estimate.
    private func rows(_ series: Int, _ all: ManySeries) throws(CausalError) -> [Estimate]? {
        let rows = all.inOrder(series)
        guard rows.count == times.count,
            zip(rows, times).allSatisfy({ all.rows.times[Int($0)] == $1 })
        else { return nil }
        let response = kept.map { all.rows.frame.response[Int(rows[$0])] }
        guard let first = response.first, response.contains(where: { $0 != first }) else { return nil }
        if let leastSquares {
            guard let inference = leastSquares.inference(response, level: level) else { return nil }
            return answer(inference)
        }
        guard case .following(let process, let inference) = errors else { return nil }
        return answer(
            try SegmentedDesign(design, response: response).fit(process).judged(inference, level: level))
    }

    private func answer(_ inference: EffectInference) -> [Estimate] {
        var rows = terms.indices.map { place in
            var contrast = [Double](repeating: 0, count: inference.coefficients.count)
            contrast[place] = 1
            return inference.smooth(
                terms[place], inference.coefficients[place], gradient: contrast, labels: [])
        }
        for point in points { rows += point.restated(inference).estimates(inference, .identity).rows }
        return rows
    }

    /// Which series share their times with others.
    struct Patterns: Sendable {
        private let shared: [SharedSeries]
        /// Of each series; −1 for one that is fitted by itself.
        private let places: [Int32]

        /// What series of the same times have in common; equal keys are looked into again.
        private struct Key: Hashable {
            let count: Int
            let first: Double
            let last: Double
            let sum: Double
        }

        init(_ all: ManySeries, _ errors: SeriesErrors, level: Double, effectsAt points: [TimePoint]) {
            guard all.model.family == nil, all.model.weights == nil, all.rows.frame.columns.isEmpty else {
                (shared, places) = ([], Array(repeating: -1, count: all.count))
                return
            }
            let keys = Parallel.map(all.count) { series in
                all.positions(series).reduce(into: (0, Double.infinity, -Double.infinity, 0.0)) { key, row in
                    let time = all.rows.times[Int(row)]
                    key = (key.0 + 1, min(key.1, time), max(key.2, time), key.3 + time)
                }
            }.map { Key(count: $0.0, first: $0.1, last: $0.2, sum: $0.3) }
            var members: [Key: [Int]] = [:]
            for (series, key) in keys.enumerated() { members[key, default: []].append(series) }
            var shared: [SharedSeries] = []
            var places = [Int32](repeating: -1, count: all.count)
            for series in members.values.sorted(by: { $0[0] < $1[0] }) where series.count > 1 {
                // A series that never changes has no design; the next one has.
                let found = series.prefix(4).lazy.compactMap { member in
                    SharedSeries(all, member, errors, level: level, effectsAt: points)
                }.first
                guard let found else { continue }
                for member in series { places[member] = Int32(shared.count) }
                shared.append(found)
            }
            (self.shared, self.places) = (shared, places)
        }

        /// The rows of a series' answer; nil where it is to be fitted by itself.
        func rows(_ series: Int, of all: ManySeries) throws(CausalError) -> [Estimate]? {
            guard places[series] >= 0 else { return nil }
            return try shared[Int(places[series])].rows(series, all)
        }
    }
}
