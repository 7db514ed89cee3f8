import ArgumentParser
import Causal

/// `causal table`
struct TableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "table",
        abstract: "Saved results side by side, each coefficient over its standard error.",
        discussion: """
            causal ols clinics.csv "burnout ~ treated | clinician" --format json > a.json
            causal ols clinics.csv "burnout ~ treated | clinician + month" \\
                --format json > b.json
            causal table a.json b.json --names "Units,Units and months" \\
                --label "treated=Redesigned work" --format latex

            The data are not needed. Rows with the same name share a line.
            """)

    @Argument(
        help: "Results saved with --format json; - for standard input.",
        completion: .file(extensions: ["json", "gz"]))
    var results: [String]

    @Option(help: "The heads of the columns, separated by commas (default: the files' names).")
    var names: ColumnNames?

    @Option(help: "What the table shows.")
    var title: String = ""

    @Option(help: "What stands below an estimate: std.error, conf.int, statistic, p.value or none.")
    var uncertainty: ReportTable.Uncertainty = .standardError

    @Option(help: "The rows to show, in this order, separated by commas; event::* for all that begin so.")
    var terms: ColumnNames?

    @Option(
        help: """
            The lines of the lower part to show, e.g. \"Observations,R²\"; none for none (default: all).
            """)
    var statistics: ColumnNames?

    @Flag(help: "Ratios of rates and odds (e^b) in place of their logarithms.")
    var ratios = false

    @Option(
        help: ArgumentHelp("Another name for a row or line; may be given again.", valueName: "term=label"))
    var label: [String] = []

    @Flag(help: "Stars for p < 0.1, 0.05 and 0.01.")
    var stars = false

    @Option(parsing: .unconditional, help: "Significant digits, 1 to 15.")
    var digits: Int = 4

    @Option(help: "A note below the table; may be given again.")
    var note: [String] = []

    @OptionGroup var output: FormatOptions

    /// Reads the results and writes the table.
    func run() throws {
        guard (1...15).contains(digits) else {
            throw CausalError(.badArgument, "--digits is a number from 1 to 15", value: "\(digits)")
        }
        guard results.count(where: { $0 == "-" }) <= 1 else {
            throw CausalError(.badArgument, "standard input can be read only once", value: "-")
        }
        let heads = try heads()
        var saved: [(String, Estimates)] = []
        for (head, path) in zip(heads, results) { saved.append((head, try Estimates(saved: path))) }
        var table = ReportTable(
            saved, title: title, uncertainty: uncertainty,
            stars: stars ? ReportTable.conventionalStars : [], digits: digits, notes: note)
        if let terms { table = try table.selecting(terms.names) }
        table.ratios = ratios
        if let names = statistics?.names {
            table = try table.showing(statistics: names == ["none"] ? [] : names)
        }
        table = try table.labelled(rowLabels())
        try Console.standardOutput(
            table.rendered(as: output.format, style: output.style, width: Console.width))
    }

    /// The names given, or else those of the files without folders and endings (with them where they are needed to
    /// tell files apart).
    private func heads() throws(CausalError) -> [String] {
        if let names {
            guard names.names.count == results.count else {
                throw CausalError(
                    .badArgument,
                    "--names has \(names.names.count.counted("name", "names")) for \(results.count.counted("result", "results"))",
                    remedy: "Give one for each, separated by commas.")
            }
            if let twice = names.names.first(where: { name in names.names.count { $0 == name } > 1 }) {
                throw CausalError(
                    .badArgument, "--names names two results alike", value: twice,
                    remedy: "Give each a name of its own.")
            }
            return names.names
        }
        let short = results.map { path -> String in
            var name = path == "-" ? "standard input" : String(path.split(separator: "/").last ?? "")
            for ending in [".gz", ".json"] where name.hasSuffix(ending) { name.removeLast(ending.count) }
            return name
        }
        return Set(short).count == short.count && !short.contains("") ? short : results
    }

    /// `term=label` by term.
    private func rowLabels() throws(CausalError) -> [String: String] {
        var labels: [String: String] = [:]
        for text in label {
            guard let sign = text.firstIndex(of: "="), sign > text.startIndex else {
                throw CausalError(
                    .badArgument, "--label is TERM=LABEL", value: text,
                    remedy: "For example --label \"treated=Redesigned work\".")
            }
            labels[String(text[..<sign])] = String(text[text.index(after: sign)...])
        }
        return labels
    }
}

extension ReportTable.Uncertainty: ExpressibleByArgument {}
