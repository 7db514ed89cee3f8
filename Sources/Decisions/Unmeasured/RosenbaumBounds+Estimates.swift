import Groundwork
import Inference

extension RosenbaumBounds {
    /// Pairs from a table: two columns of outcomes, a pair a row; or one column of outcomes with a treatment and a pair.
    ///
    /// - Throws: `CausalError.Code.unknownColumn`, `CausalError.Code.notNumeric`; `CausalError.Code.badPanel` when a pair is not
    ///   one treated and one control.
    public init(
        _ table: DataTable, outcome: String, treatment: String, pair: String, test: Test = .wilcoxon
    ) throws(CausalError) {
        let sample = Sample(table)
        let (y, treated) = (try table.numbers(outcome), try table.numbers(treatment))
        let pairs = try sample.factor(pair)
        var members = [(treated: Double?, control: Double?)](repeating: (nil, nil), count: pairs.levelCount)
        for row in y.indices {
            let code = Int(pairs.codes[row])
            guard treated[row] == 0 || treated[row] == 1 else {
                throw CausalError(
                    .badValue, "treatment is 0 or 1", file: table.source, column: treatment, row: row + 1,
                    value: "\(treated[row])")
            }
            let isTaken = treated[row] == 1 ? members[code].treated != nil : members[code].control != nil
            guard !isTaken else {
                throw CausalError(
                    .badPanel, "a pair has two who are \(treated[row] == 1 ? "treated" : "not treated")",
                    file: table.source, column: pair, row: row + 1, value: pairs.label(code))
            }
            if treated[row] == 1 { members[code].treated = y[row] } else { members[code].control = y[row] }
        }
        var differences: [Double] = []
        for (code, member) in members.enumerated() {
            guard let first = member.treated, let second = member.control else {
                throw CausalError(
                    .badPanel, "a pair is not complete", file: table.source, column: pair,
                    value: pairs.label(code),
                    remedy: "Leave it out with --where.")
            }
            differences.append(first - second)
        }
        try self.init(differences, test: test)
    }

    /// A row `p.upper` for each Γ (labels `gamma`, `p.lower`), and a row `gamma`, the Γ at which the upper bound reaches α.
    ///
    /// - Throws: as ``pValues(gamma:)``; `CausalError.Code.badArgument` for a level outside (0, 1).
    public func estimates(gammas: [Double], level: Double = 0.95) throws(CausalError) -> Estimates {
        try Estimates.check(level: level)
        var table = DecisionRows(level: level)
        let limit = sensitivity(alpha: 1 - level)
        table.add("gamma", [.init("alpha", .number(1 - level))], limit)
        for gamma in gammas {
            let bounds = try pValues(gamma: gamma)
            table.add(
                "p.upper", [.init("gamma", .number(gamma)), .init("p.lower", .number(bounds.low))],
                bounds.high)
        }
        return table.estimates(
            command: "unmeasured",
            model: [
                .init("estimator", "rosenbaum-bounds"), .init("test", .string(test.rawValue)),
                .init("pairs", .integer(differences.count)), .init("zeros", .integer(zeros)),
                .init("direction", .string(isPositive ? "positive" : "negative")),
                .init("curve", try curve(gammas, limit)),
            ], notes: notes(limit, 1 - level))
    }

    /// For the picture: the bounds of the p-value over Γ.
    private func curve(_ gammas: [Double], _ limit: Double?) throws(CausalError) -> JSONValue {
        let top = max(1.5, gammas.max() ?? 1, 1.3 * min(limit ?? 1, 1e5))
        var (x, low, high): ([JSONValue], [JSONValue], [JSONValue]) = ([], [], [])
        for step in 0...200 {
            let gamma = 1 + (top - 1) * Double(step) / 200
            let bounds = try pValues(gamma: gamma)
            x.append(.number(gamma))
            low.append(.number(bounds.low))
            high.append(.number(bounds.high))
        }
        return ["gamma": .array(x), "low": .array(low), "high": .array(high)]
    }

    private func notes(_ limit: Double?, _ alpha: Double) -> [String] {
        guard let limit else { return ["The finding withstands any odds up to a million."] }
        if limit == 1 {
            return ["Chance alone may explain the differences: there is nothing for confounding to explain."]
        }
        return [
            "The finding stands while unmeasured differences change the odds of treatment within a pair by less than "
                + "\(Numbers.inWords(limit)) times (one-sided p at most \(Numbers.inWords(alpha)))."
        ]
    }
}
