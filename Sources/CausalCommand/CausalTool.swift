import ArgumentParser
import Causal

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The command `causal`.
@main
struct CausalTool: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "causal",
        abstract: "Find out whether an intervention worked: by how much, and how surely.",
        discussion: """
            Try it:
              causal simulate did --output clinics.csv
              causal did clinics.csv --outcome burnout --unit clinician \\
                  --time month --treatment treated --cluster clinic \\
                  --estimator event-study

            causal did --estimator imputation --explain says what an estimator does.

            Exit status: 0; 1 the estimation failed; 64 wrong usage;
            65 bad data; 66 no such input; 70 a defect of causal;
            130 ended by ^C.
            """,
        version: "0.1.0",
        subcommands: [
            LeastSquaresCommand.self, PoissonCommand.self, LogitCommand.self,
            DifferenceInDifferencesCommand.self, DecomposeCommand.self, SensitivityCommand.self,
            DifferenceInDifferencesPowerCommand.self,
            InterruptedTimeSeriesCommand.self, SeriesPowerCommand.self, SteppedWedgeCommand.self,
            SimulateCommand.self,
            NumberNeededCommand.self, CostEffectivenessCommand.self, GuardrailCommand.self,
            AlphaSpendingCommand.self,
            StrategiesCommand.self, QualityAdjustedLifeCommand.self, PartialInformationCommand.self,
            NetBenefitCommand.self,
            QuadrupleAimCommand.self, ScorecardCommand.self, UnmeasuredCommand.self,
            AllocateCommand.self, PaymentCommand.self, AlertCommand.self,
            QueueCommand.self, CapacityCommand.self, EarlyWarningCommand.self,
            BurnoutCommand.self, EffortRewardCommand.self, DemandsResourcesCommand.self,
            MediationCommand.self, ReservoirCommand.self,
            FunnelCommand.self, ControlChartCommand.self, FeedbackLoopCommand.self, FeedbackGainCommand.self,
            DescribeCommand.self, ConvertCommand.self, TableCommand.self, ReportCommand.self, SQLCommand.self,
        ])

    /// Runs the command that the arguments name; an error becomes one message and an exit status.
    static func main() {
        // A reader that stops early (`causal … | head`) ends the command quietly rather than by a signal.
        signal(SIGPIPE, SIG_IGN)
        StandardStreams.fill()
        Interruption.watch()
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            if let request = HelpRequest(arguments) { return try request.answer() }
            if let request = try ExplanationRequest(arguments) { return try request.answer() }
            var command = try parseAsRoot(EngineArguments.withData(arguments))
            try RepeatedOptions.check(arguments)
            try command.run()
        } catch let error as CausalError {
            end(error)
        } catch {
            end(error, arguments)
        }
    }

    private static func end(_ error: CausalError) -> Never {
        Console.standardError("causal: error: \(error)\n")
        Console.exit(ExitStatus.of(error))
    }

    /// What the parser of arguments has to say: what is wrong with them, or help, the version and completions.
    private static func end(_ error: any Error, _ arguments: [String]) -> Never {
        let status = exitCode(for: error)
        let words = fullMessage(for: error)
        switch status {
        case .validationFailure: Console.standardError(UsageMessage(words, arguments).text)
        case .success:
            do { try Console.standardOutput(words + "\n") } catch { end(error) }
        default: Console.standardError(words.isEmpty ? "" : words + "\n")
        }
        Console.exit(status.rawValue)
    }
}

/// The exit statuses of the contract.
enum ExitStatus {
    /// The status for an error.
    static func of(_ error: CausalError) -> Int32 {
        switch error.code.responsibility {
        case .estimation: 1
        case .usage: 64
        case .data: 65
        case .input: 66
        case .defect: 70
        }
    }
}
