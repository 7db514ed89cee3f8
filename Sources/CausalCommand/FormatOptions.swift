import ArgumentParser
import Causal

/// How tables are written that are not estimates.
struct FormatOptions: ParsableArguments {
    @Option(help: "How the table is written: text, json, csv, markdown, latex, html or mimebundle.")
    var format: OutputFormat = .text

    @Flag(name: .customLong("no-color"), help: "No colours, as NO_COLOR does.")
    var noColor = false

    /// Colours where standard output takes them.
    var style: TextStyle { !noColor && Console.wantsColor ? .terminal : .plain }
}
