import ArgumentParser
import Causal

/// Names of columns, separated by commas.
struct ColumnNames: ExpressibleByArgument {
    let names: [String]

    init?(argument: String) {
        names = argument.split(separator: ",").map { $0.trimming(" ") }
        guard !names.isEmpty, !names.contains("") else { return nil }
    }
}

extension Substring {
    /// The text without a character at its ends.
    func trimming(_ character: Character) -> String {
        var text = self
        while text.first == character { text.removeFirst() }
        while text.last == character { text.removeLast() }
        return String(text)
    }
}

/// The covariance as it is named on the command line.
enum CovarianceName: String, ExpressibleByArgument, CaseIterable {
    case iid, hc0, hc1, hc2, hc3, cr0, cr1, cr2, cr3, jackknife

    /// The covariance, given the columns of clusters.
    static func choose(_ name: CovarianceName?, clusters: ColumnNames?) throws(CausalError)
        -> LinearCovariance?
    {
        guard let columns = clusters?.names else { return try name.map(unclustered) }
        guard let name else { return .clustered(by: columns) }
        guard let correction = name.correction else {
            throw CausalError(
                .badArgument, "--vcov \(name.rawValue) and --cluster contradict each other",
                remedy: "Leave one of them out; with --cluster use --vcov cr0, cr1, cr2, cr3 or jackknife.")
        }
        return .clustered(by: columns, correction: correction)
    }

    private static func unclustered(_ name: CovarianceName) throws(CausalError) -> LinearCovariance {
        switch name {
        case .iid: return .iid
        case .hc0: return .hc0
        case .hc1: return .hc1
        case .hc2: return .hc2
        case .hc3: return .hc3
        case .cr0, .cr1, .cr2, .cr3, .jackknife:
            throw CausalError(
                .badArgument, "--vcov \(name.rawValue) needs clusters", remedy: "Add --cluster COLUMN.")
        }
    }

    private var correction: ClusterCorrection? {
        switch self {
        case .cr0: .cr0
        case .cr1: .cr1
        case .cr2: .cr2
        case .cr3: .cr3
        case .jackknife: .jackknife
        case .iid, .hc0, .hc1, .hc2, .hc3: nil
        }
    }
}
