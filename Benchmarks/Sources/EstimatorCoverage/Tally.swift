import Causal

/// What one estimator answered in the replications in which it did.
struct Tally: Sendable {
    var count = 0.0
    var sum = 0.0
    var squares = 0.0
    var errors = 0.0
    var covered = 0.0

    mutating func add(_ row: Estimate, truth: Double) {
        guard row.isTestable else { return }
        let bias = row.estimate - truth
        count += 1
        sum += bias
        squares += bias * bias
        errors += row.standardError
        covered += row.interval.low <= truth && truth <= row.interval.high ? 1 : 0
    }

    /// Bias, standard deviation, mean error and coverage as cells of a table.
    var cells: [String] {
        let (bias, share) = (sum / count, covered / count)
        let deviation = max(0, (squares - count * bias * bias) / (count - 1)).squareRoot()
        return [
            "\(Tally.decimals(bias)) (\(Tally.decimals(deviation / count.squareRoot())))",
            Tally.decimals(deviation),
            Tally.decimals(errors / count),
            "\(Tally.percent(share)) (\(Tally.percent((share * (1 - share) / count).squareRoot())))",
        ]
    }

    /// A number with three decimals.
    static func decimals(_ value: Double) -> String {
        guard value.isFinite else { return "none" }
        let thousandths = Int((value.magnitude * 1000).rounded())
        let fraction = String(1000 + thousandths % 1000).dropFirst()
        return "\(value < 0 && thousandths > 0 ? "−" : "")\(thousandths / 1000).\(fraction)"
    }

    /// Decimals of a share in per cent.
    static func percent(_ share: Double) -> String {
        guard share.isFinite else { return "none" }
        let tenths = Int((share * 1000).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
