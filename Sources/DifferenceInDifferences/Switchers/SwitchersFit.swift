import Regression

/// Effects of switching by time since the first switch, placebos before, and the effect per unit of treatment.
public struct SwitchersFit: InfluenceFit {
    private let model: Switchers
    private let data: SwitcherPanel
    private let horizons: [SwitcherHorizon]
    /// `overall`, then `event::−3`, …, `event::0`, …
    public let terms: [String]
    /// The estimates; NaN where switchers received no dose to divide by.
    public let coefficients: [Double]
    /// `event` of each row but the first, and the number of `switchers`.
    public let labels: [[JSONValue.Member]]

    init(_ model: Switchers, _ data: SwitcherPanel, _ horizons: [SwitcherHorizon]) {
        self.model = model
        self.data = data
        self.horizons = horizons
        terms = ["overall"] + horizons.map { "event::\($0.event)" }
        labels =
            [[]]
            + horizons.map {
                [.init("event", .integer($0.event)), .init("switchers", .integer($0.number))]
            }
        let weights = SwitchersFit.weights(horizons, model)
        let overall = zip(weights.overall, horizons).reduce(0) { $0 + $1.0 * $1.1.effect }
        coefficients = [overall] + zip(weights.rows, horizons).map { $0 * $1.effect }
    }

    /// What each horizon counts for in `overall`, and what its own row is multiplied by.
    private static func weights(
        _ horizons: [SwitcherHorizon], _ model: Switchers
    ) -> (overall: [Double], rows: [Double]) {
        let total = horizons.reduce(0) { $1.isPlacebo ? $0 : $0 + $1.switchers * $1.lastDose }
        return (
            horizons.map { $0.isPlacebo ? 0 : total > 0 ? $0.switchers / total : .nan },
            horizons.map { model.isNormalised ? ($0.dose > 0 ? 1 / $0.dose : .nan) : 1 }
        )
    }

    /// `did`
    public var command: String { "did" }
    /// The rows with unit, period and treatment.
    public var sample: Sample { data.sample }
    /// Remarks on the panel.
    public var notes: [String] { data.notes }
    /// The column of units.
    public var independentUnit: String? { data.unit.name }
    /// All rows but `overall`.
    public var family: [Int] { Array(terms.indices.dropFirst()) }

    /// `estimator`, `treatment`, `normalised`, …
    public var facts: [JSONValue.Member] {
        [
            .init("estimator", "switchers"), .init("outcome", .string(model.outcome)),
            .init("treatment", .string(model.treatment)), .init("normalised", .bool(model.isNormalised)),
            .init("covariates", model.covariates.map(JSONValue.string) ?? .null),
            .init("nobs", .integer(sample.count)), .init("units", .integer(data.count)),
            .init("periods", .integer(data.width)),
            .init("switchers", .integer(data.sign.reduce(0) { $0 + ($1 == 0 ? 0 : 1) })),
        ]
    }

    /// The joint test that all placebos are zero.
    public func diagnostics(by columns: [String]) throws(CausalError) -> [Diagnostic] {
        let before = horizons.indices.filter { horizons[$0].isPlacebo && coefficients[$0 + 1].isFinite }
        guard !before.isEmpty else { return [] }
        return [try jointTest("pretrend-wald", zero: before.map { $0 + 1 }, by: columns)]
    }

    /// n⁻¹ψ summed by group, groups being constant within units.
    public func influence(summedBy groups: Factor) throws(CausalError) -> Matrix {
        let codes = try unitCodes(groups)
        let blocks = blocks
        var total = Matrix(groups.levelCount, terms.count)
        for position in 0..<blocks.count {
            let part = blocks.block(position).values
            for column in terms.indices {
                for row in 0..<part.rowCount {
                    total[Int(codes[position * SwitchersFit.blockSize + row]), column] += part[row, column]
                }
            }
        }
        return total
    }

    /// n⁻¹ψ by unit, computed when needed; by clusters as sums.
    public func influenceBlocks(by columns: [String]) throws(CausalError) -> InfluenceBlocks {
        if columns.isEmpty || columns == [data.unit.name] { return blocks }
        return InfluenceBlocks(try influence(summedBy: try sample.factor(interacting: columns)))
    }

    private static let blockSize = 4096

    private var blocks: InfluenceBlocks {
        let (data, horizons) = (data, horizons)
        let weights = SwitchersFit.weights(horizons, model)
        let size = SwitchersFit.blockSize
        return InfluenceBlocks(
            groupCount: data.count, termCount: terms.count, count: Parallel.blockCount(data.count, size)
        ) { block in
            let units = Parallel.blockRange(block, data.count, size)
            var values = Matrix(units.count, horizons.count + 1)
            for (row, unit) in units.enumerated() {
                for (column, horizon) in horizons.enumerated() {
                    let share = horizon.share(data, unit)
                    values[row, column + 1] = share * weights.rows[column]
                    values[row, 0] += share * weights.overall[column]
                }
            }
            return InfluenceBlocks.Block(values)
        }
    }

    private func unitCodes(_ groups: Factor) throws(CausalError) -> [Int32] {
        var owner = [Int32](repeating: -1, count: data.count)
        for (row, code) in data.unit.codes.enumerated() {
            if owner[Int(code)] < 0 { owner[Int(code)] = groups.codes[row] }
            guard owner[Int(code)] == groups.codes[row] else {
                throw CausalError(
                    .badPanel, "unit '\(data.unit.label(Int(code)))' has rows in two clusters",
                    column: groups.name, row: sample.tableRow(row),
                    remedy: "Clusters must hold whole units; take the cluster of the unit's first period.")
            }
        }
        return owner
    }
}
