import ArgumentParser
import Causal

/// `--explain`, which needs neither data nor the options that an estimation needs.
struct ExplanationRequest {
    private let explanation: Explanation
    private let wantsColor: Bool
    private let isJSON: Bool

    /// nil when the arguments ask for no explanation, or ask it of a command that has none.
    ///
    /// - Throws: `CausalError.Code.badArgument` for an estimator that the command does not have.
    init?(_ arguments: [String]) throws(CausalError) {
        let options = Array(arguments.prefix { $0 != "--" })
        guard options.contains("--explain"), !options.contains("--help"), !options.contains("-h"),
            let command = ExplanationRequest.command(options),
            let fallback = Explanation(command: command)
        else { return nil }
        let format = ExplanationRequest.value(of: "--format", options)?.lowercased() ?? "text"
        guard ["text", "json"].contains(format) else {
            throw CausalError(
                .badArgument, "an explanation is written as text or json", value: format,
                remedy: "Leave --format out.")
        }
        isJSON = format == "json"
        let chosen = try ExplanationRequest.estimator(command, options)
        explanation = chosen.flatMap { Explanation(command: command, estimator: $0) } ?? fallback
        wantsColor = !options.contains("--no-color") && Console.wantsColor
    }

    /// The command that is asked about; a stepped wedge's has two words.
    private static func command(_ options: [String]) -> String? {
        guard options.first == "stepped-wedge" else { return options.first }
        switch options.dropFirst().first {
        case "fit": return "stepped-wedge"
        case "power": return "stepped-wedge power"
        default: return nil
        }
    }

    /// Writes the explanation.
    func answer() throws(CausalError) {
        if isJSON { return try Console.standardOutput(explanation.json.text(indent: 2) + "\n") }
        let width = min(Console.width ?? 80, 100)
        try Console.standardOutput(explanation.text(wantsColor ? .terminal : .plain, width: width))
    }

    /// The estimator that the options name; nil for the command's own.
    private static func estimator(_ command: String, _ options: [String]) throws(CausalError) -> String? {
        let names = [
            "did": "--estimator", "its": "--errors", "decompose": "--kind", "sensitivity": "--restriction",
            "stepped-wedge": "--method",
        ]
        if command == "ols" {
            return options.contains { isInstrumented($0) } ? "two-stage-least-squares" : nil
        }
        if command == "unmeasured" {
            return options.dropFirst().first.flatMap {
                Explanation.estimators(of: command).contains($0) ? $0 : nil
            }
        }
        // A count's family says more than the errors.
        if command == "its", let family = value(of: "--family", options)?.lowercased(),
            Explanation.estimators(of: command).contains(family)
        {
            return family
        }
        guard let name = names[command], let value = value(of: name, options)?.lowercased() else {
            return nil
        }
        let known = Explanation.estimators(of: command)
        guard known.contains(value) else {
            throw CausalError(
                .badArgument, "\(name) has no '\(value)'",
                remedy: Spelling.nearest(to: value, among: known).map { "Did you mean '\($0)'?" }
                    ?? "There are \(known.joined(separator: ", ")).")
        }
        return value
    }

    private static func isInstrumented(_ argument: String) -> Bool {
        argument.contains("~") && ((try? Formula(argument))?.endogenousNames.isEmpty == false)
    }

    private static func value(of name: String, _ options: [String]) -> String? {
        for (place, option) in options.enumerated() {
            if option.hasPrefix(name + "=") { return String(option.dropFirst(name.count + 1)) }
            if option == name, place + 1 < options.count { return options[place + 1] }
        }
        return nil
    }
}
