import Causal

// Bias and coverage of every estimator of an overall effect, as Markdown on standard output.
//
//     swift run -c release EstimatorCoverage [replications] > ../Docs/EstimatorCoverage.md

let replications = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1000
let comparison = EstimatorComparison(
    PolicyRegression(
        outcome: "y", panel: PanelIndex(unit: "unit", period: "period"), treatment: .firstTreated("start")),
    estimators: EstimatorComparison.Estimator.allCases.filter { $0 != .twoByTwo }, draws: 100)

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
}

func truth(_ estimator: EstimatorComparison.Estimator, _ panel: StaggeredPanel) -> Double {
    panel.truth(overWindow: estimator == .stacked || estimator == .localProjections)
}

/// A number with three decimals.
func decimals(_ value: Double) -> String {
    guard value.isFinite else { return "none" }
    let thousandths = Int((value.magnitude * 1000).rounded())
    let fraction = String(1000 + thousandths % 1000).dropFirst()
    return "\(value < 0 && thousandths > 0 ? "−" : "")\(thousandths / 1000).\(fraction)"
}

/// Decimals of a share in per cent.
func percent(_ share: Double) -> String {
    guard share.isFinite else { return "none" }
    let tenths = Int((share * 1000).rounded())
    return "\(tenths / 10).\(tenths % 10)"
}

func line(_ estimator: EstimatorComparison.Estimator, _ tally: Tally, _ truth: Double) -> String {
    let (n, bias, share) = (tally.count, tally.sum / tally.count, tally.covered / tally.count)
    let deviation = max(0, (tally.squares - n * bias * bias) / (n - 1)).squareRoot()
    let cells = [
        estimator.rawValue, decimals(truth), "\(decimals(bias)) (\(decimals(deviation / n.squareRoot())))",
        decimals(deviation), decimals(tally.errors / n),
        "\(percent(share)) (\(percent((share * (1 - share) / n).squareRoot())))",
    ]
    return "| " + cells.joined(separator: " | ") + " |" + (Int(n) < replications ? " \(Int(n)) answers" : "")
}

func tallies(_ panel: StaggeredPanel) -> [Tally] {
    let parts = Parallel.map(replications) { index -> [Estimate] in
        var random = Generator(seed: 20_261_121).stream(index)
        guard let table = try? panel.table(&random), let found = try? comparison.compare(table) else {
            return []
        }
        return found.rows
    }
    return comparison.estimators.map { estimator in
        let name = JSONValue.Member("estimator", .string(estimator.rawValue))
        return parts.reduce(into: Tally()) { sum, rows in
            if let row = rows.first(where: { $0.labels.first == name }) {
                sum.add(row, truth: truth(estimator, panel))
            }
        }
    }
}

var lines = [
    "# Bias and coverage of difference-in-differences estimators", "",
    "How far estimates lie from the truth on average, and how often the 95 % interval holds it, with Monte-Carlo",
    "errors in brackets: \(replications) replications of \(StaggeredPanel.units) units in \(StaggeredPanel.periods)",
    "periods, \(StaggeredPanel.cohortSize) units each starting in periods "
        + StaggeredPanel.starts.map { "\($0)" }.joined(separator: " and ") + ", the others never;",
    "y = α + t/4 + τ + u with parallel trends and errors of variance 1 and autocorrelation .5, clustered by unit. The",
    "truth is the mean effect over treated rows, for `stacked` and `lp-did` that over the event times of their window.",
    "Each estimator is as `EstimatorComparison` runs it. Cohorts are the same in every replication: estimators whose errors",
    "count who is in which cohort as drawn (`callaway-santanna`, `two-stage`, `stacked`) cover too often where effects",
    "differ. `lp-did` weighs cohorts by the variance of their treatment, not by their size. Made by", "",
    "    cd Benchmarks && swift run -c release EstimatorCoverage \(replications) > ../Docs/EstimatorCoverage.md",
    "",
]
for effects in StaggeredPanel.Effects.allCases {
    let panel = StaggeredPanel(effects: effects)
    lines += ["## \(effects.title)", "", effects.description + ".", ""]
    lines += ["| estimator | truth | bias | SD | mean SE | coverage |", "|---|---|---|---|---|---|"]
    for (estimator, tally) in zip(comparison.estimators, tallies(panel)) {
        lines.append(line(estimator, tally, truth(estimator, panel)))
    }
    lines.append("")
}
print(lines.joined(separator: "\n"))
