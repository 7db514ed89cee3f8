extension WildSampler {
    /// What a reader should know of the draws and of the set; `reach` says how far an unbounded one was followed.
    func notes(_ counts: WildCounts, _ set: ConfidenceSet?, reach: String) -> [String] {
        var notes: [String] = []
        if isEnumerated {
            notes.append(
                "Wild bootstrap: all \(draws) vectors of signs for \(clusterCount) "
                    + "clusters were used; p moves in steps of 1/\(draws / 2)"
                    + (draws < 1024 ? ", finer with Webb's weights." : "."))
        }
        if counts.usable < draws {
            notes.append(
                "Wild bootstrap: "
                    + (draws - counts.usable).counted(
                        "draw had no positive variance and was", "draws had no positive variance and were")
                    + " left out.")
        }
        if counts.above == 0 {
            notes.append(
                "Wild bootstrap: no draw was more extreme than the sample; p is at most "
                    + "\(counts.conservativePValue(isEnumerated: isEnumerated)).")
        }
        if let set { notes += WildSampler.notes(set, reach) }
        return notes
    }

    private static func notes(_ set: ConfidenceSet, _ reach: String) -> [String] {
        if set.isEmpty { return ["Wild bootstrap: every value is rejected, so that the set is empty."] }
        var notes: [String] = []
        if !set.isBounded {
            notes.append(
                "Wild bootstrap: the confidence set \(set) is unbounded: the p-value stays above 1 − level for "
                    + "values \(reach).")
        }
        if !set.isInterval {
            notes.append("Wild bootstrap: the confidence set is \(set), not one interval.")
        }
        return notes
    }
}
