import Regression

/// The regression of untreated outcomes on leads of the treatment, y_it = α_i + λ_t + Σ_h γ_h 1{t − g_i = −h} + x_it′β
/// + u_it over untreated rows only (Borusyak, Jaravel & Spiess 2024, section 4.4).
///
/// Under the model without treatment all γ are zero. Because treated rows have no part in it, the test is
/// independent, under homoskedasticity, of the effects' estimates (proposition 9), and a pre-test does not bias them.
public struct UntreatedLeads: Sendable {
    /// The regression.
    public let regression: LeastSquaresFit
    /// The event times, ascending, each with its coefficient in the regression.
    let events: [(event: Int, position: Int)]
    /// The regression with units that stand for several, or nil.
    let counted: CountedUnits?

    /// The leads' names, as rows of an event study have them.
    var terms: [String] { events.map { "event::\($0.event)" } }
    var labels: [[JSONValue.Member]] { events.map { [.init("event", .integer($0.event))] } }
    var coefficients: [Double] { events.map { regression.coefficients[$0.position] } }

    /// The joint test that all leads are zero: F under the clustered covariance (cr1), under hc1 without clusters.
    func pretrend(by columns: [String]) -> Diagnostic {
        let covariance: LinearCovariance = columns.isEmpty ? .hc1 : .clustered(by: columns)
        do {
            let positions = events.map(\.position)
            if let counted {
                return Diagnostic("pretrend-wald", try counted.wald(termsAreZero: positions, covariance))
            }
            return Diagnostic("pretrend-wald", try regression.wald(termsAreZero: positions, covariance))
        } catch {
            let none: [JSONValue.Member] = [
                .init("statistic", .null), .init("df", .integer(events.count)), .init("p.value", .null),
                .init("reason", .string(error.message)),
            ]
            return Diagnostic("pretrend-wald", none)
        }
    }

    /// n⁻¹ψ of groups of all rows.
    func influence(summedBy groups: Factor, untreated: [Int32]) throws(CausalError) -> Matrix {
        let own = groups.keeping(untreated)
        let inner = try regression.influence(summedBy: own)
        var result = Matrix(groups.levelCount, events.count)
        var home = [Int](repeating: 0, count: own.levelCount)
        for (place, row) in untreated.enumerated() {
            home[Int(own.codes[place])] = Int(groups.codes[Int(row)])
        }
        for (column, event) in events.enumerated() {
            for group in home.indices { result[home[group], column] = inner[group, event.position] }
        }
        return result
    }
}

extension ImputedOutcomes {
    /// Regresses untreated outcomes on leads of the treatment.
    ///
    /// - Parameter count: how many periods before the start have a lead; nil stands for all but the earliest.
    /// - Throws: `CausalError.Code.badPanel` for event times that are not whole numbers.
    public func leads(_ count: Int? = nil) throws(CausalError) -> UntreatedLeads {
        let base = model.base
        let events = try leadEvents(count)
        var size = DesignSize(rowCount: model.untreated.count)
        try size.add(
            events.count, of: "event", column: policy.treatment.column,
            remedy: "Give a window of event times, or use coarser periods.")
        let cells = Parallel.gather(cells.codes, at: model.untreated)
        let times = self.cells.cells.map(\.event)
        let columns = events.map { event in
            DesignColumn(
                "event::\(event)",
                Parallel.array(cells.count) { rows, out in
                    for row in rows {
                        let isIn = cells[row] >= 0 && times[Int(cells[row])] == Double(event)
                        out.initializeElement(at: row - rows.lowerBound, to: isIn ? 1 : 0)
                    }
                })
        }
        var leastSquares = base.leastSquares
        leastSquares.keepsSingletons = true
        let frame = base.frame.keeping(model.untreated).prepending(columns)
        let regression = try leastSquares.fit(frame)
        let kept = events.enumerated().filter { regression.coefficients[$0.offset].isFinite }
        return UntreatedLeads(
            regression: regression, events: kept.map { (event: $0.element, position: $0.offset) },
            counted: base.panel.counts == nil
                ? nil
                : CountedUnits(
                    regression, unit: base.panel.unit?.name,
                    rows: base.panel.keeping(model.untreated).rowCount))
    }

    /// The event times that have a lead, ascending.
    func leadEvents(_ count: Int?) throws(CausalError) -> [Int] {
        let last = -1 - model.anticipation
        let before = cells.cells.filter { $0.event <= Double(last) }.map(\.event)
        try EffectAggregation.event.checkWhole(before, policy.treatment.column)
        let earliest = Int(before.min() ?? 0)
        let first = max(earliest + 1, count.map { -min(max($0, 0), 1_000_000) } ?? earliest)
        return first <= last ? Array(first...last) : []
    }
}
