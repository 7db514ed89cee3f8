import Inference

/// A form in which a result is written.
public enum OutputFormat: String, Sendable, Hashable, CaseIterable {
    /// Aligned text for people.
    case text
    /// The JSON contract `causal/1`.
    case json
    /// The rows as comma-separated values under broom's names.
    case csv
    /// A table of GitHub's Markdown.
    case markdown
    /// A table of LaTeX with booktabs' rules.
    case latex
    /// A page that holds everything.
    case html
    /// One JSON object of representations by media type, as Jupyter shows them.
    case mimebundle
}

extension Estimates {
    /// The result in a format, ending in a line break.
    ///
    /// - Parameters:
    ///   - format: the form.
    ///   - style: whether text may carry terminal colours.
    ///   - width: how many characters a line of text may have; a wider table is folded. nil: any number.
    ///   - picture: the picture in a mime bundle; nil for the one that belongs to the rows, if there is one.
    public func rendered(
        as format: OutputFormat, style: TextStyle = .plain, width: Int? = nil, picture: Picture? = nil
    ) -> String {
        switch format {
        case .text: text(style, width: width)
        case .json: json.text(indent: 2) + "\n"
        case .csv: csv
        case .markdown: printed.markdown
        case .latex: printed.latex
        case .html: printed.html
        case .mimebundle: mimeBundle(picture: picture).text(indent: 1) + "\n"
        }
    }
}

extension Estimates: CustomStringConvertible {
    /// The result as aligned text.
    public var description: String { rendered(as: .text) }
}
