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
    case iid, hc0, hc1, cr0, cr1
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
        let columns = clusters.isEmpty && (name == .cr0 || name == .cr1) ? usual : clusters
        switch (name, columns.isEmpty ? nil : columns) {
        case (nil, nil): return nil
        case (nil, let columns?), (.cr1, let columns?): return .clustered(by: columns, correction: .cr1)
        case (.cr0, let columns?): return .clustered(by: columns, correction: .cr0)
        case (.iid, nil): return .iid
        case (.hc0, nil): return .hc0
        case (.hc1, nil): return .hc1
        case (.cr0, nil), (.cr1, nil):
            throw CausalError(
                .badArgument, "--vcov \(name?.rawValue ?? "") needs clusters", remedy: "Add --cluster COLUMN."
            )
        case (.iid, _), (.hc0, _), (.hc1, _), (.neweyWest, _), (.driscollKraay, _), (.conley, _):
            throw CausalError(
                .badArgument, "--vcov \(name?.rawValue ?? "") and --cluster contradict each other",
                remedy: "Leave one of them out; with --cluster use --vcov cr1 or cr0.")
        }
    }
}
