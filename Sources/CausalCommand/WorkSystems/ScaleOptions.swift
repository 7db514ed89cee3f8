import ArgumentParser
import Causal

/// How questionnaires are scored, shared by the measures.
struct ScaleOptions: ParsableArguments {
    @Option(help: "Items to turn round (low + high − answer), separated by commas.")
    var reverse: ColumnNames?

    @Option(
        parsing: .unconditional,
        help: "The lowest and the highest answer, e.g. 0,6; answers outside are refused.")
    var scale: NumberList?

    @Option(help: "The share of a scale's items that must be answered for a score.")
    var answered: Double = 0.5

    @Option(help: "How the factor behind ω is found: ml or minres.")
    var factor: OneFactorModel.Estimator = .maximumLikelihood

    @Option(help: "Compare the groups that a column names.")
    var by: String?

    @Option(help: "The column of clusters.")
    var cluster: String?

    @Option(help: ArgumentHelp("Write the data with the scores added to a CSV file.", valueName: "file"))
    var scores: String?

    /// The items to turn round.
    var reversed: Set<String> { Set(reverse?.names ?? []) }

    /// The lowest and the highest answer.
    func range() throws(CausalError) -> ClosedRange<Double>? {
        guard let numbers = scale?.numbers else { return nil }
        guard numbers.count == 2, numbers[0] < numbers[1] else {
            throw CausalError(
                .badArgument, "--scale is the lowest and the highest answer",
                value: numbers.map(\.shortestDecimal).joined(separator: ","), remedy: "Write --scale 0,6.")
        }
        return numbers[0]...numbers[1]
    }

    /// Writes the scored table where it was asked for.
    func write(_ table: () throws(CausalError) -> DataTable) throws(CausalError) {
        if let scores { try table().write(to: scores) }
    }
}

/// Numbers, separated by commas.
struct NumberList: ExpressibleByArgument {
    let numbers: [Double]

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        numbers = parts.compactMap { Double($0.trimming(" ")) }
        guard !parts.isEmpty, numbers.count == parts.count, numbers.allSatisfy(\.isFinite) else { return nil }
    }
}

extension OneFactorModel.Estimator: ExpressibleByArgument {}
