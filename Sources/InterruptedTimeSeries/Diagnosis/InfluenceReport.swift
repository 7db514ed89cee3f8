import Regression

/// The influence of single periods on an interruption's effect, as an answer tells it.
struct InfluenceReport: Sendable {
    /// A row `influence` for each term of the effect, and `cooks-distance`.
    let diagnostics: [Diagnostic]
    /// Periods that move an effect by more than its standard error.
    let notes: [String]

    static let none = InfluenceReport(diagnostics: [], notes: [])

    private init(diagnostics: [Diagnostic], notes: [String]) {
        (self.diagnostics, self.notes) = (diagnostics, notes)
    }

    /// - Parameters:
    ///   - influence: of the design's rows.
    ///   - order: the row of the design that each of them is.
    ///   - rows: the estimates of the design's terms.
    init(_ influence: PointInfluence, order: [Int], _ design: SegmentedDesign, _ rows: [Estimate])
        throws(CausalError)
    {
        let label = try InfluenceReport.labels(design)
        var (diagnostics, notes): ([Diagnostic], [String]) = ([], [])
        let effect = Set(design.effectTerms)
        for (position, row) in rows.enumerated() where effect.contains(row.term) && row.isTestable {
            let changes = influence.changes.map { $0[position] }
            guard let largest = InfluenceReport.largest(changes) else { continue }
            let without = row.estimate - changes[largest]
            let share = changes[largest] / row.standardError
            let others = changes.filter(\.isFinite).map { row.estimate - $0 }
            diagnostics.append(
                Diagnostic(
                    "influence",
                    [.init("term", .string(row.term))] + label(order[largest]) + [
                        .init("estimate.without", .number(without)),
                        .init("change.in.std.errors", .number(share)),
                        .init("lowest", .finite(others.min() ?? .nan)),
                        .init("highest", .finite(others.max() ?? .nan)),
                    ]))
            guard abs(share) > 1 else { continue }
            notes.append(
                "One period carries much of '\(row.term)': without \(InfluenceReport.words(label(order[largest]))) it is "
                    + "\(without.rounded4) in place of \(row.estimate.rounded4). Look at what happened then.")
        }
        if let worst = InfluenceReport.largest(influence.distances) {
            let limit = 4 / Double(influence.distances.count)
            let many = influence.distances.indices.filter { influence.distances[$0] > limit }
            diagnostics.append(
                Diagnostic(
                    "cooks-distance",
                    [.init("statistic", .number(influence.distances[worst]))] + label(order[worst]) + [
                        .init("limit", .number(limit)), .init("above", .integer(many.count)),
                        .init(
                            "points",
                            .array(
                                many.sorted { influence.distances[$0] > influence.distances[$1] }.prefix(10)
                                    .map { row in
                                        .object(
                                            label(order[row]) + [
                                                .init("distance", .number(influence.distances[row]))
                                            ])
                                    })),
                    ]))
        }
        (self.diagnostics, self.notes) = (diagnostics, notes)
    }

    private static func largest(_ values: [Double]) -> Int? {
        values.indices.filter { values[$0].isFinite }.max { abs(values[$0]) < abs(values[$1]) }
    }

    /// A row's unit and time.
    private static func labels(_ design: SegmentedDesign) throws(CausalError) -> (Int) -> [JSONValue.Member] {
        let units = try design.model.groups.map { (groups) throws(CausalError) in
            try design.frame.sample.factor(groups.unit)
        }
        return { row in
            (units.map { [.init("unit", .string($0.label(Int($0.codes[row]))))] } ?? [])
                + [.init("time", design.axis.json(design.times[row]))]
        }
    }

    private static func words(_ labels: [JSONValue.Member]) -> String {
        labels.map { $0.value.text ?? $0.value.description }.joined(separator: ", ")
    }
}

extension SegmentedDesign {
    /// The names of the effect's terms.
    var effectTerms: [String] {
        segments.segments.filter { $0.isEffect(segments.isControlled) }.map(\.name)
    }
}

extension SegmentedFit {
    private static let mostRows = 20_000

    /// What single periods do to the estimates; nothing for a perfect fit.
    func influence(_ estimates: Estimates) throws(CausalError) -> InfluenceReport {
        guard !regression.isPerfect, regression.residuals.count <= SegmentedFit.mostRows else { return .none }
        let ones = regression.hasIntercept ? [[Double](repeating: 1, count: regression.residuals.count)] : []
        let influence = PointInfluence(
            columns: ones + regression.designColumns, residuals: regression.residuals,
            weights: regression.weights, inverse: regression.bread,
            covariance: (regression.knownDispersion ?? dispersion) * regression.bread)
        return try InfluenceReport(
            influence, order: Array(design.times.indices), design, estimates.rows)
    }

    /// Σwû²/(n − k)
    private var dispersion: Double {
        regression.residualSumOfSquares / Double(design.times.count - design.parameterCount)
    }
}

extension SerialFit {
    private static let mostRows = 1000

    /// The same where errors follow a process; none with differences, at the boundary, or without a first row.
    func influence(_ rows: [Estimate], _ covariance: Matrix) throws(CausalError) -> InfluenceReport {
        guard !isAtBoundary, data.count == design.times.count, data.count <= SerialFit.mostRows,
            likelihood?.order.isDifferenced != true
        else { return .none }
        if case .cochraneOrcutt = errors { return .none }
        let whitened = whitened
        guard let fit = WhitenedRegression(whitened.columns) else { return .none }
        let units = data.steps.indices.map { row in data.steps.indices.map { $0 == row ? 1.0 : 0 } }
        let identity = SerialFilter.whiten(SerialData(columns: units, steps: data.steps), armaProcess).columns
        let influence = PointInfluence(
            whitened: whitened, identity: identity, coefficients: regressed, inverse: fit.inverse,
            covariance: covariance)
        return try InfluenceReport(influence, order: design.rowsInOrder, design, rows)
    }
}

extension Double {
    /// Four digits.
    fileprivate var rounded4: String {
        guard self != 0, isFinite else { return shortestDecimal }
        var scale = 1.0
        while abs(self) * scale < 1000, scale < 1e300 { scale *= 10 }
        while abs(self) * scale >= 10_000, scale > 1e-300 { scale /= 10 }
        return ((self * scale).rounded() / scale).shortestDecimal
    }
}
