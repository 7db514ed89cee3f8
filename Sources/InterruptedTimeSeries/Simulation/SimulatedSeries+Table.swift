import Distributions
import Regression

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension SimulatedSeries {
    /// Draws the table, clinic by clinic and period by period.
    ///
    /// | column | holds |
    /// |---|---|
    /// | `unit` | 1, 2, …; only with several clinics, the treated first |
    /// | `time` | 1 … ``periods`` |
    /// | `after` | 1 from ``start`` on, otherwise 0 |
    /// | `treated` | 1 in clinics with the change, otherwise 0; only with controls |
    /// | `population` | people; only for counts |
    /// | `y` | the outcome |
    ///
    /// - Throws: `CausalError.Code.badArgument` when a setting lies outside its range.
    public func table() throws(CausalError) -> DataTable {
        try validate()
        let units = treatedUnits + controlUnits
        let root = Generator(seed: seed)
        var (outcomes, populations): ([Double], [Double]) = ([], [])
        outcomes.reserveCapacity(units * periods)
        for unit in 0..<units {
            let people = SimulatedSeries.people(population, unit, root)
            outcomes += series(unit, people, root)
            populations += Array(repeating: people, count: periods)
        }
        return try table(units, outcomes, populations)
    }

    /// A clinic's population: the first has the setting, others between half and one and a half of it.
    private static func people(_ population: Double, _ unit: Int, _ root: Generator) -> Double {
        guard unit > 0 else { return population }
        var random = root.stream(Part.populations.rawValue).stream(unit)
        return max(1, (population * (0.5 + random.uniform())).rounded())
    }

    /// The outcomes of one clinic.
    private func series(_ unit: Int, _ people: Double, _ root: Generator) -> [Double] {
        var levels = root.stream(Part.levels.rawValue).stream(unit)
        var random = root.stream(Part.errors.rawValue).stream(unit)
        var counts = root.stream(Part.counts.rawValue).stream(unit)
        let own = treatedUnits + controlUnits > 1 ? unitDeviation * levels.normal() : 0
        var error = standardDeviation * random.normal()
        let innovation = standardDeviation * (1 - autocorrelation * autocorrelation).squareRoot()
        return (1...periods).map { time in
            if time > 1 { error = autocorrelation * error + innovation * random.normal() }
            let predictor = level + own + mean(time, treated: unit < treatedUnits) + error
            switch outcome {
            case .gaussian: return (predictor * 1e4).rounded() / 1e4
            case .poisson: return Double(counts.poisson(mean: people * exp(predictor) / 1000))
            }
        }
    }

    /// Trend, change and season.
    private func mean(_ time: Int, treated: Bool) -> Double {
        let season = seasonAmplitude * sin(2 * Double.pi * Double(time) / Double(seasonPeriod))
        let before = trend * Double(time - 1) + season
        guard treated, time >= start else { return before }
        return before + levelChange + slopeChange * Double(time - start)
    }

    private func table(
        _ units: Int, _ outcomes: [Double], _ populations: [Double]
    ) throws(CausalError) -> DataTable {
        let times = (0..<units).flatMap { _ in (1...periods).map(Double.init) }
        var columns = [Column("time", times), Column("after", times.map { $0 >= Double(start) ? 1 : 0 })]
        if units > 1 {
            let numbers = (1...units).flatMap { Array(repeating: Double($0), count: periods) }
            columns.insert(Column("unit", numbers), at: 0)
            if controlUnits > 0 {
                columns.append(Column("treated", numbers.map { $0 <= Double(treatedUnits) ? 1 : 0 }))
            }
        }
        if outcome == .poisson { columns.append(Column("population", populations)) }
        return try DataTable(columns + [Column("y", outcomes)], source: "simulated series")
    }

    /// The parts of the simulation that have a stream each.
    private enum Part: Int { case levels, errors, counts, populations }
}
