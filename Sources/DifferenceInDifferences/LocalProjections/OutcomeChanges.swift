import Regression

/// Changes of outcomes from before a period to some horizons after it.
struct OutcomeChanges {
    private let frame: PolicyFrame
    private let model: LocalProjections
    private let order: [Int32]
    private let starts: [Int]
    /// Each row's base, NaN where there is none.
    private let base: [Double]

    init(_ frame: PolicyFrame, _ model: LocalProjections) throws(CausalError) {
        let panel = try OutcomeChanges.sorted(frame.panel, model.policy.panel)
        self.frame = frame
        self.model = model
        order = panel.order
        starts = panel.unitStarts
        let time = frame.panel.time
        let events = frame.panel.firstTreated.indices.lazy.filter { frame.panel.firstTreated[$0].isFinite }
            .map { time[$0] - frame.panel.firstTreated[$0] }
        if let event = events.first(where: { $0 != $0.rounded() || $0.magnitude > 1e6 }) {
            try EffectAggregation.event.checkWhole([event], model.policy.treatment.column)
        }
        base = OutcomeChanges.bases(frame, model.base, panel.order, panel.unitStarts)
    }

    /// The rows by unit and time; periods may be texts.
    private static func sorted(_ rows: PolicyPanel, _ index: PanelIndex) throws(CausalError) -> Panel {
        guard rows.period.numericLevels == nil, let unit = rows.unit else {
            return try Panel(rows.sample, index)
        }
        if let repeated = RepeatedRows(rows) {
            throw CausalError(
                .badPanel,
                "unit '\(unit.label(Int(unit.codes[repeated.row])))' has two rows in one period: rows "
                    + "\(rows.sample.tableRow(repeated.repeated)) and \(rows.sample.tableRow(repeated.row))",
                file: rows.sample.table.source, column: unit.name, row: rows.sample.tableRow(repeated.row),
                remedy: "Keep one row for each unit and period, or sum them up beforehand.")
        }
        return try Panel(
            rows.sample, unit: unit, period: Factor(name: rows.period.name, numbers: rows.time))
    }

    /// y_{t−1}, or the mean of earlier outcomes, of each row.
    private static func bases(
        _ frame: PolicyFrame, _ base: LocalProjections.Base, _ order: [Int32], _ starts: [Int]
    ) -> [Double] {
        let (time, y) = (frame.panel.time, frame.frame.response)
        var bases = [Double](repeating: .nan, count: time.count)
        for unit in 0..<(starts.count - 1) {
            var sum = 0.0
            for place in starts[unit]..<starts[unit + 1] {
                let row = Int(order[place])
                let seen = place - starts[unit]
                switch base {
                case .before: bases[row] = seen > 0 ? previous(place, 1) : .nan
                case .mean(nil): bases[row] = seen > 0 ? sum / Double(seen) : .nan
                case .mean(let last?): bases[row] = seen >= last ? previous(place, last) : .nan
                }
                sum += y[row]
            }
        }
        return bases

        /// The mean of the `count` periods before a row, all of which are there.
        func previous(_ place: Int, _ count: Int) -> Double {
            let first = Int(order[place - count])
            guard time[Int(order[place])] - time[first] == Double(count) else { return .nan }
            return (1...count).reduce(0) { $0 + y[Int(order[place - $1])] } / Double(count)
        }
    }

    /// Regresses the mean change over some horizons; nil when nobody is newly treated beside a clean control.
    func fit(_ horizons: ClosedRange<Int>) throws(CausalError) -> LeastSquaresFit? {
        let changes = changes(horizons)
        let first = frame.panel.firstTreated
        let time = frame.panel.time
        let latest = Double(max(0, horizons.upperBound))
        let never = model.controls == .neverTreated
        let rows = Parallel.positions(time.count) {
            guard changes[$0].isFinite else { return false }
            return first[$0] == time[$0] || (never ? first[$0] == .infinity : first[$0] > time[$0] + latest)
        }
        var kept = frame.keeping(rows)
        var response = Parallel.gather(changes, at: rows)
        var treated = zip(kept.panel.firstTreated, kept.panel.time).map { $0 == $1 ? 1.0 : 0 }
        var weights = kept.frame.weights
        if model.reweights {
            let shares = kept.treatedShares(treated)
            let used = Parallel.positions(treated.count) { shares[$0] > 0 && shares[$0] < 1 }
            weights = used.map { (weights?[Int($0)] ?? 1) / (1 - shares[Int($0)]) }
            kept = kept.keeping(used)
            response = Parallel.gather(response, at: used)
            treated = Parallel.gather(treated, at: used)
        }
        guard treated.contains(1), treated.contains(0) else { return nil }
        let design = kept.frame.prepending([DesignColumn("ATT", treated)])
            .replacing(response: response, weights: weights)
        let fit = try frame.leastSquares.fit(design)
        return fit.estimated.contains(0) ? fit : nil
    }

    /// The mean of y_{t+h} over the horizons, less the base; NaN where one is missing.
    private func changes(_ horizons: ClosedRange<Int>) -> [Double] {
        let (time, y) = (frame.panel.time, frame.frame.response)
        var changes = [Double](repeating: .nan, count: time.count)
        for unit in 0..<(starts.count - 1) {
            let places = starts[unit]..<starts[unit + 1]
            var place = places.lowerBound
            for own in places {
                let row = Int(order[own])
                let from = time[row] + Double(horizons.lowerBound)
                while place < places.upperBound, time[Int(order[place])] < from { place += 1 }
                let end = place + horizons.count - 1
                guard end < places.upperBound, time[Int(order[place])] == from,
                    time[Int(order[end])] == time[row] + Double(horizons.upperBound)
                else { continue }
                let sum = (place...end).reduce(0) { $0 + y[Int(order[$1])] }
                changes[row] = sum / Double(horizons.count) - base[row]
            }
        }
        return changes
    }
}

extension PolicyFrame {
    /// The weighted share of treated rows in each row's period.
    fileprivate func treatedShares(_ treated: [Double]) -> [Double] {
        var masses = [Double](repeating: 0, count: panel.period.levelCount)
        var sums = masses
        for (row, code) in panel.period.codes.enumerated() {
            let weight = frame.weights?[row] ?? 1
            masses[Int(code)] += weight
            sums[Int(code)] += weight * treated[row]
        }
        return panel.period.codes.map { sums[Int($0)] / masses[Int($0)] }
    }
}
