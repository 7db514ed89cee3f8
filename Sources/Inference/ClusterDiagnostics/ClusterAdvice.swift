/// What to use where clusters are few; once a result holds it, the advice says so.
enum ClusterAdvice {
    static let start = "Better: "

    /// The notes with their advice replaced, when a wild bootstrap has been made.
    static func followed(_ notes: [String]) -> [String] {
        notes.map { note in
            guard let place = note.range(of: start), note.hasSuffix("(--wild).") else { return note }
            return note[..<place.lowerBound] + "The p-values of the wild bootstrap are the better ones."
        }
    }
}

extension String {
    /// Where a text stands first.
    fileprivate func range(of text: String) -> Range<String.Index>? {
        indices.first { self[$0...].hasPrefix(text) }.map { $0..<index($0, offsetBy: text.count) }
    }
}

extension Estimates {
    /// The result whose advice on few clusters says that it was followed.
    func followingClusterAdvice() -> Estimates {
        Estimates(
            command: command, rows: rows, covariance: covariance, model: model, diagnostics: diagnostics,
            notes: ClusterAdvice.followed(notes))
    }
}
