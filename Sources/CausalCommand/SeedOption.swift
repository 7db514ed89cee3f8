import ArgumentParser

/// The seed of a subcommand's random numbers; subcommands that draw nothing take it too, so that one set of options
/// serves them all.
struct SeedOption: ParsableArguments {
    @Option(parsing: .unconditional, help: "The seed of whatever is drawn (default: 42).")
    var seed: UInt64?
}
