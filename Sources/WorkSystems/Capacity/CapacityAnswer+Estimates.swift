import Regression

extension CapacityAnswer {
    /// The rows `demand` (and its parts), `supply`, `clinicians` (whole), `clinicians.exact`, `utilisation`, and with
    /// uncertain inputs `clinicians.sufficient`; with a number of clinicians given, `shortfall`.
    ///
    /// `std.error` is the delta method's; `conf.low` and `conf.high` are percentiles over the draws.
    public var estimates: Estimates {
        let rows = quantities.map { quantity in
            Estimate(
                term: quantity.term, labels: [.init("meaning", .string(quantity.meaning))],
                estimate: quantity.value, standardError: quantity.standardError ?? .nan,
                degreesOfFreedom: nil,
                level: level, bounds: quantity.interval)
        }
        return Estimates(
            command: "capacity", rows: rows,
            covariance: Matrix(rows.count, rows.count, repeating: .nan), model: facts, notes: notes)
    }

    private var facts: [JSONValue.Member] {
        var facts: [JSONValue.Member] = [.init("estimator", "capacity")]
        facts += plan.inputs.map { .init($0.name.replacingBlanks, .string($0.quantity.text)) }
        facts.append(.init("utilisation.bound", .number(plan.utilisation)))
        if let staff = plan.staff { facts.append(.init("clinicians.given", .integer(staff))) }
        if plan.isUncertain {
            facts.append(.init("draws", .integer(plan.draws)))
            facts.append(.init("seed", .seed(plan.seed)))
        }
        return facts + [.init("curve", curve)]
    }

    /// Utilisation by the number of clinicians, for the picture.
    private var curve: JSONValue {
        let need = self["clinicians.exact"]
        let exact = (need?.value ?? 0) * plan.utilisation
        let needed = max(1, Double(max(clinicians, plan.staff ?? 0)))
        let counts = stride(
            from: max(1, (needed * 0.5).rounded()), through: (needed * 1.6).rounded(.up),
            by: max(1, (needed / 40).rounded()))
        let low = (need?.interval?.low ?? .nan) * plan.utilisation
        let high = (need?.interval?.high ?? .nan) * plan.utilisation
        return [
            "clinicians": .array(counts.map(JSONValue.number)),
            "utilisation": .array(counts.map { .number(exact / $0) }),
            "low": .array(counts.map { .number(low / $0) }),
            "high": .array(counts.map { .number(high / $0) }),
        ]
    }

    private var notes: [String] {
        var notes: [String] = []
        let bound = Words.number(plan.utilisation * 100)
        if plan.protectedHours != nil {
            notes.append(
                "Visits and work outside them have their own hours; the greater need decides the number of clinicians."
            )
        }
        if let staff = plan.staff, let shortfall = self["shortfall"]?.value, shortfall > 0 {
            notes.append(
                "\(staff) clinicians lack \(Words.number(shortfall)) hours a year: the backlog grows by as much work "
                    + "each year.")
        } else if let staff = plan.staff, staff < clinicians {
            notes.append("\(staff) clinicians work more than \(bound) % of their hours.")
        }
        if plan.utilisation > 0.9 {
            notes.append(
                "Planned at \(bound) % of the hours there is little slack: waits grow without bound as utilisation nears 100 "
                    + "%. A bound such as 85 % (--utilisation 0.85) leaves some.")
        }
        if plan.isUncertain {
            notes.append("conf.low and conf.high are percentiles over \(plan.draws) draws of the inputs.")
        }
        return notes
    }
}

extension String {
    /// With dots for blanks.
    fileprivate var replacingBlanks: String { String(map { $0 == " " ? "." : $0 }) }
}
