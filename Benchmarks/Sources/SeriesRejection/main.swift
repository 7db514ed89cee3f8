import Causal

// How often each method for an interrupted series finds a change of level that is none, as Markdown on standard output.
//
//     swift run -c release SeriesRejection [replications] > ../Docs/SeriesRejection.md

let replications = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1000
let lengths = [12, 24, 48, 100]
let correlations = [0, 0.2, 0.4, 0.6, 0.8]

/// For each method: 1 where it rejects at 5 %, 0 where it does not, nil where it has no answer.
func replicate(_ length: Int, _ correlation: Double, _ index: Int) -> [Int?] {
    var series = SimulatedSeries()
    series.periods = length
    series.start = length / 2 + 1
    series.levelChange = 0
    series.slopeChange = 0
    series.autocorrelation = correlation
    series.seed = UInt64(1_000_000 + index)
    let model = SegmentedRegression(
        outcome: "y", time: "time", interventions: [.levelAndSlope(at: TimePoint("\(series.start)"))])
    guard let table = try? series.table(), let design = try? model.design(table) else {
        return Method.allCases.map { _ in nil }
    }
    return Method.allCases.map { method in
        let p = method.pValue(design)
        return p.isNaN ? nil : p <= 0.05 ? 1 : 0
    }
}

/// A share in per cent.
func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return "\(tenths / 10).\(tenths % 10)"
}

/// How often answers reject, with the share of replications that have none in brackets.
func cell(_ answers: [Int?]) -> String {
    let given = answers.compactMap { $0 }
    guard !given.isEmpty else { return "none" }
    let rate = percent(Double(given.reduce(0, +)) / Double(given.count))
    let missing = Double(answers.count - given.count) / Double(answers.count)
    return missing < 0.0005 ? rate : "\(rate) [\(percent(missing))]"
}

print(
    """
    # How often a change of level is found that is none

    Rejections at 5 % of a true hypothesis, in per cent; 95 % intervals cover the truth in the rest. A series with a trend and AR(1)
    errors of correlation φ, an interruption in its middle, level and slope free; \(replications) replications (Monte-Carlo error
    \(percent((0.05 * 0.95 / Double(replications)).squareRoot())) at 5 %). In square brackets the share of series in which the method has no answer: restricted likelihood runs to the edge of stationarity,
    which is said, and no standard error given. Made by

        cd Benchmarks && swift run -c release SeriesRejection \(replications) > ../Docs/SeriesRejection.md

    """)
for length in lengths {
    print("## \(length) periods\n")
    print("| method | " + correlations.map { "φ = \($0)" }.joined(separator: " | ") + " |")
    print("|---" + correlations.map { _ in "|---" }.joined() + "|")
    let answers = correlations.map { correlation in
        Parallel.map(replications) { replicate(length, correlation, $0) }
    }
    for (m, method) in Method.allCases.enumerated() {
        let cells = answers.map { column in cell(column.map { $0[m] }) }
        print("| \(method.name) | " + cells.joined(separator: " | ") + " |")
    }
    print("")
}
