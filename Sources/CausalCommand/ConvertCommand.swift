import ArgumentParser
import Causal

/// `causal convert`
struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "A table from one kind of file into another, with its labels and dates.",
        discussion: """
            causal convert survey.sav --output survey.dta
            causal convert visits.parquet --where "year >= 2019" --output visits.csv

            Written are .csv, .tsv, .jsonl, .dta (Stata 14 and later), .sav, .zsav
            (SPSS) and .xpt (SAS), each also with .gz or .zst behind it; read is what
            'causal describe' reads.
            """)

    @OptionGroup var input: InputOptions

    @Option(
        help: ArgumentHelp(
            "The file to write; its ending tells the kind; - writes CSV to standard output.",
            valueName: "file"),
        completion: .file(extensions: ["csv", "tsv", "jsonl", "dta", "sav", "zsav", "xpt"]))
    var output: String

    /// Reads and writes.
    func run() throws { try TableOutput.write(input.read(), to: output) }
}
