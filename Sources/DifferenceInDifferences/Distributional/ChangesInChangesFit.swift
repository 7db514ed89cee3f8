import Regression

/// The mean effect and the quantiles' effects of two groups in two periods.
///
/// `estimates(_:level:)` measures uncertainty by influence with kernel densities, ``estimates(bootstrap:seed:by:level:)`` by
/// drawing units anew.
public struct ChangesInChangesFit: InfluenceFit {
    let model: ChangesInChanges
    let data: FourSamples
    /// `ATT`, then `QTE(q)`.
    public let terms: [String]
    /// The effects.
    public let coefficients: [Double]
    /// `quantile` of each row but the first.
    public let labels: [[JSONValue.Member]]

    init(_ model: ChangesInChanges, _ data: FourSamples) {
        self.model = model
        self.data = data
        let effects = DistributionEffects(model)
        terms = effects.terms.map(\.name)
        labels = effects.terms.map { term in term.quantile.map { [.init("quantile", .number($0))] } ?? [] }
        coefficients = effects.values(data.samples)
    }

    var effects: DistributionEffects { DistributionEffects(model) }

    /// `did`
    public var command: String { "did" }
    /// The rows used.
    public var sample: Sample { data.policy.frame.sample }
    /// The column of units; nil for repeated cross-sections.
    public var independentUnit: String? { data.policy.panel.unit?.name }
    /// The quantiles' rows.
    public var family: [Int] { Array(terms.indices.dropFirst(model.isDiscrete ? 2 : 1)) }

    /// `estimator`, `interior`, the rows of each cell, …
    public var facts: [JSONValue.Member] {
        let samples = data.samples
        var facts: [JSONValue.Member] = [
            .init("estimator", .string(model.method.rawValue)), .init("outcome", .string(model.outcome)),
            .init("nobs", .integer(sample.count)), .init("dropped", .integer(sample.droppedMissing)),
            .init(
                "rows",
                [
                    "treated": ["before": .integer(samples[2].count), "after": .integer(samples[3].count)],
                    "control": ["before": .integer(samples[0].count), "after": .integer(samples[1].count)],
                ]),
        ]
        if let weights = model.weights { facts.append(.init("weights", .string(weights))) }
        if let covariates = model.covariates, let explained = data.explained {
            let names = data.policy.frame.columns.map(\.name)
            facts += [
                .init("covariates", .string(covariates)),
                .init(
                    "coefficients",
                    .object(zip(names, explained.coefficients).map { .init($0.0, .number($0.1)) })),
            ]
        }
        if model.method == .changesInChanges {
            facts.append(.init("interior", .array(interior.map(JSONValue.number))))
        }
        return facts + data.policy.panel.facts
    }

    /// Between which quantiles effects are known without assuming more of the tails (equation 17).
    private var interior: [Double] {
        let control = data.samples[0].sorted
        return [control[0], control[control.count - 1]].map(data.samples[2].distribution)
    }

    /// Remarks on the panel, on outcomes outside the controls' range, and on ties.
    public var notes: [String] {
        data.policy.panel.notes + sample.droppedNotes + data.policy.frame.notes + supportNotes + tieNotes
            + orderNotes
            + boundNotes
    }

    private var boundNotes: [String] {
        guard model.isDiscrete else { return [] }
        return [
            "Outcomes are taken as discrete: effects lie between 'lower' and 'upper'. Quantiles of such outcomes jump, so that "
                + "their errors come from a bootstrap alone."
        ]
    }

    private var supportNotes: [String] {
        let (control, treated) = (data.samples[0].sorted, data.samples[2].sorted)
        guard model.method == .changesInChanges else { return [] }
        let outside = treated.reduce(0) { $0 + ($1 < control[0] || $1 > control[control.count - 1] ? 1 : 0) }
        guard outside > 0 else { return [] }
        return [
            "\(outside) of \(treated.count) outcomes of the treated before the start lie outside the controls' range: "
                + "effects are known between the quantiles \(interior[0].rounded(3)) and \(interior[1].rounded(3)), and ATT "
                + "takes the controls' extremes beyond them."
        ]
    }

    private var tieNotes: [String] {
        let share =
            data.samples.map { sample in
                1 - Double(
                    zip(sample.sorted, sample.sorted.dropFirst()).reduce(1) { $0 + ($1.0 < $1.1 ? 1 : 0) })
                    / Double(sample.count)
            }.max() ?? 0
        guard share > 0.05, !model.isDiscrete else { return [] }
        return [
            "\((100 * share).rounded(0)) % of the outcomes of a group in a period repeat others. With such outcomes the "
                + "effects are one end of bounds, and standard errors from densities mean little (Athey & Imbens 2006, "
                + "section 4); --discrete gives both ends."
        ]
    }

    private var orderNotes: [String] {
        guard model.method == .quantileDifferences else { return [] }
        let curve = model.quantiles.sorted().map { q in
            data.samples[2].interpolated(q) + data.samples[1].interpolated(q)
                - data.samples[0].interpolated(q)
        }
        guard zip(curve, curve.dropFirst()).contains(where: { $1 < $0 }) else { return [] }
        return [
            "The counterfactual quantiles do not ascend, which no distribution allows: the data speak against quantile "
                + "differences. Changes-in-changes has no such defect."
        ]
    }

    /// n⁻¹ψ of rows, summed by group.
    public func influence(summedBy groups: Factor) throws(CausalError) -> Matrix {
        let influence = effects.influence(data.samples)
        let (data, terms) = (data, terms.count)
        let frame = data.policy.frame
        let slopes = data.explained == nil ? [] : influence.slopes(data)
        let sizes = data.masses
        let parts = Parallel.map(Parallel.blockCount(data.cell.count, 4096)) { block in
            Parallel.blockRange(block, data.cell.count, 4096).flatMap { row -> [Double] in
                let cell = data.cell[row]
                let share = (frame.weights?[row] ?? 1) / sizes[cell]
                var values = influence.values(data.response[row], cell: cell).map { $0 * share }
                let moves = data.explained?.share(frame, row, cell: cell) ?? []
                for (slope, move) in zip(slopes, moves) {
                    for term in values.indices { values[term] += slope[term] * move }
                }
                return values
            }
        }
        var total = Matrix(groups.levelCount, terms)
        var row = 0
        for part in parts {
            for start in stride(from: 0, to: part.count, by: terms) {
                for column in 0..<terms { total[Int(groups.codes[row]), column] += part[start + column] }
                row += 1
            }
        }
        return total
    }
}

extension DistributionEffects {
    init(_ model: ChangesInChanges) {
        self.init(method: model.method, quantiles: model.quantiles, isDiscrete: model.isDiscrete)
    }
}

extension Double {
    /// The number with so many digits after the point.
    fileprivate func rounded(_ digits: Int) -> String {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        return ((self * scale).rounded() / scale).shortestDecimal
    }
}
