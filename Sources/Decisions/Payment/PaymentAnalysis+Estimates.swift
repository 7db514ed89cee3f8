import Groundwork
import Inference
import LinearAlgebra

extension PaymentAnalysis {
    /// The rows of `causal payment`: for each contract `margin.before`, `margin.after`, `margin.change` and
    /// `neutral.payment`, labelled with the `contract`; then the workload in hours a year.
    ///
    /// - Parameters:
    ///   - level: the probability that intervals hold.
    ///   - hours: the hours that clinicians can sustain in a year, for the utilisation; nil for none.
    /// - Throws: as ``outcomes(level:)``, and `CausalError.Code.badArgument` for hours that are not above zero.
    public func estimates(level: Double = 0.95, hours: Double? = nil) throws(CausalError) -> Estimates {
        guard hours.map({ $0 > 0 && $0.isFinite }) ?? true else {
            throw CausalError(.badArgument, "sustainable hours are above zero", value: "\(hours ?? 0)")
        }
        let found = try outcomes(level: level)
        let rows: [Estimate] = found.flatMap { self.rows($0, level) } + (try workloadRows(level, hours))
        return Estimates(
            command: "payment", rows: rows, covariance: Matrix(rows.count, rows.count, repeating: .nan),
            model: try model(found, hours), notes: notes(found))
    }

    private func row(_ term: String, _ labels: [JSONValue.Member], _ quantity: Quantity, _ level: Double)
        -> Estimate
    {
        Estimate(
            term: term, labels: labels, estimate: quantity.mean,
            standardError: quantity.interval == nil ? .nan : quantity.standardError, degreesOfFreedom: nil,
            level: level, bounds: quantity.interval)
    }

    private func rows(_ outcome: Outcome, _ level: Double) -> [Estimate] {
        let label: [JSONValue.Member] = [.init("contract", .string(outcome.contract.name))]
        return [
            row("margin.before", label, outcome.before, level),
            row("margin.after", label, outcome.after, level),
            row("margin.change", label, outcome.change, level),
            row("neutral.payment", label, outcome.neutralPayment, level),
        ]
    }

    private func workloadRows(_ level: Double, _ hours: Double?) throws(CausalError) -> [Estimate] {
        let load = try workload(level: level)
        let known = Quantity(mean: load.before, standardError: 0, interval: nil)
        var rows = [
            row("workload.before", [], known, level), row("workload.after", [], load.after, level),
            row("workload.change", [], load.change, level),
        ]
        guard let hours else { return rows }
        for (name, quantity) in [("utilisation.before", known), ("utilisation.after", load.after)] {
            rows.append(
                row(
                    name, [],
                    Quantity(
                        mean: quantity.mean / hours, standardError: quantity.standardError / hours,
                        interval: quantity.interval.map { Interval($0.low / hours, $0.high / hours) }), level)
            )
        }
        return rows
    }

    private func model(_ found: [Outcome], _ hours: Double?) throws(CausalError) -> [JSONValue.Member] {
        var facts: [JSONValue.Member] = [
            .init("estimator", "payment"), .init("panel", .number(practice.panel)),
            .init("risk", .number(practice.risk)),
        ]
        if isUncertain {
            facts += [.init("draws", .integer(draws)), .init("seed", .seed(seed))]
            let falls = found.map { outcome in
                JSONValue.Member(
                    outcome.contract.name, outcome.probabilityOfLoss.map(JSONValue.number) ?? .null)
            }
            facts.append(.init("probability.of.loss", .object(falls)))
        }
        if let hours { facts.append(.init("hours", .number(hours))) }
        for contract in contracts {
            guard case .feeForService(let fee) = contract else { continue }
            facts.append(.init("neutral.fee", neutralFee(fee).map(JSONValue.number) ?? .null))
        }
        if let pair = feesAndCapitation {
            let share = try neutralShare(of: pair.capitation, beside: pair.fees)
            facts.append(.init("neutral.capitated.share", share.map(JSONValue.number) ?? .null))
        }
        return facts
    }

    private var feesAndCapitation: (fees: PaymentContract, capitation: PaymentContract)? {
        let fees = contracts.first { $0.name == "fee-for-service" }
        let capitation = contracts.first { $0.name == "capitation" }
        return fees.flatMap { fees in capitation.map { (fees, $0) } }
    }

    private func notes(_ found: [Outcome]) -> [String] {
        var notes = [
            "Margins are money a year, workload clinicians' hours a year; neutral.payment is the payment for each patient "
                + "and month at which the margin stays what it was."
        ]
        let gains = found.filter { $0.change.mean >= 0 }.map(\.contract.name)
        let losses = found.filter { $0.change.mean < 0 }.map(\.contract.name)
        if !gains.isEmpty, !losses.isEmpty {
            notes.append(
                "The intervention pays for itself under \(gains.joined(separator: " and ")) and not under "
                    + "\(losses.joined(separator: " and ")): there it needs the neutral payment.")
        } else {
            notes.append(
                losses.isEmpty
                    ? "The intervention pays for itself under every contract named."
                    : "The intervention loses money under every contract named; the neutral payment says how much."
            )
        }
        if found.contains(where: { !$0.contract.isLinear }), isUncertain {
            notes.append(
                "Shared savings are expected values over draws: thresholds and caps pay for chance as well as for savings."
            )
        }
        if let pair = feesAndCapitation, let share = try? neutralShare(of: pair.capitation, beside: pair.fees)
        {
            notes.append(
                "With \(Numbers.inWords(100 * share)) % of the panel under capitation and the rest under fees the margin stays "
                    + "what it was.")
        }
        return notes
    }
}
