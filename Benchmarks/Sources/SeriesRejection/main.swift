import Causal

// How often each method for an interrupted series finds a change that is none, as Markdown on standard output.
//
//     swift run -c release SeriesRejection [replications] > ../Docs/SeriesRejection.md

let replications = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1000
let lengths = [12, 24, 48, 100]
let correlations = [0, 0.2, 0.4, 0.6, 0.8]

/// What each method says of one series.
func replicate(
    _ kind: SimulatedSeries, _ methods: [Method], _ length: Int, _ correlation: Double, _ index: Int
) -> [Verdict?] {
    var series = kind
    series.periods = length
    series.start = length / 2 + 1
    series.levelChange = 0
    series.slopeChange = 0
    series.autocorrelation = correlation
    series.seed = UInt64(1_000_000 + index)
    let isCount = kind.outcome == .poisson
    let model = SegmentedRegression(
        outcome: "y", time: "time", interventions: [.levelAndSlope(at: TimePoint("\(series.start)"))],
        family: isCount ? .quasipoisson : nil, offset: isCount ? "log(population)" : nil)
    guard let table = try? series.table(), let design = try? model.design(table) else {
        return methods.map { _ in nil }
    }
    let fits = Fits(design, end: length)
    return methods.map { Verdict($0, fits) }
}

/// A share in per cent.
func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return "\(tenths / 10).\(tenths % 10)"
}

/// How often answers reject and cover, with the share of replications that have none in brackets.
func cell(_ answers: [Verdict?]) -> String {
    let given = answers.compactMap { $0 }
    guard !given.isEmpty else { return "none" }
    let (rejected, covered) = (given.count { $0.rejects }, given.count { $0.covers })
    let missing = Double(answers.count - given.count) / Double(answers.count)
    let shares = [rejected, covered].map { percent(Double($0) / Double(given.count)) }
    return shares.joined(separator: " / ") + (missing < 0.0005 ? "" : " [\(percent(missing))]")
}

/// A table for each length.
func write(_ kind: SimulatedSeries, _ methods: [Method], _ title: String) {
    for length in lengths {
        print("## \(title)\(length) periods\n")
        print("| method | " + correlations.map { "φ = \($0)" }.joined(separator: " | ") + " |")
        print("|---" + correlations.map { _ in "|---" }.joined() + "|")
        let answers = correlations.map { correlation in
            Parallel.map(replications) { replicate(kind, methods, length, correlation, $0) }
        }
        for (m, method) in methods.enumerated() {
            let cells = answers.map { column in cell(column.map { $0[m] }) }
            print("| \(method.name) | " + cells.joined(separator: " | ") + " |")
        }
        print("")
    }
}

print(
    """
    # How often a change of level is found that is none

    In each cell first the rejections at 5 % of a true hypothesis, that the level did not change; after the stroke how often the 95 % interval of
    the effect in the last period covers the truth; both in per cent. (The interval of the change of level covers in the rest of
    the first.) A series with a trend and AR(1) errors of correlation φ, an interruption in its middle, level and slope free;
    \(replications) replications (Monte-Carlo error \(percent((0.05 * 0.95 / Double(replications)).squareRoot())) at 5 %). In square
    brackets the share of series in which the method has no answer: restricted likelihood runs to the edge of stationarity, which is said, and
    no standard error given; φ of a short series is not stationary. Made by

        cd Benchmarks && swift run -c release SeriesRejection \(replications) > ../Docs/SeriesRejection.md

    """)
write(SimulatedSeries(), Method.numbers, "")
print(
    """
    # The same for counts

    About 40 events a month; the log of the rate has AR(1) errors of correlation φ and standard deviation .15, beside the counts' own variation.

    """)
var counts = SimulatedSeries.counts
counts.standardDeviation = 0.15
write(counts, Method.counts, "Counts, ")
