import Causal

// How often methods for stepped-wedge trials reject a true hypothesis, and cover the truth, as Markdown on standard output.
//
//     swift run -c release SteppedWedgeCoverage [replications] > ../Docs/SteppedWedgeCoverage.md

let replications = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1000
let clusterCounts = [6, 12, 24, 48]

print(Report.head(replications))
for scenario in Scenario.all {
    let study = Study(scenario, clusterCounts, replications)
    print(Report.section(scenario, study))
}
