import ArgumentParser
import Causal

/// A number, or a row of a result: `FILE.json:TERM`.
enum AmountSource: ExpressibleByArgument {
    case number(Double)
    case row(file: String, term: String)

    init?(argument: String) {
        if let number = Double(argument) {
            self = .number(number)
        } else if let mark = argument.firstRange(of: ".json:"), mark.upperBound < argument.endIndex {
            let file = argument[..<argument.index(before: mark.upperBound)]
            self = .row(file: String(file), term: String(argument[mark.upperBound...]))
        } else {
            return nil
        }
    }

    /// The amount as it is given, for the defaults in the help.
    var defaultValueDescription: String {
        switch self {
        case .number(let number): "\(number)"
        case .row(let file, let term): "\(file):\(term)"
        }
    }

    /// The amount with its standard error: the one given, or the row's own.
    func amount(_ standardError: Double?, _ option: String) throws(CausalError) -> Uncertain {
        switch self {
        case .number(let number): return Uncertain(number, standardError: standardError ?? 0)
        case .row(let file, let term):
            guard standardError == nil else {
                throw CausalError(
                    .badArgument, "\(option) is a result's row, which has its own standard error",
                    remedy: "Leave out \(option)-se.")
            }
            return Uncertain(try Estimates(saved: file).row(term))
        }
    }
}
