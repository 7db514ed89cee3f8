import Regression

/// The rows whose outcome without treatment the untreated rows determine.
///
/// A treated row needs an untreated row of its unit, one of its period, one of every other absorbed level, and its
/// unit and period must be linked: from the unit to its untreated periods, from these to the units that are
/// untreated then, and so on, until the period is reached (Abowd, Creecy & Kramarz 2002). Units treated from their
/// first period on fail the first, periods in which everybody is treated the second.
struct ImputableRows {
    /// The rows that can be used; nil means all.
    let kept: [Int32]?
    /// What was left out, and why.
    let notes: [String]

    init(_ everyone: PolicyFrame, anticipation: Int) throws(CausalError) {
        let panel = everyone.panel
        let factors = everyone.frame.absorbed
        let shift = Double(anticipation)
        let isTreated = Parallel.array(panel.time.count, of: Bool.self) { rows, out in
            for row in rows {
                out.initializeElement(
                    at: row - rows.lowerBound, to: panel.time[row] >= panel.firstTreated[row] - shift)
            }
        }
        let seen = factors.map { ImputableRows.levels($0, where: isTreated, are: false) }
        try ImputableRows.checkAny(isTreated, panel)
        let links =
            factors.count > 1 ? LevelLinks(unit: factors[0], period: factors[1], isTreated: isTreated) : nil
        let kept = Parallel.positions(panel.time.count) { row in
            !isTreated[row]
                || (factors.indices.allSatisfy { seen[$0][Int(factors[$0].codes[row])] }
                    && (links?.join(factors[0].codes[row], factors[1].codes[row]) ?? true))
        }
        self.kept = kept.count == panel.time.count ? nil : kept
        let lost = panel.rowCount - panel.keeping(kept).rowCount
        notes = ImputableRows.notes(factors, seen, isTreated, lost: lost, isCounted: panel.counts != nil)
        let treatedCount = isTreated.reduce(0) { $0 + ($1 ? 1 : 0) }
        guard panel.time.count - kept.count < treatedCount else {
            throw CausalError(
                .notIdentified, "no treated row can be imputed. " + notes.joined(separator: " "),
                remedy: "Imputation needs units seen before their treatment, and others untreated after it.")
        }
    }

    private static func checkAny(_ isTreated: [Bool], _ panel: PolicyPanel) throws(CausalError) {
        guard isTreated.contains(true) else {
            throw CausalError(.notIdentified, "nobody is treated")
        }
        guard isTreated.contains(false) else {
            throw CausalError(
                .notIdentified, "every row is treated, so that there is nothing to compare with")
        }
    }

    /// Which levels occur in a row whose mark is as given.
    private static func levels(_ factor: Factor, where marks: [Bool], are mark: Bool) -> [Bool] {
        var found = [Bool](repeating: false, count: factor.levelCount)
        for (row, code) in factor.codes.enumerated() where marks[row] == mark { found[Int(code)] = true }
        return found
    }

    private static func notes(
        _ factors: [Factor], _ seen: [[Bool]], _ isTreated: [Bool], lost: Int, isCounted: Bool = false
    ) -> [String] {
        guard lost > 0 else { return [] }
        var reasons: [String] = []
        for (factor, seen) in zip(factors, seen) {
            let missing = seen.indices.filter { !seen[$0] }
            guard !missing.isEmpty else { continue }
            guard !isCounted else {
                reasons.append("levels of '\(factor.name)' have no untreated row")
                continue
            }
            let examples = missing.prefix(5).map(factor.label).joined(separator: ", ")
            reasons.append(
                "\(missing.count) levels of '\(factor.name)' have no untreated row (\(examples)"
                    + (missing.count > 5 ? ", …)" : ")"))
        }
        if reasons.isEmpty {
            reasons = ["no chain of untreated rows links their '\(factors[0].name)' and '\(factors[1].name)'"]
        }
        return [
            "\(lost) treated rows cannot be imputed and were left out: " + reasons.joined(separator: "; ")
                + "."
        ]
    }
}

/// Which levels of two factors, units and periods usually, untreated rows link with each other.
private struct LevelLinks {
    private var parent: [Int32]
    /// One untreated period of each unit, −1 for none.
    private var owner: [Int32]

    init(unit: Factor, period: Factor, isTreated: [Bool]) {
        parent = (0..<Int32(period.levelCount)).map { $0 }
        owner = Array(repeating: -1, count: unit.levelCount)
        for (row, code) in unit.codes.enumerated() where !isTreated[row] {
            let level = period.codes[row]
            if owner[Int(code)] < 0 { owner[Int(code)] = level } else { link(owner[Int(code)], level) }
        }
        for level in parent.indices { parent[level] = root(Int32(level)) }
    }

    /// Whether a unit with untreated rows and a period are linked.
    func join(_ unit: Int32, _ period: Int32) -> Bool {
        let first = owner[Int(unit)]
        return first >= 0 && parent[Int(first)] == parent[Int(period)]
    }

    private mutating func link(_ a: Int32, _ b: Int32) {
        let (first, second) = (root(a), root(b))
        if first != second { parent[Int(max(first, second))] = min(first, second) }
    }

    /// The least period linked with one, halving the path on the way.
    private mutating func root(_ level: Int32) -> Int32 {
        var place = level
        while parent[Int(place)] != place {
            parent[Int(place)] = parent[Int(parent[Int(place)])]
            place = parent[Int(place)]
        }
        return place
    }
}
