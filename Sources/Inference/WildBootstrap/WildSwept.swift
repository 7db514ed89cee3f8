import Design
import Groundwork
import LinearAlgebra

/// H of parts in whose clusters an absorbed factor is not nested: what the factors take of a draw's residuals
/// then reaches into other clusters.
///
/// It is computed from sums by level where that is possible (``WildReduced``); otherwise each bootstrap cluster's
/// residuals are swept by themselves. Both are exact.
enum WildSwept {
    /// The most elements of H that are held, about 1 GB.
    private static let limit = 1 << 27
    /// Columns that are swept together.
    private static let batch = 8

    /// scale · H′ of each map, bootstrap clusters × clusters; nil for a part in which all factors are nested.
    static func maps(
        _ fit: some SweepingFit, _ restriction: WildRestriction, _ clusters: WildClusters,
        _ columns: WildColumns, _ residuals: WildResiduals, reduces: Bool = true
    ) throws(CausalError) -> [[Matrix]?] {
        let needed = clusters.parts.filter { part in
            fit.absorbedFactors.contains { !$0.isNested(in: part.factor) }
        }
        guard !needed.isEmpty else { return clusters.parts.map { _ in nil } }
        for part in needed {
            let count = clusters.bootstrap.levelCount
            guard count * part.factor.levelCount <= limit / residuals.maps.count else {
                throw tooMany(part, count)
            }
        }
        let isNeeded = clusters.parts.map { part in needed.contains { $0.names == part.names } }
        if reduces, fit.slopes.isEmpty,
            let reduced = try WildReduced(fit, needed.map(\.factor) + [clusters.bootstrap])
        {
            var maps: [[Matrix]?] = []
            for (part, need) in zip(clusters.parts, isNeeded) {
                maps.append(
                    need ? try reduce(reduced, fit, restriction, clusters, part, columns, residuals) : nil)
            }
            return maps
        }
        return try sweep(fit, clusters, isNeeded, columns, residuals)
    }

    /// The sums over shared rows less what the factors take.
    private static func reduce(
        _ reduced: WildReduced, _ fit: some LinearFit, _ restriction: WildRestriction,
        _ clusters: WildClusters, _ part: WildClusters.Part, _ columns: WildColumns,
        _ residuals: WildResiduals
    ) throws(CausalError) -> [Matrix] {
        let cells = try WildPart.cells(fit, restriction, clusters, part, columns, residuals)
        let (rows, count) = (clusters.bootstrap.levelCount, part.factor.levelCount)
        return residuals.maps.enumerated().map { a, map in
            var shared = Matrix(rows, count)
            for i in cells.clusters.indices {
                shared[Int(cells.bootstrap[i]), Int(cells.clusters[i])] = cells.values[a][i]
            }
            let taken = reduced.taken(
                of: residuals.columns[map.residual], by: clusters.bootstrap,
                against: columns.directions[map.restriction], by: part.factor)
            return shared - map.scale * taken
        }
    }

    /// Two sweeps for each bootstrap cluster.
    private static func sweep(
        _ fit: some SweepingFit, _ clusters: WildClusters, _ isNeeded: [Bool], _ columns: WildColumns,
        _ residuals: WildResiduals
    ) throws(CausalError) -> [[Matrix]?] {
        let count = clusters.bootstrap.levelCount
        var maps = zip(clusters.parts, isNeeded).map { part, need in
            need ? residuals.maps.map { _ in Matrix(count, part.factor.levelCount) } : nil
        }
        for residual in residuals.columns.indices {
            for first in stride(from: 0, to: count, by: batch) {
                let groups = first..<min(first + batch, count)
                let column = residuals.columns[residual]
                let swept = try fit.sweep(groups.map { only(Int32($0), clusters.bootstrap, column) })
                for (group, column) in zip(groups, swept) {
                    fill(&maps, group, residual, column, fit, clusters, columns, residuals)
                }
            }
        }
        return maps
    }

    /// A column with zeros outside a cluster.
    private static func only(_ cluster: Int32, _ groups: Factor, _ column: [Double]) -> [Double] {
        Parallel.array(column.count) { rows, out in
            for row in rows {
                out.initializeElement(
                    at: row - rows.lowerBound, to: groups.codes[row] == cluster ? column[row] : 0)
            }
        }
    }

    private static func fill(
        _ maps: inout [[Matrix]?], _ group: Int, _ residual: Int, _ swept: [Double], _ fit: some LinearFit,
        _ clusters: WildClusters, _ columns: WildColumns, _ residuals: WildResiduals
    ) {
        for (p, part) in clusters.parts.enumerated() where maps[p] != nil {
            let sums = Kernels.groupedScores(
                columns: columns.directions, intercept: false, residuals: swept, weights: fit.weights,
                groups: part.factor.codes, groupCount: part.factor.levelCount)
            for (a, map) in residuals.maps.enumerated() where map.residual == residual {
                for c in 0..<part.factor.levelCount {
                    maps[p]?[a][group, c] = map.scale * sums[c, map.restriction]
                }
            }
        }
    }

    private static func tooMany(_ part: WildClusters.Part, _ count: Int) -> CausalError {
        CausalError(
            .badArgument,
            "an absorbed factor is not nested in the clusters by \(part.names.joined(separator: "^")), and "
                + "\(count) bootstrap clusters times \(part.factor.levelCount) clusters are too many to sweep",
            remedy: "Bootstrap by a variable with fewer clusters.")
    }
}
