import Regression

extension TrialCells {
    /// Refuses data that no trial's model could be fitted to.
    ///
    /// - Throws: `CausalError.Code.tooFewRows` for one cluster; `CausalError.Code.notIdentified` for a treatment or an
    ///   outcome that never changes; `CausalError.Code.badPanel` for effects by exposure of a treatment that is ended,
    ///   or is no 0 or 1.
    func check() throws(CausalError) {
        let model = rows.model
        guard statistics.clusterCount > 1 else {
            throw CausalError(
                .tooFewRows, "there is one cluster only", column: model.cluster,
                remedy: "A trial's effect is judged by comparing clusters.")
        }
        guard let first = statistics.treatment.first,
            !statistics.treatment.allSatisfy({ $0 == first })
        else {
            throw CausalError(
                .notIdentified,
                "the treatment is \((statistics.treatment.first ?? 0).shortestDecimal) in every row",
                column: model.treatment, remedy: "Rows in control (0) and treated rows (1) are both needed.")
        }
        let outcome = rows.frame.response
        if let value = outcome.first, outcome.allSatisfy({ $0 == value }) {
            throw CausalError(
                .notIdentified, "the outcome has the same value in every row", column: model.outcome,
                value: value.shortestDecimal)
        }
        if model.effect != .immediate { try checkExposure() }
    }

    private func checkExposure() throws(CausalError) {
        let model = rows.model
        guard isBinary, !rows.isSplit else {
            throw CausalError(
                .badPanel, "effects over time need a treatment that is 0 or 1 in whole cluster-periods",
                column: model.treatment, remedy: "Use the immediate effect, or code the treatment as 0 and 1."
            )
        }
        if let cluster = reverting.first, model.effect != .calendarTime {
            throw CausalError(
                .badPanel, "cluster '\(rows.cluster.label(cluster))' is in control again after its treatment",
                column: model.treatment, value: rows.cluster.label(cluster),
                remedy:
                    "Time since the start has a meaning only where treatment stays; use the immediate effect."
            )
        }
    }

    /// What a reader should know of the schedule.
    var notes: [String] {
        guard isBinary else { return shareNotes + emptyNotes }
        return crossingNotes + armNotes + sequenceNotes + emptyNotes
    }

    private var shareNotes: [String] {
        let values = statistics.treatment
        let (low, high) = (values.min() ?? 0, values.max() ?? 0)
        guard low >= 0, high <= 1 else {
            return [
                "The treatment '\(rows.model.treatment)' runs from \(low.shortestDecimal) to \(high.shortestDecimal) where 0 is control "
                    + "and 1 is treated: the row treatment is what one unit of it does. Is it the column that is meant?"
            ]
        }
        let count = values.count { $0 > 0 && $0 < 1 }
        return [
            "The treatment is a share in \(count) of \(statistics.cellCount) cells: its effect is that of a whole one."
        ]
    }

    var crossingNotes: [String] {
        var notes: [String] = []
        let never = starts.indices.filter { starts[$0] == nil }
        if !never.isEmpty { notes.append("\(named(never)) never cross to treatment.".agreeing(never.count)) }
        let always = starts.indices.filter { cluster in
            cells(of: cluster).allSatisfy { statistics.treatment[$0] > 0 }
        }
        if !always.isEmpty {
            notes.append("\(named(always)) have no period in control.".agreeing(always.count))
        }
        if !reverting.isEmpty {
            notes.append(
                "\(named(reverting)) return from treatment to control: the model takes this for a crossover, without "
                    .agreeing(reverting.count) + "an effect that lasts.")
        }
        if rows.isSplit { notes.append("The treatment differs within cluster-periods.") }
        return notes
    }

    private var armNotes: [String] {
        let arms = arms
        let treated = arms.indices.filter { arms[$0].control == 0 }.map(rows.period.label)
        guard !treated.isEmpty else { return [] }
        return [
            "No cluster is in control in \(rows.period.name) \(treated.listed): there the effect is told from the "
                + "period by the model alone."
        ]
    }

    private var sequenceNotes: [String] {
        let crossing = starts.compactMap { $0 }
        guard crossing.count > 2, Set(crossing).count == crossing.count, crossing.count == starts.count else {
            return []
        }
        return [
            "Every sequence has one cluster: chance differences between clusters and the order of crossing are told "
                + "apart by the model alone."
        ]
    }

    var emptyNotes: [String] {
        let held = Set(
            (0..<statistics.clusterCount).flatMap { cluster in
                cells(of: cluster).map { cluster * rows.period.levelCount + statistics.periods[$0] }
            }
        ).count
        let empty = statistics.clusterCount * rows.period.levelCount - held
        let unseen = empty > 0 ? ["\(empty) of \(empty + held) cluster-periods have no rows."] : []
        return rows.missingNotes + spacingNotes + repeatNotes + unseen
    }

    /// Periods between which some are missing.
    private var spacingNotes: [String] {
        let steps = periodSteps
        guard let gap = steps.indices.dropLast().first(where: { steps[$0 + 1] - steps[$0] > 1 + 1e-9 }) else {
            return []
        }
        return [
            "Periods are not equally spaced: none lies between \(rows.period.label(gap)) and "
                + "\(rows.period.label(gap + 1)). Exposure counts the periods that are there."
        ]
    }

    /// People with several rows in one cell.
    private var repeatNotes: [String] {
        guard let individual = rows.individual else { return [] }
        let pairs = individual.crossed(with: rows.cells)
        let repeats = pairs.codes.count - pairs.levelCount
        guard repeats > 0 else { return [] }
        return [
            "\(repeats) rows are of individuals who have another in the same cluster and period: check whether they are meant."
        ]
    }

    private func named(_ clusters: [Int]) -> String {
        let word = clusters.count == 1 ? "Cluster" : "Clusters"
        return "\(word) \(clusters.map(rows.cluster.label).listed)"
    }
}

extension [String] {
    /// The first five, joined by commas.
    fileprivate var listed: String {
        prefix(5).joined(separator: ", ") + (count > 5 ? " and \(count - 5) more" : "")
    }
}

extension String {
    /// The verb in the singular where there is one subject.
    fileprivate func agreeing(_ count: Int) -> String {
        guard count == 1 else { return self }
        return replacing("never cross ", with: "never crosses ").replacing("have no", with: "has no")
            .replacing(" return from", with: " returns from")
    }
}
