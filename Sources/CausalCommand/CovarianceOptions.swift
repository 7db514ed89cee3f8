import ArgumentParser
import Causal

/// Names of columns, separated by commas.
struct ColumnNames: ExpressibleByArgument {
    let names: [String]

    init?(argument: String) {
        names = argument.split(separator: ",").map { part in
            let name = part.trimming(" ")
            let isQuoted = name.count > 2 && name.first == "`" && name.last == "`"
            return isQuoted ? String(name.dropFirst().dropLast()) : name
        }
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
    case neweyWest = "newey-west"
    case driscollKraay = "driscoll-kraay"
    case conley

    init?(argument: String) { self.init(rawValue: argument.lowercased()) }

    /// The covariance, given the columns of clusters, or the one under serial or spatial dependence.
    ///
    /// `usual` are the columns that clustered errors take when none are given.
    static func choose(
        _ name: CovarianceName?, clusters given: [ColumnNames], usual: [String] = [],
        dependence: LinearCovariance? = nil
    ) throws(CausalError) -> LinearCovariance? {
        let clusters = given.flatMap(\.names)
        if clusters.isEmpty, let dependence { return dependence }
        let columns = clusters.isEmpty && name?.correction != nil ? usual : clusters
        guard let name else { return columns.isEmpty ? nil : .clustered(by: columns) }
        if let correction = name.correction {
            guard columns.isEmpty else { return .clustered(by: columns, correction: correction) }
            throw CausalError(
                .badArgument, "--vcov \(name.rawValue) needs clusters", remedy: "Add --cluster COLUMN.")
        }
        guard columns.isEmpty, let covariance = name.ofIndependentRows else {
            throw CausalError(
                .badArgument, "--vcov \(name.rawValue) and --cluster contradict each other",
                remedy: "Leave one of them out; with --cluster use --vcov cr1, cr0, cr2, cr3 or jackknife.")
        }
        return covariance
    }

    /// Whether it looks at time or space.
    var isOfDependence: Bool { [.neweyWest, .driscollKraay, .conley].contains(self) }

    private var correction: ClusterCorrection? {
        switch self {
        case .cr0: .cr0
        case .cr1: .cr1
        case .cr2: .cr2
        case .cr3: .cr3
        case .jackknife: .jackknife
        default: nil
        }
    }

    private var ofIndependentRows: LinearCovariance? {
        switch self {
        case .iid: .iid
        case .hc0: .hc0
        case .hc1: .hc1
        case .hc2: .hc2
        case .hc3: .hc3
        default: nil
        }
    }
}
