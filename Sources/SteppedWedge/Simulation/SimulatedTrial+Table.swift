import Regression

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension SimulatedTrial {
    /// Draws the table: a row for each person seen in a cluster and period.
    ///
    /// | column | holds |
    /// |---|---|
    /// | `cluster` | 1, 2, …, in the order of the sequences |
    /// | `sequence` | its sequence |
    /// | `period` | 1, 2, … |
    /// | `individual` | 1, 2, …; in a cohort the same number is the same person |
    /// | `treatment` | the exposure |
    /// | `exposure` | periods since the crossing, 1 in the first exposed one, 0 before |
    /// | `x1` | the covariate, where there is one |
    /// | `y` | the outcome |
    ///
    /// - Parameter index: different indices give independent trials, the same one always the same.
    /// - Throws: `CausalError.Code.badArgument` for settings outside their range.
    public func table(_ index: Int = 0) throws(CausalError) -> DataTable {
        try validate()
        var rows = TrialTable()
        let root = Generator(seed: seed).stream(index)
        var sizing = root.stream(Part.sizes.rawValue)
        let drawn = sizes.draw(clusters: schedule.clusterCount, &sizing)
        rows.reserve(Int(drawn.reduce(0, +)) * schedule.periodCount)
        for (cluster, place) in schedule.sequenceOfCluster.enumerated() {
            let size = max(1, Int(drawn[cluster].rounded()))
            if let likeness {
                try append(likeness, cluster, place, size, root, &rows)
            } else {
                append(cluster, place, size, root, &rows)
            }
        }
        return try rows.table(schedule, covariate: hasCovariate)
    }

    /// The parts of the simulation that have a stream each.
    enum Part: Int { case sizes, clusters, people, outcomes }

    private func append(
        _ cluster: Int, _ place: Int, _ size: Int, _ root: Generator, _ rows: inout TrialTable
    ) {
        let sequence = schedule.sequences[place]
        let times = sequence.exposureTimes
        var clusterDraw = root.stream(Part.clusters.rawValue).stream(cluster)
        let effects = clusterEffects(&clusterDraw)
        var cohort = Cohort(
            size, covariance, root.stream(Part.people.rawValue).stream(cluster), first: rows.people,
            isDrawn: hasCovariate || covariance.individual > 0)
        var outcome = root.stream(Part.outcomes.rawValue).stream(cluster)
        for period in schedule.periods.indices {
            if period > 0 { cohort.advance(covariance) }
            guard let exposure = sequence.exposures[period] else { continue }
            let time = exposure > 0 ? times[period] ?? 0 : 0
            let shared =
                level + trend * Double(period) + effects.cells[period]
                + exposure * (effects.treatment + (time > 0 ? effect(at: time) : 0))
            for person in 0..<size {
                let z = hasCovariate ? cohort.covariates[person] : 0
                let y = draw(shared + 0.3 * z + cohort.effects[person], &outcome)
                rows.append(
                    cluster + 1, Int32(place), period + 1, cohort.names[person], exposure, Double(time), z, y)
            }
        }
        rows.people = cohort.last
    }

    /// Cluster and cluster-period effects of each period, and the cluster's own treatment effect.
    private func clusterEffects(_ random: inout Generator) -> (cells: [Double], treatment: Double) {
        let deviation = covariance.cluster.squareRoot()
        let first = random.normal()
        let other = random.normal()
        let c = covariance.treatmentCorrelation
        let treatment =
            covariance.treatment.squareRoot() * (c * first + max(0, 1 - c * c).squareRoot() * other)
        var level = first
        let innovation = max(0, 1 - covariance.decay * covariance.decay).squareRoot()
        let cells = schedule.periods.indices.map { period in
            let fresh = random.normal()
            if period > 0, covariance.decay < 1 { level = covariance.decay * level + innovation * fresh }
            return deviation * level + covariance.clusterPeriod.squareRoot() * random.normal()
        }
        return (cells, treatment)
    }

    private func draw(_ eta: Double, _ random: inout Generator) -> Double {
        switch family {
        case .gaussian: eta + covariance.residual.squareRoot() * random.normal()
        case .binomial: random.bernoulli(LinkScale.mean(.logit, eta)) ? 1 : 0
        case .poisson: Double(random.poisson(mean: min(1e15, exp(eta))))
        }
    }
}

/// The people of one cluster as periods go by.
private struct Cohort {
    var names: [Double]
    var effects: [Double]
    var covariates: [Double]
    /// The highest number that was given.
    var last: Double
    private var random: Generator
    /// Whether people have anything of their own.
    private let isDrawn: Bool

    init(
        _ size: Int, _ covariance: PlannedCovariance, _ random: Generator, first: Double, isDrawn: Bool
    ) {
        self.random = random
        self.isDrawn = isDrawn
        (names, effects, covariates, last) = ([], [], [], first)
        for _ in 0..<size { admit(at: nil, covariance) }
    }

    /// A new person, in place of another or besides them.
    private mutating func admit(at place: Int?, _ covariance: PlannedCovariance) {
        last += 1
        let effect = isDrawn ? covariance.individual.squareRoot() * random.normal() : 0
        let covariate = isDrawn ? random.normal() : 0
        if let place {
            (names[place], effects[place], covariates[place]) = (last, effect, covariate)
        } else {
            names.append(last)
            effects.append(effect)
            covariates.append(covariate)
        }
    }

    /// The next period: a cross-section is new, of a cohort a share stays, and what people have of their own decays.
    mutating func advance(_ covariance: PlannedCovariance) {
        let retention = covariance.individual > 0 ? covariance.retention : 0
        let innovation = max(0, 1 - covariance.individualDecay * covariance.individualDecay).squareRoot()
        for place in names.indices {
            if !isDrawn || !random.bernoulli(retention) {
                admit(at: place, covariance)
            } else if covariance.individualDecay < 1 {
                effects[place] =
                    covariance.individualDecay * effects[place]
                    + innovation * covariance.individual.squareRoot() * random.normal()
            }
        }
    }
}

/// The columns of the table while it grows.
struct TrialTable {
    private var columns = [[Double]](repeating: [], count: 7)
    private var sequences: [Int32] = []
    /// The highest number of a person so far.
    var people = 0.0

    mutating func reserve(_ rows: Int) {
        for place in columns.indices { columns[place].reserveCapacity(rows) }
        sequences.reserveCapacity(rows)
    }

    mutating func append(
        _ cluster: Int, _ sequence: Int32, _ period: Int, _ person: Double, _ exposure: Double,
        _ time: Double,
        _ covariate: Double, _ y: Double
    ) {
        columns[0].append(Double(cluster))
        columns[1].append(Double(period))
        columns[2].append(person)
        columns[3].append(exposure)
        columns[4].append(time)
        columns[5].append(covariate)
        columns[6].append(y)
        sequences.append(sequence)
    }

    func table(_ schedule: Schedule, covariate: Bool) throws(CausalError) -> DataTable {
        let names = ["cluster", "period", "individual", "treatment", "exposure", "x1", "y"]
        var all = zip(names, columns).map { Column($0, $1) }
        if !covariate { all.remove(at: 5) }
        let levels = Categories(codes: sequences, levels: schedule.sequences.map(\.name))
        all.insert(Column("sequence", .categories(levels)), at: 1)
        return try DataTable(all, source: "simulated trial")
    }
}
