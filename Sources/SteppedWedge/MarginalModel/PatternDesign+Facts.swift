import Regression

extension PatternDesign {
    /// Facts about rows, clusters and cells.
    func facts(_ mean: TrialMean) -> [JSONValue.Member] {
        var facts: [JSONValue.Member] = [
            .init("outcome", .string(mean.outcome)), .init("nobs", .integer(patterns.rowCount)),
            .init("clusters", .object([.init(mean.cluster, .integer(patterns.clusterCount))])),
            .init("periods", .integer(patterns.periodCount)), .init("cells", .integer(cellCount)),
            .init("patterns", .integer(patterns.patternCount)),
            .init("effect", .string(mean.effect.rawValue)), .init("time", .string(mean.time.rawValue)),
        ]
        if let cohort = patterns.cohort { facts.append(.init("individuals", .integer(cohort.individualCount))) }
        if frame.sample.droppedMissing > 0 {
            facts.append(.init("dropped.missing", .integer(frame.sample.droppedMissing)))
        }
        if !dropped.isEmpty { facts.append(.init("dropped", .array(dropped.map(JSONValue.string)))) }
        return facts
    }

    /// Remarks on columns and rows.
    var notes: [String] {
        var notes = frame.notes
        if !dropped.isEmpty {
            notes.append("Other columns determine \(dropped.joined(separator: ", ")): no estimate.")
        }
        let empty = patterns.clusterCount * patterns.periodCount - cellCount
        if empty > 0 { notes.append("\(empty) cells of a cluster and period have no rows.") }
        return notes + patterns.treatmentNotes
    }

    private var cellCount: Int {
        (0..<patterns.clusterCount).reduce(0) { $0 + patterns.localPeriods($1).periods.count }
    }
}

extension WedgePatterns {
    /// Remarks on clusters whose treatment never changes, ends, or differs within a cell.
    var treatmentNotes: [String] {
        var (still, back, mixed) = ([String](), [String](), [String]())
        for cluster in 0..<clusterCount {
            let all = patterns(of: cluster)
            let ends = zip(all, all.dropFirst())
            if ends.contains(where: { period[$0] == period[$1] && treatment[$0] != treatment[$1] }) {
                mixed.append(clusterLabels[cluster])
            } else if ends.contains(where: { treatment[$0] > treatment[$1] }) {
                back.append(clusterLabels[cluster])
            } else if Set(treatment[all]).count == 1 {
                still.append(clusterLabels[cluster])
            }
        }
        func note(_ clusters: [String], _ text: String) -> [String] {
            guard !clusters.isEmpty else { return [] }
            let named = clusters.prefix(8).joined(separator: ", ")
            return ["\(text): \(named)\(clusters.count > 8 ? " and \(clusters.count - 8) more" : "")."]
        }
        return note(still, "Clusters whose treatment never changes")
            + note(back, "Clusters whose treatment is taken back, whose effect is taken to end at once")
            + note(mixed, "Clusters with both treated and untreated rows in one period")
    }
}
