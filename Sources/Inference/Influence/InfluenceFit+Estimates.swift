import Design
import Distributions
import Groundwork
import LinearAlgebra

extension InfluenceFit {
    /// The estimates with the covariance of choice; normal quantiles.
    ///
    /// A term whose influence is zero throughout (a reference that is zero by definition) has no standard error.
    /// Under the bootstrap ``Estimates/covariance`` and joint tests are the analytic ones.
    ///
    /// - Throws: `CausalError.Code.badArgument` for a level outside (0, 1) or fewer than 2 draws;
    ///   `CausalError.Code.unknownColumn` and `CausalError.Code.missingValue` for a cluster column;
    ///   `CausalError.Code.tooFewRows` when there is only one cluster.
    public func estimates(
        _ covariance: InfluenceCovariance = .analytic, level: Double = 0.95
    ) throws(CausalError) -> Estimates {
        try Estimates.check(level: level)
        switch covariance.kind {
        case .clustered(let columns):
            let spread = try InfluenceSpread(self, columns)
            return answer(spread, errors: spread.errors, level: level, vcov: "analytic")
                .adding(diagnostics: try diagnostics(by: columns))
        case .bootstrap(let bootstrap):
            let columns = bootstrap.cluster.map { [$0] } ?? []
            let blocks = try influenceBlocks(by: columns)
            let (draws, gram) = try bootstrap.run(blocks)
            let spread = try InfluenceSpread(self, columns, blocks, gram)
            let errors = zip(draws.errors, spread.errors).map { $1.isNaN ? .nan : $0 }
            return answer(
                spread, errors: errors, level: level, vcov: "multiplier-bootstrap",
                critical: draws.critical(family, errors, level: level), facts: bootstrap.facts
            ).adding(diagnostics: try diagnostics(by: columns))
        }
    }

    func answer(
        _ spread: InfluenceSpread, errors: [Double], level: Double, vcov: String, critical: Double? = nil,
        facts extra: [JSONValue.Member] = []
    ) -> Estimates {
        let family = Set(family)
        let rows = terms.indices.map { position in
            let band = critical.flatMap { family.contains(position) ? $0 * errors[position] : nil }
            let estimate = coefficients[position]
            return Estimate(
                term: terms[position], labels: labels[position], estimate: estimate,
                standardError: errors[position], degreesOfFreedom: nil, level: level,
                simultaneous: band.flatMap {
                    $0.isFinite && estimate.isFinite ? Interval(estimate - $0, estimate + $0) : nil
                })
        }
        var facts = facts + [.init("vcov", .string(vcov))] + spread.facts + extra
        if let critical { facts.append(.init("critical.value", .number(critical))) }
        return Estimates(
            command: command, rows: rows, covariance: spread.reported, model: facts,
            notes: notes + spread.notes + InfluenceSpread.missingNotes(rows))
    }
}

extension InfluenceSpread {
    /// Why rows have no standard error.
    fileprivate static func missingNotes(_ rows: [Estimate]) -> [String] {
        let lost = rows.count { $0.isEstimated && !($0.standardError > 0) }
        guard lost > 0 else { return [] }
        return [
            "\(lost) of \(rows.count) rows have no standard error: no unit's outcome moves them away from the others' (a "
                + "reference that is zero by definition, or outcomes that do not vary)."
        ]
    }
}

extension InfluenceFit {
    /// The Wald test that some terms are all zero, or the reason why there is none, as a diagnostic.
    ///
    /// Terms without a standard error are left out. The covariance is the analytic one by these columns.
    public func jointTest(
        _ name: String, zero positions: [Int], by columns: [String]
    ) throws(CausalError) -> Diagnostic {
        var chosen = Matrix(positions.count, terms.count)
        for (row, position) in positions.enumerated() { chosen[row, position] = 1 }
        let part = combined(chosen, terms: positions.map { terms[$0] })
        let spread = try InfluenceSpread(part, columns)
        let tested = positions.indices.filter { spread.errors[$0].isFinite }
        guard !tested.isEmpty else {
            return Diagnostic(
                name,
                [
                    .init("statistic", .null), .init("df", .integer(0)), .init("p.value", .null),
                    .init("reason", "none of the effects tested has a standard error"),
                ])
        }
        let answer = part.answer(spread, errors: spread.errors, level: 0.95, vcov: "analytic")
        do {
            return Diagnostic(name, try answer.wald(rowsAreZero: tested))
        } catch {
            return Diagnostic(
                name,
                [
                    .init("statistic", .null), .init("df", .integer(tested.count)), .init("p.value", .null),
                    .init("reason", .string(error.message)),
                ])
        }
    }
}

/// The analytic covariance of a fit by some clusters.
struct InfluenceSpread {
    let matrix: Matrix
    let errors: [Double]
    let facts: [JSONValue.Member]
    let notes: [String]

    init(_ fit: some InfluenceFit, _ columns: [String]) throws(CausalError) {
        guard columns.count <= 6, Set(columns).count == columns.count else {
            throw CausalError(
                .badArgument, "clusters are named by at most six different columns",
                value: columns.joined(separator: ","))
        }
        let blocks = try fit.influenceBlocks(by: columns)
        let found = try InfluenceSpread.sum(fit, columns, blocks)
        self.init(fit, found)
    }

    /// The covariance by one column, or by independent unit, whose sums of products are known.
    init(
        _ fit: some InfluenceFit, _ columns: [String], _ blocks: InfluenceBlocks, _ gram: Matrix
    ) throws(CausalError) {
        self.init(fit, try InfluenceSpread.sum(fit, columns, blocks, gram: gram))
    }

    private init(_ fit: some InfluenceFit, _ found: Sum) {
        matrix = found.matrix
        let total = found.matrix
        errors = fit.terms.indices.map {
            let variance = total[$0, $0]
            return fit.coefficients[$0].isFinite && variance > 0 ? variance.squareRoot() : .nan
        }
        facts = found.counts.isEmpty ? [] : [.init("clusters", .object(found.counts))]
        notes = found.notes + InfluenceSpread.fewNotes(found.counts)
    }

    /// The covariance with NaN where a term has none.
    var reported: Matrix {
        var result = matrix
        for i in errors.indices {
            for j in errors.indices where errors[i].isNaN || errors[j].isNaN { result[i, j] = .nan }
        }
        return result
    }

    /// Fewer clusters than this are few: errors from influence take them as many, like CR1 does (Docs/RejectionRates.md).
    private static let fewClusters = 20

    private static func fewNotes(_ counts: [JSONValue.Member]) -> [String] {
        let least = counts.compactMap { count in count.value.double.map { (name: count.name, count: $0) } }
            .min { $0.count < $1.count }
        guard let least, least.count < Double(fewClusters) else { return [] }
        return [
            "Only \(Int(least.count)) clusters (\(least.name)): standard errors are too small, and p-values from the normal "
                + "distribution too optimistic, with so few."
        ]
    }

    private typealias Sum = (matrix: Matrix, counts: [JSONValue.Member], notes: [String])

    private static func sum(
        _ fit: some InfluenceFit, _ columns: [String], _ whole: InfluenceBlocks,
        gram: Matrix? = nil
    ) throws(CausalError) -> Sum {
        guard columns.count > 1 else {
            let name = columns.first ?? fit.independentUnit
            try check(whole.groupCount, name)
            return (gram ?? whole.gram, name.map { [.init($0, .integer(whole.groupCount))] } ?? [], [])
        }
        var total = Matrix(whole.termCount, whole.termCount)
        var counts: [JSONValue.Member] = []
        for set in 1..<(1 << columns.count) {
            let members = columns.indices.filter { set & (1 << $0) != 0 }.map { columns[$0] }
            let part = try fit.influenceBlocks(by: members)
            if members.count == 1 {
                try check(part.groupCount, members[0])
                counts.append(.init(members[0], .integer(part.groupCount)))
            }
            total = members.count % 2 == 1 ? total + part.gram : total - part.gram
        }
        let eigen = try SymmetricEigen(total)
        guard (eigen.values.first ?? 0) < -1e-12 * (eigen.values.last ?? 0) else {
            return (total, counts, [])
        }
        return (
            eigen.reconstruct { max($0, 0) }, counts,
            [
                "The multi-way clustered covariance was not positive semidefinite; its negative eigenvalues were set to zero."
            ]
        )
    }

    private static func check(_ count: Int, _ name: String?) throws(CausalError) {
        guard count < 2 else { return }
        throw CausalError(
            .tooFewRows, "one cluster says nothing of how clusters differ", column: name,
            remedy: "Cluster by a column with more values; ten or more clusters are advisable.")
    }
}
