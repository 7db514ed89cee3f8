import Causal
import Foundation

// How often methods for stepped-wedge trials reject a true hypothesis, and cover the truth, as Markdown in a file that is written anew
// after each round of 50 trials, so that a run that is ended early leaves its table.
//
//     swift run -c release SteppedWedgeCoverage [replications] [file]

let arguments = Array(CommandLine.arguments.dropFirst())
let replications = arguments.first.flatMap { Int($0) } ?? 1000
let file = arguments.count > 1 ? arguments[1] : "../Docs/SteppedWedgeCoverage.md"
let clusterCounts = [6, 12, 24, 48]
let round = 50

var studies = Scenario.all.map { Study($0, clusterCounts) }
for start in stride(from: 0, to: replications, by: round) {
    let end = min(start + round, replications)
    for place in studies.indices { studies[place].extend(start..<end) }
    let sections = zip(Scenario.all, studies).map(Report.section).joined(separator: "\n\n")
    let text = [Report.head(end), sections, Conclusion(Scenario.all, studies).text].joined(separator: "\n")
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    FileHandle.standardError.write(Data("\(end) trials\n".utf8))
}
