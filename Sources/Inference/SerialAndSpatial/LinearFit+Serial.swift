import Design
import Groundwork
import LinearAlgebra

extension LinearFit {
    /// B S B times the factor of the kind of data; see ``LinearCovariance/neweyWest(lag:unit:time:)``.
    func serial(_ dependence: SerialDependence) throws(CausalError) -> CovarianceResult {
        try dependence.bandwidth?.check()
        let (unit, times) = try serialColumns(dependence)
        let size = size()
        let df = try residualDegreesOfFreedom(size)
        let scores = try serialScores(dependence, unit, times)
        let chosen = try chooseBandwidth(dependence, scores, times)
        let weights = LagWeights(dependence.kernel, bandwidth: chosen.width, span: scores.rows.span)
        let meat = scores.rows.meat(weights, width: estimated.count, scores.fill)
        let periods = try SmallSample(periods: times, isPanel: scores.isPanel)
        var result = CovarianceResult(
            self, meat: periods.factor(observations: observationCount, df: df) * meat,
            degreesOfFreedom: periods.degreesOfFreedom ?? df, size: size, name: dependence.name)
        result.facts = [dependence.fact(chosen, unit, times)]
        return result
    }

    /// The columns of units and times: as named, or those of the model's panel.
    private func serialColumns(
        _ dependence: SerialDependence
    ) throws(CausalError) -> (unit: String?, times: TimeSteps) {
        guard let time = dependence.time ?? panel?.period else {
            throw CausalError(
                .badArgument, "\(dependence.name) needs to know when each row was",
                remedy: "Name the column of times (--time).")
        }
        let unit = dependence.unit ?? (dependence.time == nil ? panel?.unit : nil)
        return (unit, try TimeSteps(sample, time))
    }

    /// The score vectors and how they follow each other.
    private func serialScores(
        _ dependence: SerialDependence, _ unit: String?, _ times: TimeSteps
    ) throws(CausalError) -> SerialScores {
        var panel: Panel?
        if let unit {
            try refuseRepeatedRows(dependence.name)
            panel = try Panel(sample, PanelIndex(unit: unit, period: times.period.name))
        }
        if dependence.acrossUnits {
            let sums = scores(summedBy: times.period)
            return SerialScores(rows: SerialRows(periods: times), isPanel: true) { period, out in
                for j in 0..<sums.columnCount { out[j] = sums.values[period + j * sums.rowCount] }
            }
        }
        if let panel, panel.unit.levelCount > 1 {
            let rows = SerialRows(panel, times)
            guard rows.span > 0 else {
                throw CausalError(
                    .badPanel, "no unit is seen twice, so that nothing follows anything in time",
                    column: panel.unit.name,
                    remedy: "Name the units that repeat, or use hc1, or clusters.")
            }
            return SerialScores(rows: rows, isPanel: true, fill: fillScores)
        }
        try refuseRepeatedRows(dependence.name)
        return SerialScores(rows: try SerialRows(series: times, sample), isPanel: false, fill: fillScores)
    }

    /// Rows that stand for several would be rows of one unit and time.
    func refuseRepeatedRows(_ name: String) throws(CausalError) {
        guard weightKind == .frequency, let position = priorWeights?.firstIndex(where: { $0 > 1 }) else {
            return
        }
        throw CausalError(
            .badPanel, "\(name) needs one observation for each unit and time, and a row stands for several",
            file: sample.table.source, row: sample.tableRow(position),
            remedy: "Use analytic weights for means of several observations, or driscoll-kraay without units."
        )
    }

    /// Writes wᵢûᵢzᵢ, z the columns about their means.
    var fillScores: SerialRows.Fill {
        let (columns, residuals, weights, ones) = (designColumns, residuals, weights, hasIntercept ? 1 : 0)
        let means = columnMeans
        return { row, out in
            let score = residuals[row] * (weights?[row] ?? 1)
            if ones == 1 { out[0] = score }
            for j in columns.indices { out[j + ones] = score * (columns[j][row] - means[j]) }
        }
    }
}

/// Score vectors with their order in time.
struct SerialScores: Sendable {
    let rows: SerialRows
    let isPanel: Bool
    let fill: SerialRows.Fill
}

/// The factor and the degrees of freedom of a serial covariance.
private struct SmallSample {
    private let periods: Int?

    /// - Throws: `CausalError.Code.tooFewRows` for one period.
    init(periods times: TimeSteps, isPanel: Bool) throws(CausalError) {
        guard times.count > 1 else {
            throw CausalError(
                .tooFewRows, "one period says nothing of how periods follow each other",
                column: times.period.name)
        }
        periods = isPanel ? times.count : nil
    }

    /// T − 1 of a panel; a single series has n − K.
    var degreesOfFreedom: Double? { periods.map { Double($0 - 1) } }

    /// n/(n−K), or (n−1)/(n−K) · T/(T−1) of a panel.
    func factor(observations n: Int, df: Double) -> Double {
        guard let periods else { return Double(n) / df }
        return Double(n - 1) / df * Double(periods) / Double(periods - 1)
    }
}

extension SerialDependence {
    /// What to tell about the choices.
    fileprivate func fact(_ chosen: ChosenBandwidth, _ unit: String?, _ times: TimeSteps) -> JSONValue.Member
    {
        var members: [JSONValue.Member] = [.init("kernel", .string(kernel.rawValue))]
        if let lag = chosen.lag { members.append(.init("lag", .integer(lag))) }
        members.append(.init("bandwidth", .number(chosen.width)))
        members.append(.init("time", .string(times.period.name)))
        if let unit { members.append(.init("unit", .string(unit))) }
        members.append(.init("periods", .integer(times.count)))
        if times.step != 1 { members.append(.init("step", .number(times.step))) }
        return .init("dependence", .object(members))
    }
}
