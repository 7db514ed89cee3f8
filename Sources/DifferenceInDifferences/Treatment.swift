/// The column that says who is treated and when.
public enum Treatment: Sendable, Hashable {
    /// A column that holds a unit's first treated period in each of its rows; 0, a missing value or infinity
    /// stands for a unit that is never treated.
    case firstTreated(String)
    /// A column that is 1 in the rows that are under treatment and 0 in the others.
    case status(String)

    /// The column's name.
    public var column: String {
        switch self {
        case .firstTreated(let name), .status(let name): name
        }
    }
}
