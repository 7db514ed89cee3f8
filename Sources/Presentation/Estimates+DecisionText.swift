import Inference

extension Estimates {
    /// The effect that a plan takes for granted and the standard error that it expects, without tests and intervals, which
    /// would read as results; nil for results of data.
    var plannedGrid: TextGrid? {
        guard ["stepped-wedge power", "did-power", "its-power"].contains(command) else { return nil }
        var grid = TextGrid(header: ["term", "effect assumed", "expected std.error"])
        for row in rows {
            grid.add([
                row.term, NumberText.significant(row.estimate), NumberText.significant(row.standardError),
            ])
        }
        return grid
    }

    /// Labels, estimates and limits of a decision's rows, whose terms say different things and none of which is tested;
    /// nil for other results.
    var decisionGrid: TextGrid? {
        guard ["allocate", "payment", "alert", "capacity"].contains(command) else { return nil }
        // The ends of intervals of labels are for programs.
        let labels = rows.reduce(into: [String]()) { names, row in
            names += row.labels.map(\.name).filter { name in
                !names.contains(name) && !name.hasSuffix(".low") && !name.hasSuffix(".high")
            }
        }
        let hasLimits = rows.contains { $0.standardError.isFinite || $0.bounds != nil }
        var grid = TextGrid(
            header: ["term"] + labels + ["estimate"] + (hasLimits ? ["std.error", "low", "high"] : []))
        for row in rows {
            let limits = row.standardError.isFinite || row.bounds != nil ? row.interval : nil
            let numbers = hasLimits ? [row.standardError, limits?.low ?? .nan, limits?.high ?? .nan] : []
            grid.add(
                [row.term] + labels.map { decisionLabel(row, $0) }
                    + ([row.estimate] + numbers).map(decisionText))
        }
        return grid
    }

    private func decisionLabel(_ row: Estimate, _ name: String) -> String {
        if case .bool(let holds)? = row.labels.first(where: { $0.name == name })?.value {
            return holds ? "yes" : "no"
        }
        return labelText(row, name)
    }

    /// A number with five digits, a whole one without a fraction; nothing where there is none.
    private func decisionText(_ number: Double) -> String {
        guard number.isFinite else { return "" }
        return number == number.rounded() && number.magnitude < 1e9
            ? NumberText.decimals(number, 0) : NumberText.significant(number)
    }
}
