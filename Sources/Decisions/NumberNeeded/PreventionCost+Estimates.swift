import Groundwork
import Inference

extension PreventionCost {
    /// The rows `arr` and `nnt`, those of costs where there are any, and what they mean in words.
    ///
    /// `nnt` is positive; its label `type` says of whom (`NNTB`, `NNTH`, `NNTB…∞…NNTH`), and `conf.low` and `conf.high`
    /// run from NNTB to NNTH; a null there is infinity.
    public var estimates: Estimates {
        let rows = [reductionRow, numberRow] + costRows
        var covariance = Matrix(rows.count, rows.count, repeating: .nan)
        if let error = numberNeeded.reduction.standardError { covariance[0, 0] = error * error }
        return Estimates(
            command: "nnt", rows: rows, covariance: covariance,
            model: [
                .init("estimator", "number-needed-to-treat"),
                .init("events", .string(numberNeeded.events.rawValue)),
                .init("method", .string(numberNeeded.reduction.method)),
            ] + amounts, notes: notes)
    }

    private var amounts: [JSONValue.Member] {
        var members: [JSONValue.Member] = []
        if let costPerParticipant {
            members.append(.init("cost.per.participant", .number(costPerParticipant)))
        }
        if let savingPerCase { members.append(.init("saving.per.case", .number(savingPerCase))) }
        if !unpriced.isEmpty { members.append(.init("unpriced", .array(unpriced.map(JSONValue.string)))) }
        return members
    }

    private var reductionRow: Estimate { scaled("arr", by: 1, less: 0) }

    /// factor · ARR − shift with the limits of ARR.
    private func scaled(_ term: String, by factor: Double, less shift: Double) -> Estimate {
        let arr = numberNeeded.reduction
        let bounds: Interval? = arr.low.flatMap { low in
            arr.high.map { Interval(factor * low - shift, factor * $0 - shift) }
        }
        return Estimate(
            term: term, estimate: factor * arr.estimate - shift,
            standardError: arr.standardError.map { $0 * factor } ?? .nan,
            degreesOfFreedom: arr.degreesOfFreedom,
            level: arr.level, bounds: bounds)
    }

    private var numberRow: Estimate {
        let ends = numberNeeded.ends
        return row(
            "nnt", [.init("type", .string(numberNeeded.type))], numberNeeded.value,
            ends.low.map { Interval($0, ends.high ?? .infinity) })
    }

    private func row(
        _ term: String, _ labels: [JSONValue.Member], _ value: Double?, _ bounds: Interval?
    ) -> Estimate {
        Estimate(
            term: term, labels: labels, estimate: value ?? .nan, standardError: .nan, degreesOfFreedom: nil,
            level: numberNeeded.reduction.level, bounds: bounds)
    }

    private var costRows: [Estimate] {
        var rows: [Estimate] = []
        if let costPerParticipant {
            rows.append(row("cost.per.case", [], costPerCase, costInterval(costPerParticipant)))
        }
        if let savingPerCase {
            if let costPerParticipant {
                rows.append(scaled("net.per.participant", by: savingPerCase, less: costPerParticipant))
                rows.append(row("break.even.arr", [], breakEvenReduction, nil))
            }
            rows.append(scaled("break.even.cost", by: savingPerCase, less: 0))
        }
        return rows
    }

    /// The cost of a case over the limits: without an upper end when they reach no effect.
    private func costInterval(_ cost: Double) -> Interval? {
        switch numberNeeded.limits {
        case .benefit(let from, let to): Interval(cost * from, to.map { cost * $0 } ?? .infinity)
        case .throughInfinity(let benefit, _): Interval(cost * benefit, .infinity)
        case .harm, nil: nil
        }
    }
}

extension PreventionCost {
    private var notes: [String] {
        [numberNeeded.description + "."] + directionNotes + costNotes + unpricedNotes
    }

    private var directionNotes: [String] {
        var notes: [String] = []
        if numberNeeded.value == nil {
            notes.append("There is no difference: the number needed to treat is infinite.")
        }
        if case .throughInfinity = numberNeeded.limits {
            notes.append(
                "The limits of the difference span zero: the number runs from benefit through no effect (infinity) to harm. "
                    + "conf.low is NNTB, conf.high NNTH.")
        }
        if case .benefit(_, nil) = numberNeeded.limits {
            notes.append("The upper end of the number is infinite.")
        }
        if numberNeeded.limits == nil {
            notes.append("The difference has no limits, so that the number has none.")
        }
        if !numberNeeded.isBenefit {
            let other =
                numberNeeded.events == .favourable
                ? "--adverse if they are to be prevented" : "no --adverse if they are wanted"
            let sense = numberNeeded.events == .favourable ? "good" : "bad"
            notes.append("Events count as \(sense), so that this is harm; give \(other).")
        }
        return notes
    }

    private var costNotes: [String] {
        guard let costPerParticipant else { return [] }
        guard let costPerCase else { return ["No case is gained, so that one has no cost."] }
        let start =
            "At \(Numbers.inWords(costPerParticipant)) per participant a case costs \(Numbers.inWords(costPerCase))"
        guard let savingPerCase else { return [start + "."] }
        let gap = savingPerCase - costPerCase
        let verdict =
            gap >= 0
            ? "\(Numbers.inWords(gap)) is left"
            : "what has no price must be worth the other \(Numbers.inWords(-gap))"
        return [start + " and saves \(Numbers.inWords(savingPerCase)): \(verdict)."]
    }

    private var unpricedNotes: [String] {
        unpriced.isEmpty
            ? [] : ["Not priced, and part of the decision: " + unpriced.joined(separator: "; ") + "."]
    }
}
