import Groundwork

/// The remark on rows that were left out because a value is missing.
public enum MissingNote {
    private static let one = "row with a missing value was"
    private static let several = "rows with missing values were"

    /// The remark; none where no row was left out.
    public static func notes(_ missing: [(column: String, count: Int)]) -> [String] {
        let count = missing.reduce(0) { $0 + $1.count }
        guard count > 0 else { return [] }
        let columns = missing.map { "\($0.column) \($0.count)" }.joined(separator: ", ")
        return [count.counted(one, several) + " dropped (\(columns))."]
    }

    /// The remark on rows of weight zero; none where there are none.
    public static func notes(zeroWeight count: Int) -> [String] {
        count > 0
            ? [count.counted("row of weight zero was", "rows of weight zero were") + " dropped."] : []
    }

    /// Whether a remark is the one on missing values.
    public static func isOne(_ note: String) -> Bool {
        note.contains(" \(one) dropped (") || note.contains(" \(several) dropped (")
    }
}

extension Sample {
    /// Remarks on rows that were left out because something is missing or weighs nothing.
    public var droppedNotes: [String] {
        MissingNote.notes(missing.map { ($0.column, $0.count) })
            + MissingNote.notes(zeroWeight: droppedZeroWeight)
    }
}
