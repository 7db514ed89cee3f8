import Design
import Groundwork
import LinearAlgebra

/// Several fits to one table as one: their coefficients with the covariance between them.
///
/// Two models that share rows, or clusters, have correlated estimates. Stacking their influence functions gives the
/// covariance of all coefficients,
///
///     V = Σ_g ψ_gψ_g′ / n²,   ψ_g = (ψ_g of the first fit, ψ_g of the second, …),
///
/// whatever the models are: least squares beside Poisson, with and without controls, on samples that overlap in part
/// or not at all. A test that coefficients are equal across models is then a Wald test like any other.
///
/// ```swift
/// let both = try JointFits([("short", short), ("long", long)])
/// let result = try both.estimates(.clustered(by: "clinic"))
/// print(try result.wald("short:treated = long:treated").pValue)
/// print(try result.combination("short:treated - long:treated"))
/// ```
///
/// Coefficients are called `name:term`. As Stata's `suest`, but without its factor G/(G − 1): for two least-squares
/// fits the numbers are those of one regression on the stacked rows, clustered by unit, under ``ClusterCorrection/cr0``.
/// Statistics are compared with the normal and χ² distributions; few clusters make them too optimistic.
///
/// - Source: Weesie (1999), *Seemingly unrelated estimation and the cluster-adjusted sandwich estimator*, Stata
///   Technical Bulletin 52; Zellner (1962) for the name.
public struct JointFits: InfluenceFit {
    /// `name:term` for every fit's terms, fit by fit.
    public let terms: [String]
    /// The estimates in the order of ``terms``.
    public let coefficients: [Double]
    /// The rows that any of the fits used.
    public let sample: Sample
    /// Facts: the names, and how many rows each fit used.
    public let facts: [JSONValue.Member]
    /// Remarks for the reader.
    public let notes: [String]
    /// Rows are independent unless clusters are named.
    public var independentUnit: String? { nil }
    /// `joint`
    public var command: String { "joint" }
    private let parts: [Part]

    /// One of the fits: where its rows stand among all rows used.
    private struct Part: Sendable {
        let fit: any Fit
        let positions: [Int32]
    }

    /// Joins fits to one table, each under a name of its own.
    ///
    /// - Throws: `CausalError.Code.badArgument` without fits, with equal or empty names, or when the fits are of tables
    ///   of different length.
    public init(_ fits: [(name: String, fit: any Fit)]) throws(CausalError) {
        guard let first = fits.first, Set(fits.map(\.name)).count == fits.count,
            !fits.contains(where: { $0.name.isEmpty })
        else {
            throw CausalError(
                .badArgument, "joined fits need names that differ",
                value: fits.map(\.name).joined(separator: ","))
        }
        let table = first.fit.sample.table
        if let other = fits.first(where: { !JointFits.same(table, $0.fit.sample.table) }) {
            throw CausalError(
                .badArgument,
                "the fits '\(first.name)' and '\(other.name)' are not of one table, so that nobody knows which rows "
                    + "they share",
                remedy: "Fit both to the same table; a weight of zero leaves a row out of one of them.")
        }
        let places = JointFits.places(fits.map(\.fit.sample), rows: table.rowCount)
        sample = Sample(table).keeping(Parallel.positions(table.rowCount) { places[$0] >= 0 })
        parts = fits.map { Part(fit: $0.fit, positions: JointFits.positions($0.fit.sample, places)) }
        terms = fits.flatMap { pair in pair.fit.terms.map { "\(pair.name):\($0)" } }
        coefficients = fits.flatMap(\.fit.coefficients)
        facts = [
            .init("estimator", "joint"), .init("nobs", .integer(sample.count)),
            .init("fits", .object(fits.map { .init($0.name, .integer($0.fit.sample.count)) })),
        ]
        let counted = fits.filter { ($0.fit as? any LinearFit)?.weightKind == .frequency }.map(\.name)
        notes =
            counted.isEmpty
            ? []
            : [
                "Frequency weights in \(counted.joined(separator: ", ")): without clusters, equal rows count as one "
                    + "draw, not as several."
            ]
    }

    /// Row g holds every fit's share of group g.
    public func influence(summedBy groups: Factor) throws(CausalError) -> Matrix {
        var all = Matrix(groups.levelCount, terms.count)
        var start = 0
        for part in parts {
            let own = groups.keeping(part.positions)
            var level = [Int](repeating: 0, count: own.levelCount)
            for (row, position) in part.positions.enumerated() {
                level[Int(own.codes[row])] = Int(groups.codes[Int(position)])
            }
            let shares = try part.fit.influence(summedBy: own)
            for j in 0..<shares.columnCount {
                for g in level.indices { all[level[g], start + j] = shares[g, j] }
            }
            start += shares.columnCount
        }
        return all
    }

    /// Whether two tables have the same columns and as many rows.
    private static func same(_ a: DataTable, _ b: DataTable) -> Bool {
        a.rowCount == b.rowCount && a.columns.map(\.name) == b.columns.map(\.name)
    }

    /// For each row of the table its place among the rows that any sample uses, −1 where none does.
    private static func places(_ samples: [Sample], rows: Int) -> [Int32] {
        var places = [Int32](repeating: -1, count: rows)
        for sample in samples {
            for position in 0..<sample.count { places[sample.tableRow(position) - 1] = 0 }
        }
        var next: Int32 = 0
        for row in places.indices where places[row] == 0 {
            places[row] = next
            next += 1
        }
        return places
    }

    private static func positions(_ sample: Sample, _ places: [Int32]) -> [Int32] {
        (0..<sample.count).map { places[sample.tableRow($0) - 1] }
    }
}
