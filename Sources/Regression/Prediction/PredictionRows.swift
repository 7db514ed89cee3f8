import Inference

/// Rows to predict, coded as the fit's rows are.
struct PredictionRows {
    /// Where each row stands among those asked for.
    var places: [Int32]
    /// The frame's columns.
    var columns: [[Double]]
    /// For each absorbed factor the level.
    var levels: [[Int32]]
    /// For each absorbed slope the level and the variable.
    var slopes: [(levels: [Int32], values: [Double])]

    var count: Int { places.count }

    /// The levels of an effect, and its variable if it is a slope.
    func effect(_ effect: AbsorbedEffect) -> (levels: [Int32], values: [Double]?) {
        switch effect {
        case .levels(let q): (levels[q], nil)
        case .slope(let s): (slopes[s].levels, slopes[s].values)
        }
    }

    /// The rows of the fit.
    init(_ frame: ModelFrame) {
        places = frame.sample.rows ?? Array(0..<Int32(frame.sample.count))
        columns = frame.columns.map(\.values)
        levels = frame.absorbed.map(\.codes)
        slopes = frame.slopes.map { ($0.factor.codes, $0.values) }
    }

    /// The rows of another table.
    init(_ new: NewRows) {
        places = new.rows
        columns = new.columns
        levels = new.levels
        slopes = new.slopes
    }

    /// Some of the rows.
    func keeping(_ rows: [Int32]) -> PredictionRows {
        guard rows.count < count else { return self }
        var kept = self
        kept.places = Parallel.gather(places, at: rows)
        kept.columns = columns.map { Parallel.gather($0, at: rows) }
        kept.levels = levels.map { Parallel.gather($0, at: rows) }
        kept.slopes = slopes.map {
            (Parallel.gather($0.levels, at: rows), Parallel.gather($0.values, at: rows))
        }
        return kept
    }

    /// The rows where a test holds.
    func keeping(where test: (Int) -> Bool) -> PredictionRows {
        keeping((0..<count).filter(test).map(Int32.init))
    }
}
