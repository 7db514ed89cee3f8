extension SwitcherPanel {
    /// Remarks on groups of one unit, and on units that nobody who switches can be compared with.
    var lonelyNotes: [String] {
        var notes: [String] = []
        var switching = [Int](repeating: 0, count: cohortCount)
        var staying = [Int](repeating: 0, count: baselineCount)
        var isNeeded = [Bool](repeating: false, count: baselineCount)
        for u in 0..<count where baseline[u] >= 0 {
            if cohort[u] >= 0 {
                switching[Int(cohort[u])] += 1
                isNeeded[Int(baseline[u])] = true
            } else {
                staying[Int(baseline[u])] += 1
            }
        }
        let single = switching.count { $0 == 1 }
        if single > 0 {
            notes.append(
                "\(single) of \(cohortCount) groups that switch at one time from one treatment to another are a single unit: "
                    + "standard errors say nothing of how units of such a group differ.")
        }
        if staying.indices.contains(where: { isNeeded[$0] && staying[$0] == 1 }) {
            notes.append(
                "Of the units with some first treatment a single one never switches: standard errors of effects measured "
                    + "against it alone say nothing of how controls differ.")
        }
        let idle = staying.indices.reduce(0) { $0 + (isNeeded[$1] ? 0 : staying[$1]) }
        if idle > 0 {
            notes.append(
                "\(idle) units have a first treatment that no switcher has (treated from the first period on, say) and take "
                    + "no part.")
        }
        return notes
    }
}
