import Design
import Groundwork
import Inference
import LinearAlgebra

extension BurnoutScores {
    /// Finds classes of people by their three scores; people without one are left out.
    ///
    /// - Throws: as `LatentProfiles.fit(_:names:)`.
    public func latentProfiles(_ profiles: LatentProfiles) throws(CausalError) -> LatentProfileAnalysis {
        try profiles.fit((0..<3).map { scaled.complete($0) }, names: scaled.scales.map(\.name))
    }

    /// The names of classes by ``boundaries``: the profile of each class's means; of several alike the smaller ones have a
    /// number.
    public func names(of model: LatentProfileModel) -> [String] {
        var counts: [BurnoutProfile: Int] = [:]
        return model.means.map { means in
            let profile = BurnoutProfile(
                isExhausted: means[0] >= boundaries[0], isCynical: means[1] >= boundaries[1],
                isIneffective: means[2] < boundaries[2])
            let count = counts[profile, default: 0] + 1
            counts[profile] = count
            return count == 1 ? profile.rawValue : "\(profile.rawValue).\(count)"
        }
    }

    /// The result with the classes' rows behind its own.
    ///
    /// - Throws: as `LatentProfileAnalysis.estimates(names:clusters:level:)`; `CausalError.Code.unknownColumn`.
    public func adding(
        _ analysis: LatentProfileAnalysis, to result: Estimates, cluster: String? = nil, level: Double = 0.95
    ) throws(CausalError) -> Estimates {
        let clusters = try cluster.map { name throws(CausalError) in try scaled.sample.factor(name) }
        let latent = try analysis.estimates(
            names: names(of: analysis.best), clusters: clusters, level: level)
        let (own, count) = (result.rows.count, result.rows.count + latent.rows.count)
        var covariance = Matrix(count, count, repeating: .nan)
        for j in 0..<count {
            for i in 0..<count where (i < own) == (j < own) {
                covariance[i, j] =
                    i < own ? result.covariance[i, j] : latent.covariance[i - own, j - own]
            }
        }
        return Estimates(
            command: result.command, rows: result.rows + latent.rows, covariance: covariance,
            model: result.model + latent.model, diagnostics: result.diagnostics + latent.diagnostics,
            notes: result.notes + latent.notes)
    }

    /// ``table()`` with the columns `burnout.class`, everybody's most probable class, and `burnout.class.probability`.
    ///
    /// - Throws: as ``table()``.
    public func table(_ analysis: LatentProfileAnalysis) throws(CausalError) -> DataTable {
        let table = try table()
        let probabilities = analysis.probabilities()
        var codes = [Int32](repeating: -1, count: table.rowCount)
        var certainty = [Double](repeating: .nan, count: table.rowCount)
        for (place, own) in probabilities.enumerated() {
            let row = scaled.sample.tableRow(place) - 1
            let best = own.indices.max { own[$0] < own[$1] } ?? 0
            (codes[row], certainty[row]) = (Int32(best), own[best])
        }
        let classes = Categories(codes: codes, levels: names(of: analysis.best))
        return try DataTable(
            table.columns + [
                Column("burnout.class", .categories(classes)), Column("burnout.class.probability", certainty),
            ], source: table.source)
    }
}
