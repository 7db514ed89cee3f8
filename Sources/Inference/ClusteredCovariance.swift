import Design
import Groundwork
import LinearAlgebra

extension LinearFit {
    /// Σ over the non-empty sets of cluster columns of (−1)^(size−1) · B M_set B, times the correction.
    ///
    /// M_set = Σ_g s_g s_g′ over the intersections of the set's columns (Cameron, Gelbach & Miller 2011,
    /// eq. 2.11–2.13). The factor is (n−1)/(n−K) · G/(G−1) with the smallest G for every set, and the degrees
    /// of freedom are that G − 1. If the sum is not positive semidefinite, its negative eigenvalues are set
    /// to zero and a note says so.
    func clustered(
        by columns: [String], _ correction: ClusterCorrection
    ) throws(CausalError) -> CovarianceResult {
        let factors = try clusterFactors(columns)
        if case .adjusted(let adjustment, let df) = correction.factor {
            return try adjusted(columns, factors, adjustment, df)
        }
        let counts = factors.map(clusterCount)
        let smallest = counts.min() ?? 0
        let size = size(clusters: factors)
        _ = try residualDegreesOfFreedom(size)
        var meat = Matrix(estimated.count, estimated.count)
        for set in 1..<(1 << columns.count) {
            let part = try clusterMeat(columns, factors, set)
            meat = set.nonzeroBitCount % 2 == 1 ? meat + part : meat - part
        }
        let scale = correction.scale(
            rows: observationCount, parameters: size.parameters, clusters: smallest)
        var result = CovarianceResult(
            self, meat: scale * meat, degreesOfFreedom: Double(smallest - 1), size: size,
            clusters: zip(columns, counts).map { ($0, $1) },
            name: correction.factor == .stata ? "cr1" : "cr0", notes: clusterNote(factors)
        )
        if columns.count > 1 { try result.clipNegativeEigenvalues("multi-way clustered", centred) }
        return result
    }

    /// B Σ_g t_g t_g′ B with residuals adjusted for leverage; see ``ClusterCorrection``.
    private func adjusted(
        _ columns: [String], _ factors: [Factor], _ adjustment: LeverageAdjustment,
        _ df: ClusterDegreesOfFreedom
    ) throws(CausalError) -> CovarianceResult {
        guard factors.count == 1, let clusters = factors.first else {
            throw CausalError(
                .badArgument,
                "\(adjustment.rawValue) with several cluster columns is an open problem: no adjustment is known that "
                    + "suits all of them", value: columns.joined(separator: ","),
                remedy: "Use cr1, or the wild cluster bootstrap, or cluster by one column.")
        }
        let size = size(clusters: factors)
        _ = try residualDegreesOfFreedom(size)
        let found = try AdjustedCovariance(self, clusters: clusters, adjustment, df)
        return CovarianceResult(
            matrix: found.matrix, centred: found.centred, degreesOfFreedom: Double(clusters.levelCount - 1),
            size: size,
            clusters: [(columns[0], clusters.levelCount)], name: adjustment.rawValue,
            notes: found.notes(estimated.map { terms[$0] }), adjusted: found)
    }

    /// The factors of the cluster columns, each with two clusters at least.
    func clusterFactors(_ columns: [String]) throws(CausalError) -> [Factor] {
        guard !columns.isEmpty, columns.count <= 6, Set(columns).count == columns.count else {
            throw CausalError(
                .badArgument, "clusters are named by one to six different columns",
                value: columns.joined(separator: ","))
        }
        var factors: [Factor] = []
        for column in columns {
            let coded = clusterScores.first { $0.factor.name == column }?.factor
            let factor = if let coded { coded } else { try sample.factor(column) }
            guard factor.levelCount > 1 else {
                throw CausalError(
                    .tooFewRows, "one cluster says nothing of how clusters differ", column: column,
                    remedy: "Cluster by a column with more values; ten or more clusters are advisable.")
            }
            factors.append(factor)
        }
        return factors
    }

    /// Σ_g s_g s_g′ over the intersections of the columns in a set (a bit for each column).
    private func clusterMeat(
        _ columns: [String], _ factors: [Factor], _ set: Int
    ) throws(CausalError) -> Matrix {
        let members = columns.indices.filter { set & (1 << $0) != 0 }
        let groups =
            members.count == 1
            ? factors[members[0]] : try sample.factor(interacting: members.map { columns[$0] })
        let sums = scores(summedBy: groups)
        guard let frequencies = clusterFrequencies(groups) else { return sums.gram }
        // f clusters that are alike have the score fs together, and fss′ = (fs)(fs)′/f.
        var scaled = sums
        for column in 0..<sums.columnCount {
            for row in 0..<sums.rowCount { scaled[row, column] /= frequencies[row].squareRoot() }
        }
        return scaled.gram
    }

    /// The number of clusters that a factor's levels stand for.
    func clusterCount(_ factor: Factor) -> Int {
        clusterFrequencies(factor).map { Int(Kernels.sum($0).rounded()) } ?? factor.levelCount
    }
}

extension ClusterCorrection {
    /// Whether residuals are taken as they are.
    var isPlain: Bool {
        if case .adjusted = factor { false } else { true }
    }

    /// The factor for n rows, K parameters and G clusters.
    func scale(rows: Int, parameters: Int, clusters: Int) -> Double {
        guard factor == .stata else { return 1 }
        return Double(rows - 1) / Double(rows - parameters) * Double(clusters) / Double(clusters - 1)
    }
}

extension CovarianceResult {
    /// Replaces the matrix by the nearest positive semidefinite one, when rounding does not explain why it is
    /// none.
    mutating func clipNegativeEigenvalues(_ kind: String, _ design: CentredDesign) throws(CausalError) {
        let eigen = try SymmetricEigen(matrix)
        guard let lowest = eigen.values.first, let highest = eigen.values.last else { return }
        guard lowest < -1e-12 * max(highest, 0) else { return }
        matrix = eigen.reconstruct { max($0, 0) }
        centred = design.inCentred(covariance: matrix)
        notes.append(
            "The \(kind) covariance was not positive semidefinite; its negative eigenvalues were "
                + "set to zero (Cameron, Gelbach & Miller 2011).")
    }
}
