import Inference

/// A form in which a result is written.
public enum OutputFormat: String, Sendable, Hashable, CaseIterable {
    /// Aligned text for people.
    case text
    /// The JSON contract `causal/1`.
    case json
    /// The rows as comma-separated values under broom's names.
    case csv
}

extension Estimates {
    /// The result in a format, ending in a line break.
    ///
    /// - Parameters:
    ///   - format: the form.
    ///   - style: whether text may carry terminal colours.
    public func rendered(as format: OutputFormat, style: TextStyle = .plain) -> String {
        switch format {
        case .text: text(style)
        case .json: json.text(indent: 2) + "\n"
        case .csv: csv
        }
    }
}

extension Estimates: CustomStringConvertible {
    /// The result as aligned text.
    public var description: String { rendered(as: .text) }
}
