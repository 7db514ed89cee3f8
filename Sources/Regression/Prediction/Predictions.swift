import Inference

/// What goes with a prediction.
public enum PredictionInterval: String, Sendable, Hashable, Codable, CaseIterable {
    /// Nothing: the cheapest.
    case none
    /// The uncertainty of the fitted value.
    case confidence
    /// That of a new outcome: of the fitted value and of an error of variance σ̂² about it.
    case prediction
}

/// Predicted values, a place for each row asked for; nil where none can be made.
public struct Predictions: Sendable, Hashable, Codable {
    /// x₀′β̂ and the absorbed effects.
    public let fit: [Double?]
    /// The standard errors of the fitted values (not of new outcomes), where asked for.
    public let standardErrors: [Double?]
    /// The lower limits of the intervals.
    public let low: [Double?]
    /// The upper limits.
    public let high: [Double?]
    /// Why places are empty, and what else a reader should know.
    public let notes: [String]

    /// The columns `fit`, `se`, `conf.low` and `conf.high`; missing where there is no value.
    public func table() throws(CausalError) -> DataTable {
        let columns = [("fit", fit), ("se", standardErrors), ("conf.low", low), ("conf.high", high)]
        return try DataTable(columns.map { Column($0.0, $0.1.map { $0 ?? .nan }) })
    }
}
