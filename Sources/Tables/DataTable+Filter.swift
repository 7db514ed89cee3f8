import Groundwork

extension DataTable {
    /// The rows in which an expression holds: `"year < 2016 & state != 'CA'"`.
    ///
    /// A row is kept when the expression is neither 0 (false) nor missing: where `year` is missing, neither
    /// `year < 2016` nor `!(year < 2016)` keeps the row. See ``Expression`` for what may be written.
    ///
    /// - Throws: `CausalError.Code.syntax`, `CausalError.Code.unknownColumn`.
    public func filtered(where text: String) throws(CausalError) -> DataTable {
        try filtered(where: Expression(text))
    }

    /// The rows in which a parsed expression holds.
    ///
    /// - Throws: `CausalError.Code.unknownColumn`; `CausalError.Code.syntax` when a text is compared
    ///   with a number.
    public func filtered(where expression: Expression) throws(CausalError) -> DataTable {
        let holds = try expression.evaluate(self)
        return rows(Parallel.positions(rowCount) { holds[$0] != 0 && !holds[$0].isNaN })
    }
}
