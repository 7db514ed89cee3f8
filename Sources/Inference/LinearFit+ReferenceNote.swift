extension LinearFit {
    /// Says where the distribution that coefficients are compared with is a rough one.
    func referenceNote(_ result: CovarianceResult) -> [String] {
        guard !isPerfect else { return [] }
        guard let own = result.ownDegreesOfFreedom else { return normalNote(result) }
        let rough = estimated.indices.filter { own[$0] < 4 }.sorted { own[$0] < own[$1] }
        guard let first = rough.first else { return [] }
        let names = rough.prefix(3).map { terms[estimated[$0]] }.joined(separator: ", ")
        let more = rough.count > 3 ? " and \(rough.count - 3) more" : ""
        let least = (own[first] * 10).rounded() / 10
        return [
            "Fewer than 4 degrees of freedom for \(names)\(more) (as few as \(least)): their p-values and intervals are "
                + "rough, so little do the clusters tell."
        ]
    }

    /// z where clusters are few: the convention, and too optimistic.
    private func normalNote(_ result: CovarianceResult) -> [String] {
        guard isAsymptotic, let count = result.clusters.map(\.count).min(), count < 20 else { return [] }
        let advised = result.notes.contains { $0.contains(ClusterAdvice.start) }
        return [
            "p-values and intervals take the normal distribution, as R, Stata and fixest do; with \(count) clusters t with "
                + "\(count - 1) degrees of freedom would be more careful"
                + (advised ? "." : ", as is the wild bootstrap of scores (--wild).")
        ]
    }
}
