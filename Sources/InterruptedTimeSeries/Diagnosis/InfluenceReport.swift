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
        let effect = Set(design.effectTerms)
        let terms = rows.indices.compactMap { position -> TermInfluence? in
            guard effect.contains(rows[position].term) else { return nil }
            return TermInfluence(rows[position], influence.changes.map { $0[position] })
        }
        let distances = InfluenceReport.cooksDistance(influence.distances) { label(order[$0]) }
        diagnostics = terms.map { $0.diagnostic(label(order[$0.row])) } + (distances.map { [$0] } ?? [])
        notes = terms.compactMap { $0.note(InfluenceReport.words(label(order[$0.row]))) }
    }

    /// The largest of Cook's distances, and the points beyond 4/n.
    private static func cooksDistance(
        _ distances: [Double], _ label: (Int) -> [JSONValue.Member]
    ) -> Diagnostic? {
        guard let worst = largest(distances) else { return nil }
        let limit = 4 / Double(distances.count)
        let many = distances.indices.filter { distances[$0] > limit }
        let points = many.sorted { distances[$0] > distances[$1] }.prefix(10).map { row in
            JSONValue.object(label(row) + [.init("distance", .number(distances[row]))])
        }
        return Diagnostic(
            "cooks-distance",
            [.init("statistic", .number(distances[worst]))] + label(worst) + [
                .init("limit", .number(limit)), .init("above", .integer(many.count)),
                .init("points", .array(points)),
            ])
    }

    /// Where the largest finite magnitude is.
    fileprivate static func largest(_ values: [Double]) -> Int? {
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

/// What the most influential period does to one term of the effect.
private struct TermInfluence {
    private let estimate: Estimate
    private let changes: [Double]
    /// The period that moves the term most.
    let row: Int

    /// Nil for a term that cannot be tested.
    init?(_ estimate: Estimate, _ changes: [Double]) {
        guard estimate.isTestable, let row = InfluenceReport.largest(changes) else { return nil }
        (self.estimate, self.changes, self.row) = (estimate, changes, row)
    }

    private var without: Double { estimate.estimate - changes[row] }
    /// The change in standard errors.
    private var share: Double { changes[row] / estimate.standardError }

    func diagnostic(_ label: [JSONValue.Member]) -> Diagnostic {
        let others = changes.filter(\.isFinite).map { estimate.estimate - $0 }
        return Diagnostic(
            "influence",
            [.init("term", .string(estimate.term))] + label + [
                .init("estimate.without", .number(without)), .init("change.in.std.errors", .number(share)),
                .init("lowest", .finite(others.min() ?? .nan)),
                .init("highest", .finite(others.max() ?? .nan)),
            ])
    }

    /// A remark on a period that moves the term by more than its standard error.
    func note(_ period: String) -> String? {
        guard abs(share) > 1 else { return nil }
        return "One period carries much of '\(estimate.term)': without \(period) it is "
            + "\(without.rounded4) in place of \(estimate.estimate.rounded4). Look at what happened then."
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
