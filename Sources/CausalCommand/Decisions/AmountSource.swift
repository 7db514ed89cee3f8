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

    /// Whether it is a row of a result.
    var isRow: Bool { if case .row = self { true } else { false } }

    /// The amount as it is given, for the defaults in the help.
    var defaultValueDescription: String {
        switch self {
        case .number(let number): "\(number)"
        case .row(let file, let term): "\(file):\(term)"
        }
    }

    /// The amount with its standard error: the one given, or the row's own.
    ///
    /// - Parameter baseline: what a row that is the logarithm of a ratio changes.
    func amount(_ standardError: Double?, _ option: String, of baseline: Double? = nil) throws(CausalError)
        -> Uncertain
    {
        switch self {
        case .number(let number): return Uncertain(number, standardError: standardError ?? 0)
        case .row(let file, let term):
            guard standardError == nil else {
                throw CausalError(
                    .badArgument, "\(option) is a result's row, which has its own standard error",
                    remedy: "Leave out \(option)-se.")
            }
            let result = try Estimates(saved: file)
            let row = try result.row(term)
            return try Uncertain(row, RiskMeasure(of: row, in: result), baseline: baseline)
        }
    }

    /// The covariance of amounts of which some are rows of the same result; nil when there are no two such.
    ///
    /// A row's amount moves with its estimate by the ratio of their standard errors.
    static func covariance(_ sources: [AmountSource], _ amounts: [Uncertain]) throws(CausalError) -> Matrix? {
        var matrix = Matrix(sources.count, sources.count)
        var isJoint = false
        for (i, one) in sources.enumerated() {
            matrix[i, i] = amounts[i].standardError * amounts[i].standardError
            for (j, other) in sources.enumerated() where j < i {
                guard case .row(let file, let first) = one, case .row(file, let second) = other else {
                    continue
                }
                let result = try Estimates(saved: file)
                let places = [first, second].compactMap { name in result.rows.firstIndex { $0.term == name } }
                guard places.count == 2 else { continue }
                let errors = places.map { result.rows[$0].standardError }
                let shared =
                    result.covariance[places[0], places[1]] / (errors[0] * errors[1])
                    * amounts[i].standardError * amounts[j].standardError
                guard shared.isFinite else { continue }
                (matrix[i, j], matrix[j, i]) = (shared, shared)
                isJoint = true
            }
        }
        return isJoint ? matrix : nil
    }
}
