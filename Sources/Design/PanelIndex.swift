/// The two columns that say whose a row is and when it was.
public struct PanelIndex: Sendable, Hashable, Codable {
    /// The column of units (persons, firms, clinics).
    public let unit: String
    /// The column of periods, numbers.
    public let period: String

    /// Names the columns.
    public init(unit: String, period: String) {
        self.unit = unit
        self.period = period
    }
}
