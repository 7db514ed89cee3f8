import Inference

/// Representations of one result by media type, of which a notebook shows the richest it knows.
enum MimeBundle {
    /// The media type of a full result (`causal/1`).
    static let result = Estimates.mediaType

    /// Text, HTML, Markdown and LaTeX of a table, the picture's specification and the full result.
    static func value(_ table: PrintedTable, text: String, picture: Picture?, result: JSONValue) -> JSONValue
    {
        var members: [JSONValue.Member] = [
            .init("text/plain", .string(text)),
            .init(
                "text/html",
                .string(table.htmlFragment(below: picture.map { "<figure>\($0.svg)</figure>" } ?? ""))),
            .init("text/markdown", .string(table.markdown)), .init("text/latex", .string(table.latex)),
        ]
        if let picture { members.append(.init("application/vnd.vegalite.v5+json", picture.vegaLite)) }
        return .object(members + [.init(MimeBundle.result, result)])
    }
}

extension Estimates {
    /// The result as a mime bundle (IPython's `_repr_mimebundle_`): `text/plain`, `text/html` with the picture inside,
    /// `text/markdown`, `text/latex`, `application/vnd.vegalite.v5+json` and the full result as
    /// `application/vnd.causal.v1+json`.
    ///
    /// - Parameter picture: the picture; nil for the one that belongs to the rows. A result without any has none.
    public func mimeBundle(picture: Picture? = nil) -> JSONValue {
        MimeBundle.value(
            printed, text: text(.plain, width: nil), picture: picture ?? (try? Picture(of: self)),
            result: json)
    }
}
