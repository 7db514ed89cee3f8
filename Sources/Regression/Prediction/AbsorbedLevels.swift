import Inference

/// What the absorbed factors contribute to a column: coefficients of their levels and slopes.
struct AbsorbedLevels {
    let frame: ModelFrame
    /// The effects in the order of ``estimates``.
    let effects: [AbsorbedEffect]
    /// A number for each level of each effect.
    private(set) var estimates: [[Double]]
    /// What a reader should know of their uniqueness.
    private(set) var notes: [String] = []

    /// The levels of a column of a design's rows.
    init(of column: [Double], _ frame: ModelFrame, weights: [Double]?) throws(CausalError) {
        self.frame = frame
        effects = frame.absorbedEffects
        let absorption = Absorption(frame, weights: weights, tolerance: 1e-11)
        estimates = try absorption?.levelCoefficients(of: column).flatMap { $0 } ?? []
    }

    /// Σ of the effects at some rows.
    func sum(at rows: PredictionRows) -> [Double] {
        var sums = [Double](repeating: 0, count: rows.count)
        for (effect, values) in zip(effects, estimates) {
            switch effect {
            case .levels(let q):
                for (row, level) in rows.levels[q].enumerated() { sums[row] += values[Int(level)] }
            case .slope(let s):
                let slope = rows.slopes[s]
                for (row, level) in slope.levels.enumerated() {
                    sums[row] += values[Int(level)] * slope.values[row]
                }
            }
        }
        return sums
    }

    /// Puts the reference levels of all factors but the first to zero, component by component.
    mutating func normalise() {
        let factors = effects.indices.filter { if case .levels = effects[$0] { true } else { false } }
        guard let first = factors.first else { return }
        for (q, place) in factors.enumerated().dropFirst() {
            let graph = LevelGraph(frame.absorbed[0], frame.absorbed[q])
            var shifts = [Double](repeating: .nan, count: graph.componentCount)
            for (level, component) in graph.second.enumerated() where shifts[Int(component)].isNaN {
                shifts[Int(component)] = estimates[place][level]
            }
            for (level, component) in graph.second.enumerated() {
                estimates[place][level] -= shifts[Int(component)]
            }
            for (level, component) in graph.first.enumerated() {
                estimates[first][level] += shifts[Int(component)]
            }
            if graph.componentCount > 1 { notes.append(note(q, graph.componentCount)) }
        }
        notes += furtherNotes
    }

    private func note(_ q: Int, _ count: Int) -> String {
        "\(frame.absorbed[0].name) and \(frame.absorbed[q].name) fall into \(count) components that no row connects: "
            + "effects are comparable within a component only."
    }

    /// Pairs of factors besides the first whose graph is not connected leave more to choose.
    private var furtherNotes: [String] {
        let rest = frame.absorbed.indices.dropFirst()
        let isOpen = rest.contains { q in
            rest.contains { $0 < q && LevelGraph(frame.absorbed[$0], frame.absorbed[q]).componentCount > 1 }
        }
        guard isOpen else { return [] }
        return [
            "The factors besides \(frame.absorbed[0].name) are not all connected with each other: their effects are one "
                + "of several solutions."
        ]
    }
}
