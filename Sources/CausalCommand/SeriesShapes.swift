import ArgumentParser
import Causal

/// `harmonics:K`, `splines:K` or `dummies`.
enum SeasonName: ExpressibleByArgument {
    case harmonics(Int)
    case splines(Int)
    case dummies

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        let count = parts.count == 2 ? Int(parts[1]) : nil
        switch (parts.first, parts.count, count) {
        case ("dummies", 1, _): self = .dummies
        case ("harmonics", 1, _): self = .harmonics(1)
        case ("harmonics", 2, let count?) where count > 0: self = .harmonics(count)
        case ("splines", 1, _): self = .splines(4)
        case ("splines", 2, let count?) where count > 0: self = .splines(count)
        default: return nil
        }
    }

    /// The season of that length; nil takes the calendar's.
    func season(period: Int?) -> Season {
        switch self {
        case .harmonics(let count): .harmonics(count, period: period)
        case .splines(let count): .splines(count, period: period)
        case .dummies: .dummies(period: period)
        }
    }
}

/// How a change of level sets in.
enum OnsetName: String, ExpressibleByArgument, CaseIterable {
    case step, ramp, pulse, decay

    /// The onset of that length in periods.
    func onset(_ length: Int) -> Intervention.Onset {
        switch self {
        case .step: .step
        case .ramp: .ramp(length)
        case .pulse: .pulse(length)
        case .decay: .decay(length)
        }
    }
}
