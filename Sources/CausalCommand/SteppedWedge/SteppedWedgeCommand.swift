import ArgumentParser
import Causal

/// `causal stepped-wedge`
struct SteppedWedgeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stepped-wedge",
        abstract: "Stepped-wedge trials: design, power and analysis.",
        subcommands: [SteppedWedgePowerCommand.self, SteppedWedgeDesignCommand.self])
}
