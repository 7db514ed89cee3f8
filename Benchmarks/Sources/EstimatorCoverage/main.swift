import Causal

// Bias and coverage of every estimator of an overall effect, as Markdown on standard output.
//
//     swift run -c release EstimatorCoverage [replications] > ../Docs/EstimatorCoverage.md

let replications = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1000
let comparison = EstimatorComparison(
    PolicyRegression(
        outcome: "y", panel: PanelIndex(unit: "unit", period: "period"), treatment: .firstTreated("start")),
    estimators: EstimatorComparison.Estimator.allCases.filter { $0 != .twoByTwo }, draws: 100)

func truth(_ estimator: EstimatorComparison.Estimator, _ panel: StaggeredPanel) -> Double {
    panel.truth(overWindow: estimator == .stacked || estimator == .localProjections)
}

func line(_ name: String, _ tally: Tally, _ truth: Double) -> String {
    "| " + ([name, Tally.decimals(truth)] + tally.cells).joined(separator: " | ") + " |"
        + (Int(tally.count) < replications ? " \(Int(tally.count)) answers" : "")
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
    "differ. `lp-did` weighs cohorts by the variance of their treatment, not by their size. `synthetic` covers too often as its",
    "placebo draws, with 40 of 60 controls in the place of the treated, leave 20 controls. Made by", "",
    "    cd Benchmarks && swift run -c release EstimatorCoverage \(replications) > ../Docs/EstimatorCoverage.md",
    "",
]
for effects in StaggeredPanel.Effects.allCases {
    let panel = StaggeredPanel(effects: effects)
    lines += ["## \(effects.title)", "", effects.description + ".", ""]
    lines += ["| estimator | truth | bias | SD | mean SE | coverage |", "|---|---|---|---|---|---|"]
    for (estimator, tally) in zip(comparison.estimators, tallies(panel)) {
        lines.append(line(estimator.rawValue, tally, truth(estimator, panel)))
    }
    lines.append("")
}
lines += ["## Other designs, two groups in two periods", "", "Errors are analytic.", ""]
lines += OtherDesign.all.map { "- `\($0.name)`: \($0.about)." } + [""]
lines += ["| estimator | truth | bias | SD | mean SE | coverage |", "|---|---|---|---|---|---|"]
for design in OtherDesign.all {
    for (truth, tally) in zip(design.truths, design.tallies(replications)) {
        lines.append(line("\(design.name), \(truth.term)", tally, truth.value))
    }
}
print(lines.joined(separator: "\n"))
