import Causal

// How often each method rejects a true hypothesis at 5 %, as Markdown on standard output.
//
//     swift run -c release RejectionRates [replications] > ../Docs/RejectionRates.md

let replications = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 4000
let counts = [5, 10, 20, 50]

/// How often methods reject at 5 %, and how often they give no answer.
struct Tally: Sendable {
    var rejected = [Int](repeating: 0, count: Method.all.count)
    var missing = [Int](repeating: 0, count: Method.all.count)
    /// The sum of the effective numbers of clusters for d.
    var effective = 0.0

    mutating func add(_ other: Tally) {
        effective += other.effective
        for m in rejected.indices {
            rejected[m] += other.rejected[m]
            missing[m] += other.missing[m]
        }
    }
}

func replicate(_ design: ClusteredDesign, _ index: Int) -> Tally {
    var tally = Tally()
    var random = Generator(seed: 20_261_121).stream(index)
    tally.missing = tally.missing.map { _ in 1 }
    guard let table = try? design.table(&random),
        let fit = try? LeastSquares("y ~ d + x").fit(table)
    else { return tally }
    tally.effective = (try? fit.clusterDiagnostics(by: "g")["d"]?.effectiveClusters) ?? 0
    for (m, method) in Method.all.enumerated() {
        let p = method.pValue(fit, seed: UInt64(index))
        tally.missing[m] = p.isNaN ? 1 : 0
        // A p-value of .05 itself, which few sign vectors can give, rejects.
        tally.rejected[m] = p <= 0.05 ? 1 : 0
    }
    return tally
}

/// Decimals of a share in per cent.
func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return "\(tenths / 10).\(tenths % 10)"
}

func cell(_ rejected: Int, _ missing: Int) -> String {
    if missing == replications { return "none" }
    let share = Double(rejected) / Double(replications - missing)
    let error = (share * (1 - share) / Double(replications - missing)).squareRoot()
    let note = missing * 100 > replications ? "*" : ""
    return "\(percent(share)) (\(percent(error)))\(note)"
}

var lines = [
    "# Rejection rates of a true hypothesis at 5 %", "",
    "How often each method rejects a coefficient of zero that is zero, in per cent, with the Monte-Carlo",
    "error in brackets: \(replications) replications, 999 draws for a bootstrap (all sign vectors where they",
    "are fewer: 32 for five clusters). A method that keeps its promise shows 5.0. y = x + √.2·c_g + √.8·e: normal",
    "errors of one variance with an intra-cluster correlation of .2, x a control with the same; the hypothesis is",
    "about d. Effective clusters are G*(0) of `clusterDiagnostics(by:)`, on average. Made by", "",
    "    cd Benchmarks && swift run -c release RejectionRates \(replications) > ../Docs/RejectionRates.md",
    "", "## What follows from it", "",
    "- **CR2 with Satterthwaite's degrees of freedom** (`--vcov cr2`) is the advice with fewer than 20 clusters, or where few",
    "  of them inform a coefficient: in no design here does it reject a true hypothesis much more often than it says. With very",
    "  few treated clusters it rejects too seldom instead, and says so by its few degrees of freedom.",
    "- **WCR** (`--wild`) is the second advice, and the first for several columns of clusters, for which CR2 is not known: from",
    "  ten clusters on it nearly holds where treated clusters are not few. With five it rejects too often unless jackknifed",
    "  (WCR-S, Rademacher); with two treated clusters it hardly ever rejects, or, where they are the largest of ten, too often. It",
    "  is the one to invert for a set that need not be symmetric.",
    "- **CR1**, the field's default and therefore ours, rejects too often below 20 clusters, and with any number of them where",
    "  few are treated (effective clusters below 15). There, and only there, a note under the estimates says so and names",
    "  `cr2` and the bootstrap; `LinearFit.clusterNote` holds the two bounds, which are read from these tables.",
    "- CR3 errs to the safe side where CR1 does not, except with few treated clusters; iid and HC errors hold nowhere here.",
    "",
]
for kind in ClusteredDesign.Kind.allCases {
    let designs = counts.map { ClusteredDesign(kind, clusters: $0) }
    lines += ["## \(designs[0].title)", ""]
    lines += [designs[0].description.prefix(1).uppercased() + designs[0].description.dropFirst() + ".", ""]
    lines.append("| method | " + counts.map { "G = \($0)" }.joined(separator: " | ") + " |")
    lines.append("|---" + counts.map { _ in "|---" }.joined() + "|")
    var tallies: [Tally] = []
    for design in designs {
        let parts = Parallel.map(replications) { replicate(design, $0) }
        tallies.append(
            parts.reduce(into: Tally()) { sum, part in
                sum.add(part)
            })
    }
    let effective = tallies.map { percent($0.effective / Double(100 * replications)) }
    lines.append(
        "| *effective clusters of d* | " + effective.map { "*\($0)*" }.joined(separator: " | ") + " |")
    for (m, method) in Method.all.enumerated() {
        let cells = tallies.map { cell($0.rejected[m], $0.missing[m]) }
        lines.append("| \(method.name) | " + cells.joined(separator: " | ") + " |")
    }
    lines.append("")
}
lines.append("\\* of the replications in which the method gives an answer; it gave none in more than 1 %.")
print(lines.joined(separator: "\n"))
