import Regression

/// A trial's outcomes by pattern: the rows of one cluster and period that share every regressor.
///
/// Counts, means and sums of squares about them are all that the marginal and the generalised mixed models need, so
/// that without individual covariates there is a pattern a cell, however many rows it holds. Patterns are sorted by
/// cluster, then by period.
struct WedgePatterns: Sendable {
    /// The columns' names, `treatment` first.
    let terms: [String]
    /// The columns' values, pattern after pattern; covariates and a line in time about their means.
    let design: [Double]
    /// What was taken off each column.
    let centres: [Double]
    /// The columns that add up to 1: the periods' indicators, or the intercept.
    let anchors: [Int]
    /// What is added to the linear predictor.
    let offset: [Double]
    /// The number of rows n.
    let count: [Double]
    /// ȳ
    let mean: [Double]
    /// Σ(y − ȳ)²
    let spread: [Double]
    /// The treatment.
    let treatment: [Double]
    /// The position of the period among all periods.
    let period: [Int]
    /// Where each cluster's patterns begin; one more than there are clusters.
    let starts: [Int]
    /// The persons, when they are named.
    let cohort: CohortClasses?
    let periodLabels: [String]
    let clusterLabels: [String]
    let rowCount: Int
    /// Σ log y! of counts.
    let logFactorials: Double

    var width: Int { terms.count }
    var clusterCount: Int { starts.count - 1 }
    var periodCount: Int { periodLabels.count }
    var patternCount: Int { count.count }

    func patterns(of cluster: Int) -> Range<Int> { starts[cluster]..<starts[cluster + 1] }

    /// Σ xβ + offset of a pattern.
    func predictor(_ pattern: Int, _ beta: [Double]) -> Double {
        var eta = offset[pattern]
        for j in 0..<width { eta += design[pattern * width + j] * beta[j] }
        return eta
    }

    /// The periods that a cluster was seen in, and each of its patterns' position among them.
    func localPeriods(_ cluster: Int) -> (periods: [Int], positions: [Int]) {
        var periods: [Int] = []
        var positions: [Int] = []
        for pattern in patterns(of: cluster) {
            if periods.last != period[pattern] { periods.append(period[pattern]) }
            positions.append(periods.count - 1)
        }
        return (periods, positions)
    }
}

/// Persons of a closed cohort who share their patterns: their number, and their outcomes' means and products.
struct CohortClasses: Sendable {
    struct Class: Sendable {
        /// The patterns, by period.
        let members: [Int]
        let count: Double
        /// The mean outcome in each pattern.
        let means: [Double]
        /// Σ (y_t − ȳ_t)(y_s − ȳ_s) over persons.
        let products: Matrix
    }
    let classes: [Class]
    /// Where each cluster's classes begin.
    let starts: [Int]
    let individualCount: Int

    func classes(of cluster: Int) -> ArraySlice<Class> { classes[starts[cluster]..<starts[cluster + 1]] }
}
