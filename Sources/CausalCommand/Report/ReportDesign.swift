import Causal

/// The design of a report, as its arguments tell it.
enum ReportDesign: String {
    case differences = "did"
    case series = "its"
    case steppedWedge = "stepped-wedge fit"
    case leastSquares = "ols"

    /// The design whose options are among the arguments.
    ///
    /// - Throws: `CausalError.Code.badArgument` when they are those of none.
    init(_ arguments: ReportArguments) throws(CausalError) {
        if arguments.has("--at") {
            self = .series
        } else if arguments.has("--period"), arguments.has("--treatment") {
            self = .steppedWedge
        } else if arguments.has("--time"), arguments.has("--cohort") || arguments.has("--treatment") {
            self = .differences
        } else if arguments.positional.count == 2 {
            self = .leastSquares
        } else {
            throw CausalError(
                .badArgument,
                "the options belong to no design that a report is made of"
                    + (UsageMessage.misspelt(arguments.all, meant: ReportDesign.telling).map { ". \($0)" }
                        ?? ""),
                remedy:
                    "Differences: --outcome --time --cohort (or --treatment); series: --outcome --time --at; "
                    + "stepped wedge: --outcome --cluster --period --treatment; or a formula.")
        }
    }

    /// The options that tell a design.
    private static let telling = [
        "--outcome", "--time", "--cohort", "--treatment", "--at", "--period", "--cluster",
    ]

    /// The words of the subcommand.
    var command: [String] { rawValue.split(separator: " ").map(String.init) }

    /// The columns that make the design.
    func roles(_ arguments: ReportArguments) -> TableDescription.Roles {
        let clusters = (arguments["--cluster"] ?? "").split(separator: ",").map(String.init)
        switch self {
        case .differences:
            return .init(
                unit: arguments["--unit"], time: arguments["--time"], cohort: arguments["--cohort"],
                treatment: arguments["--cohort"] == nil && arguments.has("--unit")
                    ? arguments["--treatment"] : nil,
                clusters: clusters)
        case .series: return .init(unit: arguments["--unit"], time: arguments["--time"])
        case .steppedWedge: return .init(time: arguments["--period"], clusters: clusters)
        case .leastSquares: return .init(clusters: clusters)
        }
    }

    /// What is asked, in a sentence.
    func question(_ arguments: ReportArguments, term: String?) -> String {
        let outcome = arguments["--outcome"] ?? "the outcome"
        switch self {
        case .differences:
            return
                "What did the treatment (\(arguments["--cohort"] ?? arguments["--treatment"] ?? "")) do to \(outcome)?"
        case .series: return "What did the change at \(arguments["--at"] ?? "") do to \(outcome)?"
        case .steppedWedge:
            return "What does \(arguments["--treatment"] ?? "the treatment") do to \(outcome)?"
        case .leastSquares:
            let formula = arguments.positional.last ?? ""
            let left = formula.prefix { $0 != "~" }.trimming(" ")
            return "How does \(left) differ with \(term ?? "the regressors")?"
        }
    }

    /// The name under which the estimator is explained; nil for the command's own.
    func estimator(_ arguments: ReportArguments) -> String? {
        switch self {
        case .differences: arguments["--estimator"]
        case .series: arguments["--errors"]
        default: nil
        }
    }
}

/// The arguments of a report that belong to the design's own command.
struct ReportArguments {
    /// The arguments as they were written.
    let all: [String]
    /// Those that are no options: the data and a formula.
    let positional: [String]

    init(_ arguments: [String]) {
        all = arguments
        var positional: [String] = []
        var place = 0
        while place < arguments.count {
            let argument = arguments[place]
            if argument.hasPrefix("--"), !argument.contains("="), !ReportArguments.flags.contains(argument) {
                place += 1
            } else if !argument.hasPrefix("--") {
                positional.append(argument)
            }
            place += 1
        }
        self.positional = positional
    }

    /// Options without a value, as the designs' commands declare them.
    static let flags: Set<String> = Set(
        [
            LeastSquaresCommand._dumpHelp(), DifferenceInDifferencesCommand._dumpHelp(),
            InterruptedTimeSeriesCommand._dumpHelp(), SteppedWedgeFitCommand._dumpHelp(),
        ].flatMap(flags(of:)))

    /// The flags in the parser's own description of a command.
    private static func flags(of description: String) -> [String] {
        let arguments = (try? JSONValue(parsing: description))?["command"]?["arguments"]?.elements ?? []
        return arguments.filter { $0["kind"]?.text == "flag" }.flatMap { argument in
            (argument["names"]?.elements ?? []).compactMap { $0["name"]?.text.map { "--" + $0 } }
        }
    }

    /// Whether an option is given.
    func has(_ name: String) -> Bool { all.contains { $0 == name || $0.hasPrefix(name + "=") } }

    /// The value of an option.
    subscript(name: String) -> String? {
        for (place, argument) in all.enumerated() {
            if argument.hasPrefix(name + "=") { return String(argument.dropFirst(name.count + 1)) }
            if argument == name, place + 1 < all.count { return all[place + 1] }
        }
        return nil
    }

    /// The arguments without some options and their values, and with others behind.
    func replacing(_ names: Set<String>, with more: [String] = []) -> [String] {
        filtered { !names.contains($0) } + more
    }

    /// The data, the formula and some options with their values.
    func keeping(_ names: Set<String>, with more: [String] = []) -> [String] {
        filtered(names.contains) + more
    }

    private func filtered(_ isKept: (String) -> Bool) -> [String] {
        var kept: [String] = []
        var place = 0
        while place < all.count {
            let argument = all[place]
            let name = String(argument.prefix { $0 != "=" })
            let isOption = argument.hasPrefix("--")
            let takesNext = isOption && !argument.contains("=") && !ReportArguments.flags.contains(argument)
            let last = min(place + (takesNext ? 1 : 0), all.count - 1)
            if !isOption || isKept(name) { kept += all[place...last] }
            place = last + 1
        }
        return kept
    }

    /// The words as a shell reads them.
    static func quoted(_ words: [String]) -> String {
        words.map { word in
            let isPlain =
                !word.isEmpty && word.allSatisfy { $0.isLetter || $0.isNumber || "-_./,:=@%+".contains($0) }
            let escaped = word.split(separator: "'", omittingEmptySubsequences: false).joined(
                separator: "'\\''")
            return isPlain ? word : "'\(escaped)'"
        }.joined(separator: " ")
    }
}
