import Design
import Groundwork
import LinearAlgebra

/// H of parts in whose clusters an absorbed factor is not nested: what the factors take of a draw's residuals
/// then reaches into other clusters, and each bootstrap cluster's residuals are swept by themselves.
enum WildSwept {
    /// The most elements of H that are held, about 1 GB.
    private static let limit = 1 << 27
    /// Columns that are swept together.
    private static let batch = 8

    /// scale · H′ of each map, bootstrap clusters × clusters; nil for a part in which all factors are nested.
    static func maps(
        _ fit: some SweepingFit, _ clusters: WildClusters, _ columns: WildColumns, _ residuals: WildResiduals
    ) throws(CausalError) -> [[Matrix]?] {
        let needed = clusters.parts.map { part in
            fit.absorbed.contains { !$0.isNested(in: part.factor) }
        }
        guard needed.contains(true) else { return needed.map { _ in nil } }
        let count = clusters.bootstrap.levelCount
        for (part, need) in zip(clusters.parts, needed) where need {
            guard count * part.factor.levelCount <= limit / residuals.maps.count else {
                throw tooMany(part, count)
            }
        }
        var maps = zip(clusters.parts, needed).map { part, need in
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
