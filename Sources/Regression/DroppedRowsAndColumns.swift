import Inference

/// A fit that says what it left out, in the same words whatever the model.
protocol ReportsDropped: LinearFit {
    /// Remarks on how the design read its columns.
    var designNotes: [String] { get }
    /// How many rows were dropped as singletons of absorbed factors.
    var singletons: Int { get }
}

extension LeastSquaresFit: ReportsDropped {}
extension GeneralisedLinearFit: ReportsDropped {}

extension LinearFit {
    /// How many slopes of each kind were absorbed.
    var slopeFacts: [JSONValue.Member] {
        guard !slopes.isEmpty else { return [] }
        return [.init("slopes", .object(slopes.map { .init($0.name, .integer($0.factor.levelCount)) }))]
    }
}

extension ReportsDropped {
    /// Remarks on rows and columns that were left out.
    var droppedRowsAndColumns: [String] {
        sample.droppedNotes + singletonNote + collinearityNote + designNotes
    }

    private var singletonNote: [String] {
        guard singletons > 0 else { return [] }
        return [
            singletons.counted("singleton row was", "singleton rows were")
                + " dropped: \(singletons == 1 ? "it" : "each") was alone in a level of an absorbed factor."
        ]
    }

    private var collinearityNote: [String] {
        guard !droppedTerms.isEmpty else { return [] }
        let names = droppedTerms.joined(separator: ", ")
        return [
            "Dropped because the other columns"
                + (absorbed.isEmpty && slopes.isEmpty ? "" : " or the absorbed factors")
                + " determine them: \(names)."
        ]
    }
}
