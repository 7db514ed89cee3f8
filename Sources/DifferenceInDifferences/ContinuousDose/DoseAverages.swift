import Regression

/// Rows of an aggregate as combinations of the cells' terms.
struct DoseAverages {
    private let fit: ContinuousDoseFit
    private var terms: [String] = []
    private var labels: [[JSONValue.Member]] = []
    private var weights: [[Int: Double]] = []
    private var family: [Int] = []

    init(_ fit: ContinuousDoseFit) { self.fit = fit }

    private var cells: GroupTimeCells { fit.data.cells }

    /// The cells from the treatment on, with their weights.
    private func post(where isUsed: (Int) -> Bool = { _ in true }) -> [(cell: Int, weight: Double)] {
        let used = cells.cells.indices.filter {
            fit.comparisons[$0] != nil && cells.isPost(cells.cells[$0]) && isUsed($0)
        }
        let counts = Dictionary(grouping: used) { cells.cells[$0].cohort }.mapValues { Double($0.count) }
        let total = counts.keys.sorted().reduce(0) { $0 + share($1) }
        return used.map {
            let cohort = cells.cells[$0].cohort
            return ($0, share(cohort) / total / (counts[cohort] ?? 1))
        }
    }

    /// Σw of a cohort's units.
    private func share(_ cohort: Int) -> Double {
        let units = fit.data.units
        return units.strata.filter { $0.cohort == cohort }.reduce(0) { sum, stratum in
            stratum.rows.reduce(sum) { $0 + units.share($1) }
        }
    }

    private mutating func add(
        _ term: String, _ label: [JSONValue.Member], _ row: [Int: Double], inFamily: Bool
    ) {
        if inFamily { family.append(terms.count) }
        terms.append(term)
        labels.append(label)
        weights.append(row)
    }

    mutating func addMeans() {
        let used = post()
        for (place, name) in ["ATT", "ACRT"].enumerated() {
            let row = Dictionary(uniqueKeysWithValues: used.map { (fit.offsets[$0.cell] + place, $0.weight) })
            add(name, [], row, inFamily: false)
        }
    }

    mutating func addCurves(_ doses: [Double]) throws(CausalError) {
        for isSlope in [false, true] {
            for dose in doses {
                let row = try curve(dose, isSlope)
                guard !row.isEmpty else { continue }
                let name = "\(isSlope ? "ACRT" : "ATT")(\(dose.shortestDecimal))"
                add(name, [.init("dose", .number(dose))], row, inFamily: true)
            }
        }
    }

    /// The curve or its slope at a dose, over the cohorts that say something of it.
    private func curve(_ dose: Double, _ isSlope: Bool) throws(CausalError) -> [Int: Double] {
        let bases = fit.data.bases
        let used = post { bases[cells.cells[$0].cohort].reaches(dose) }
        guard !used.isEmpty else {
            throw CausalError(
                .badArgument, "no treated unit tells the effect of this dose",
                column: fit.model.dose ?? fit.model.treatment.column, value: dose.shortestDecimal,
                remedy:
                    "The treated units' doses go from \((fit.data.treatedDoses.first ?? 0).shortestDecimal) to "
                    + "\((fit.data.treatedDoses.last ?? 0).shortestDecimal)"
                    + (fit.model.curve == .levels ? ", and each is a level of its own." : "."))
        }
        // A difference of levels is averaged over the cohorts in which it is from the nearest level of all.
        let nearest = used.compactMap { bases[cells.cells[$0.cell].cohort].neighbour(of: dose) }.max()
        let chosen =
            isSlope && nearest != nil
            ? post {
                bases[cells.cells[$0].cohort].reaches(dose)
                    && bases[cells.cells[$0].cohort].neighbour(of: dose) == nearest
            } : used
        var row: [Int: Double] = [:]
        for (cell, weight) in chosen {
            let basis = bases[cells.cells[cell].cohort]
            var values = [Double](repeating: 0, count: basis.count)
            if isSlope { basis.fillSlopes(&values, at: dose) } else { basis.fill(&values, at: dose) }
            for (j, value) in values.enumerated() { row[fit.offsets[cell] + 2 + j] = weight * value }
        }
        return row
    }

    mutating func addEvents(_ target: DoseTarget, _ window: ClosedRange<Int>?) throws(CausalError) {
        let used = cells.cells.indices.filter { fit.comparisons[$0] != nil }
        let place = target == .level ? 0 : 1
        let byEvent = Dictionary(grouping: used) { cells.event(cells.cells[$0]) }
        let events = byEvent.keys.sorted().filter { event in
            window.map { event >= Double($0.lowerBound) && event <= Double($0.upperBound) } ?? true
        }
        guard let last = events.last, last >= 0 else {
            throw CausalError(
                .badArgument, "the window holds no effect from the treatment on",
                value: window.map { "\($0)" })
        }
        var rows: [[Int: Double]] = []
        for event in events {
            let own = byEvent[event] ?? []
            let total = own.reduce(0) { $0 + share(cells.cells[$1].cohort) }
            rows.append(
                Dictionary(
                    uniqueKeysWithValues: own.map {
                        (fit.offsets[$0] + place, share(cells.cells[$0].cohort) / total)
                    }))
        }
        let after = events.indices.filter { events[$0] >= 0 }
        let mean = after.reduce(into: [Int: Double]()) { sum, event in
            for (term, weight) in rows[event] { sum[term, default: 0] += weight / Double(after.count) }
        }
        add("overall", [], mean, inFamily: false)
        for (event, row) in zip(events, rows) {
            add(
                "event::\(event.shortestDecimal)", [.init("event", .wholeOrNumber(event))], row,
                inFamily: true)
        }
    }

    mutating func addCells() {
        for position in cells.cells.indices {
            for place in 0..<2 {
                let term = fit.offsets[position] + place
                add(fit.terms[term], fit.labels[term], [term: 1], inFamily: true)
            }
        }
    }

    func combined(_ aggregation: DoseAggregation) -> CombinedInfluence {
        var jacobian = Matrix(terms.count, fit.terms.count)
        for (row, own) in weights.enumerated() {
            for (column, weight) in own { jacobian[row, column] = weight }
        }
        var facts = [JSONValue.Member("aggregation", .string(aggregation.name))]
        if case .eventTime(let target, _) = aggregation {
            facts.append(.init("target", .string(target.rawValue)))
        }
        let notes =
            cells.starts.count > 1 && aggregation != .none
            ? ["Cohorts' shares among the treated count as known."] : []
        return fit.combined(
            jacobian, terms: terms, labels: labels, family: family.isEmpty ? nil : family, facts: facts,
            notes: notes)
    }
}
