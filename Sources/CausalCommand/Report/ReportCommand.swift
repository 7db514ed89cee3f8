import ArgumentParser
import Causal

/// `causal report`
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "One page: question, design, diagnosis, estimate, picture, sensitivity.",
        discussion: """
            causal report clinics.csv --outcome burnout --unit clinician --time month \\
                --cohort adopted --cluster clinic --output report.html
            causal report monthly.csv --outcome admissions --time month \\
                --at 2005-01 --output report.html
            causal report trial.csv --outcome score --cluster site --period step \\
                --treatment exposed --output report.html
            causal report clinics.csv "burnout ~ treated | clinic + month" \\
                --term treated --output report.html

            Between the data and --output stand the options of causal did, its,
            stepped-wedge fit or ols; which of them is meant follows from the
            options. The page ends with a sentence to publish and the command
            that does it again; it holds everything and needs no network.
            """)

    @Option(
        help: ArgumentHelp("The page to write.", valueName: "file"), completion: .file(extensions: ["html"]))
    var output: String

    @Option(help: "The page's title (default: the question).")
    var title: String = ""

    @Option(help: "The question, in words (default: made from the columns' names).")
    var question: String?

    @Option(help: "The regressor that the question is about (with a formula; default: the first).")
    var term: String?

    @Argument(
        parsing: .allUnrecognized,
        help: ArgumentHelp("The data and the options of the design.", valueName: "data and options"))
    var design: [String] = []

    /// Finds, writes, and says where.
    func run() throws {
        let refused = ["--format", "--plot", "--explain", "--engine", "--timings"]
        if let name = refused.first(where: ReportArguments(design).has) {
            throw CausalError(
                .badArgument, "\(name) does not belong to a report",
                remedy: "Use it with the estimating command.")
        }
        guard
            output.lowercased().hasSuffix(".html") || output.lowercased().hasSuffix(".htm")
                || output == "/dev/stdout"
        else {
            throw CausalError(.badArgument, "a report is an .html page", value: output)
        }
        let report = try ReportMaker(ReportArguments(design), title: title, question: question, term: term)
            .report()
        try report.write(to: output)
        Console.standardError("\(report.sentence)\n")
    }
}
