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
        terms = ["ATT"] + model.quantiles.map { "QTE(\($0.shortestDecimal))" }
        labels = [[]] + model.quantiles.map { [.init("quantile", .number($0))] }
        coefficients = DistributionEffects(method: model.method, quantiles: model.quantiles)
            .values(data.samples)
    }

    var effects: DistributionEffects {
        DistributionEffects(method: model.method, quantiles: model.quantiles)
    }

    /// `did`
    public var command: String { "did" }
    /// The rows used.
    public var sample: Sample { data.policy.frame.sample }
    /// The column of units; nil for repeated cross-sections.
    public var independentUnit: String? { data.policy.panel.unit?.name }
    /// The quantiles' rows.
    public var family: [Int] { Array(terms.indices.dropFirst()) }

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
        data.policy.panel.notes + data.policy.frame.notes + supportNotes + tieNotes + orderNotes
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
        guard share > 0.05 else { return [] }
        return [
            "\((100 * share).rounded(0)) % of the outcomes of a group in a period repeat others. With such outcomes the "
                + "effects are one end of bounds, and standard errors from densities mean little (Athey & Imbens 2006, "
                + "section 4)."
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
        let (cell, response, terms) = (data.cell, data.policy.frame.response, terms.count)
        let parts = Parallel.map(Parallel.blockCount(cell.count, 4096)) { block in
            Parallel.blockRange(block, cell.count, 4096).map {
                influence.values(response[$0], cell: cell[$0])
            }
        }
        var total = Matrix(groups.levelCount, terms)
        var row = 0
        for part in parts {
            for values in part {
                let count = Double(data.samples[cell[row]].count)
                for (column, value) in values.enumerated() {
                    total[Int(groups.codes[row]), column] += value / count
                }
                row += 1
            }
        }
        return total
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
