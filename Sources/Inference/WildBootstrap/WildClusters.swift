import Design
import Groundwork

/// The clusters of a wild bootstrap: those of the variance, and those within which a draw has one number.
struct WildClusters {
    /// A part of the variance: Σ_c s_c s_c′ over the levels of a factor, times a sign.
    struct Part {
        let names: [String]
        let factor: Factor
        let sign: Double
    }

    let parts: [Part]
    let bootstrap: Factor
    let bootstrapNames: [String]
    /// The factor of every part: CR1 with the smallest number of clusters.
    let scale: Double
    /// min(G) − 1.
    let degreesOfFreedom: Int

    /// By inclusion and exclusion over the columns, as `LinearCovariance.clustered(by:correction:)`.
    init(_ fit: some LinearFit, _ columns: [String], _ bootstrapNames: [String]?) throws(CausalError) {
        let factors = try fit.clusterFactors(columns)
        let smallest = factors.map(\.levelCount).min() ?? 0
        let size = fit.size(clusters: factors)
        _ = try fit.residualDegreesOfFreedom(size)
        scale = ClusterCorrection.cr1.scale(
            rows: fit.observationCount, parameters: size.parameters, clusters: smallest)
        degreesOfFreedom = smallest - 1
        var parts: [Part] = []
        for set in 1..<(1 << columns.count) {
            let members = columns.indices.filter { set & (1 << $0) != 0 }
            let names = members.map { columns[$0] }
            parts.append(
                Part(
                    names: names,
                    factor: members.count == 1
                        ? factors[members[0]] : try fit.sample.factor(interacting: names),
                    sign: members.count % 2 == 1 ? 1 : -1))
        }
        self.parts = parts
        let coarsest = columns.indices.first { factors[$0].levelCount == smallest } ?? 0
        let names = bootstrapNames ?? [columns[coarsest]]
        self.bootstrapNames = names
        if let part = parts.first(where: { $0.names == names }) {
            bootstrap = part.factor
        } else {
            bootstrap = try fit.sample.factor(interacting: names)
        }
        guard bootstrap.levelCount > 1 else {
            throw CausalError(
                .tooFewRows, "a bootstrap by one cluster draws nothing",
                column: names.joined(separator: ","),
                remedy: "Name bootstrap clusters with more values.")
        }
    }

    /// Refuses more restrictions than the clusters can hold.
    func check(_ restriction: WildRestriction) throws(CausalError) {
        guard restriction.count <= degreesOfFreedom else {
            throw CausalError(
                .notIdentified,
                "\(restriction.count) restrictions need more than \(restriction.count) clusters",
                remedy: "Test fewer restrictions at once.")
        }
    }

    /// Whether a part's clusters are the bootstrap's.
    func isBootstrap(_ part: Part) -> Bool { part.names == bootstrapNames }
}
