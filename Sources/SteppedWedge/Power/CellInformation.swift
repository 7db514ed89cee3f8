import Regression

/// How much each cell of a schedule tells of the treatment effect.
///
/// The information content of a cell is the variance of the effect without the cell over that with it, the cell being a period of
/// all clusters of a sequence: 1 where it tells nothing, infinite where the effect cannot be estimated without it.
///
/// - Reference: Kasza & Forbes (2019), section 2.
public struct CellInformation: Sendable, Hashable {
    /// The sequences' names.
    public let sequences: [String]
    /// The periods' names.
    public let periods: [String]
    /// Var without the cell / Var, a row for each sequence; NaN where the cell is not observed, infinity where the effect rests
    /// on it.
    public let content: [[Double]]

    /// Whether the effect cannot be estimated without some cell.
    public var hasIndispensable: Bool { content.joined().contains(.infinity) }

    /// The contents as a table: a row for each sequence, a column for each period; missing where a cell is not observed, or the
    /// effect rests on it.
    public func table() throws(CausalError) -> DataTable {
        let names = periods.contains("sequence") ? periods.map { "period \($0)" } : periods
        return try DataTable(
            [Column("sequence", sequences.map { .some($0) })]
                + periods.indices.map { period in
                    Column(names[period], content.map { $0[period].isFinite ? $0[period] : .nan })
                },
            source: "information content")
    }
}

extension PlannedTrial {
    /// The information content of every cell.
    ///
    /// - Throws: as ``variance()``; `CausalError.Code.badArgument` for an analysis by enumeration.
    public func cellInformation() throws(CausalError) -> CellInformation {
        if case .counted(let means) = outcome, means.analysis == .exact {
            throw CausalError(
                .badArgument, "information by cell follows from a covariance",
                remedy: "Plan with another analysis than exact.")
        }
        let whole = try variance()
        var content: [[Double]] = []
        for place in schedule.sequences.indices {
            var row: [Double] = []
            for period in schedule.periods.indices {
                guard schedule.sequences[place].exposures[period] != nil else {
                    row.append(.nan)
                    continue
                }
                row.append(try (varianceWithout(place, period) ?? .infinity) / whole)
            }
            content.append(row)
        }
        return CellInformation(
            sequences: schedule.sequences.map(\.name), periods: schedule.periods, content: content)
    }

    /// nil when the effect cannot be estimated without the cell.
    private func varianceWithout(_ place: Int, _ period: Int) throws(CausalError) -> Double? {
        var trial = self
        var sequences = schedule.sequences
        var exposures = sequences[place].exposures
        exposures[period] = nil
        sequences[place] = TreatmentSequence(
            sequences[place].name, exposures: exposures, clusters: sequences[place].clusters)
        trial.schedule = try Schedule(periods: schedule.periods, sequences: sequences)
        trial.sizes = .equal(sizes.mean)
        do throws(CausalError) {
            return try trial.variance()
        } catch  where error.code == .notIdentified {
            return nil
        }
    }
}
