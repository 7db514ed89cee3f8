import Groundwork

/// One column of the design matrix.
public struct DesignColumn: Sendable, Hashable {
    /// The coefficient's name: `x1`, `log(x2)`, `x1:x2`, `stateCA`, `year::2011:treated`.
    public let name: String
    /// The formula's term that it belongs to.
    public let term: String
    /// Its value in every row used; finite.
    public let values: [Double]

    /// Makes a column.
    public init(name: String, term: String, values: [Double]) {
        self.name = name
        self.term = term
        self.values = values
    }

    /// Makes a column that is a term of its own.
    public init(_ name: String, _ values: [Double]) { self.init(name: name, term: name, values: values) }

    /// The rows at these positions.
    func keeping(_ positions: [Int32]) -> DesignColumn {
        DesignColumn(name: name, term: term, values: Parallel.gather(values, at: positions))
    }
}
