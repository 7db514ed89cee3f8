import ArgumentParser
import Causal

/// `causal stepped-wedge`
struct SteppedWedgeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stepped-wedge",
        abstract: "Stepped-wedge trials: analysis, power and design.",
        subcommands: [
            SteppedWedgeFitCommand.self, SteppedWedgePowerCommand.self, SteppedWedgeDesignCommand.self,
        ])
}
