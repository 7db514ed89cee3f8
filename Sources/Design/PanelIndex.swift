import Groundwork

/// The two columns that say whose a row is and when it was.
public struct PanelIndex: Sendable, Hashable, Codable {
    /// The column of units (persons, firms, clinics); nil for repeated cross-sections, whose rows have none.
    public let unit: String?
    /// The column of periods.
    public let period: String

    /// Names the columns.
    public init(unit: String? = nil, period: String) {
        self.unit = unit
        self.period = period
    }

    /// The column of units, where there must be one.
    func requiredUnit() throws(CausalError) -> String {
        guard let unit else {
            throw CausalError(
                .badArgument, "units are needed here, and the panel has periods only",
                remedy: "Name the column of units.")
        }
        return unit
    }
}
