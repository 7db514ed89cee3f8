import Distributions
import Groundwork
import LinearAlgebra

extension Estimates {
    /// The result with bounds that hold for several rows at once with the probability of their level (sup-t).
    ///
    /// estimate ± c·se, c of ``SimultaneousCriticalValue`` for the rows' correlations. Where rows have one number of
    /// degrees of freedom ν, t is multivariate with ν; where each has its own (`cr2`), the rows share the tail
    /// probability 2(1 − Φ(c)) of the normal c, and each takes its own t quantile at it. One row gives its own interval.
    ///
    /// The fact `simultaneous` holds the number of rows, c, its Monte-Carlo error, the draws and the seed.
    ///
    /// - Parameters:
    ///   - terms: the rows' names; nil for all that can be tested but the intercept.
    ///   - draws: how many directions are drawn (none for two rows or one).
    ///   - seed: of the draws.
    /// - Throws: `CausalError.Code.unknownTerm`; `CausalError.Code.notIdentified` when a named row has no standard error,
    ///   or no row has; `CausalError.Code.badArgument` for draws.
    /// - Source: Montiel Olea & Plagborg-Møller (2019), *Simultaneous confidence bands*, Journal of Applied
    ///   Econometrics 34.
    public func simultaneous(
        rows terms: [String]? = nil, draws: Int = 20_000, seed: UInt64 = 42
    ) throws(CausalError) -> Estimates {
        try simultaneous(at: try family(terms), draws: draws, seed: seed)
    }

    /// The same for rows by their positions.
    public func simultaneous(
        at positions: [Int], draws: Int = 20_000, seed: UInt64 = 42
    ) throws(CausalError) -> Estimates {
        guard let first = positions.first, positions.allSatisfy({ rows.indices.contains($0) }),
            positions.allSatisfy({ rows[$0].isTestable })
        else {
            throw CausalError(.notIdentified, "a simultaneous band needs rows with standard errors")
        }
        let level = rows[first].level
        let degrees = Set(positions.map { rows[$0].degreesOfFreedom })
        let shared = degrees.count == 1 ? rows[first].degreesOfFreedom : nil
        let critical = try SimultaneousCriticalValue(
            correlation: correlation(positions), degreesOfFreedom: shared, level: level, draws: draws,
            seed: seed)
        let tail = Normal().survival(critical.value)
        var changed = rows
        for position in positions {
            let row = rows[position]
            let own =
                degrees.count == 1
                ? critical.value : StudentT(df: row.degreesOfFreedom ?? .infinity).upperQuantile(tail)
            let margin = own * row.standardError
            changed[position] = row.with(
                simultaneous: Interval(row.estimate - margin, row.estimate + margin))
        }
        return Estimates(
            command: command, rows: changed, covariance: covariance,
            model: model + [Estimates.fact(critical, rows: positions.count, seed: seed)],
            diagnostics: diagnostics, notes: notes)
    }

    private static func fact(
        _ critical: SimultaneousCriticalValue, rows: Int, seed: UInt64
    ) -> JSONValue.Member {
        .init(
            "simultaneous",
            .object([
                .init("rows", .integer(rows)), .init("critical.value", .number(critical.value)),
                .init("monte.carlo.error", .number(critical.monteCarloError)),
                .init("draws", .integer(critical.draws)),
                .init("seed", critical.draws == 0 ? .null : .seed(seed)),
            ]))
    }

    /// The positions of named rows; without names of all that can be tested but the intercept.
    func family(_ terms: [String]?) throws(CausalError) -> [Int] {
        guard let terms else {
            return rows.indices.filter { rows[$0].isTestable && rows[$0].term != "(Intercept)" }
        }
        var positions: [Int] = []
        for term in terms {
            guard let position = rows.firstIndex(where: { $0.term == term }) else {
                throw Estimates.unknown(term, among: rows.map(\.term))
            }
            guard rows[position].isTestable else {
                throw CausalError(.notIdentified, "the row has no standard error", column: term)
            }
            positions.append(position)
        }
        return positions
    }

    /// The correlations of some rows' estimates.
    private func correlation(_ positions: [Int]) -> Matrix {
        let part = covariance.submatrix(positions)
        let scale = part.diagonal.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
        var result = Matrix.diagonal(scale) * part * Matrix.diagonal(scale)
        for i in positions.indices { result[i, i] = 1 }
        return result
    }
}

extension Estimate {
    /// The same row with simultaneous bounds.
    func with(simultaneous: Interval?) -> Estimate {
        Estimate(
            term: term, labels: labels, estimate: estimate, standardError: standardError,
            degreesOfFreedom: degreesOfFreedom, level: level, simultaneous: simultaneous)
    }
}
