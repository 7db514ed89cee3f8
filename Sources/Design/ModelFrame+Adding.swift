extension ModelFrame {
    /// The frame with further columns before its own; where columns determine each other, earlier ones stay.
    public func prepending(_ columns: [DesignColumn]) -> ModelFrame {
        ModelFrame(self, columns: columns + self.columns, absorbed: absorbed)
    }

    /// The frame with further absorbed factors of its rows; an intercept goes into them.
    public func absorbing(_ factors: [Factor]) -> ModelFrame {
        ModelFrame(self, columns: columns, absorbed: absorbed + factors)
    }

    /// The frame with other columns, and with an intercept or without (never with absorbed factors).
    public func replacing(columns: [DesignColumn], intercept: Bool) -> ModelFrame {
        ModelFrame(self, columns: columns, absorbed: absorbed, intercept: intercept)
    }

    /// The frame with another response and other weights of its rows.
    ///
    /// - Precondition: they are as many as the rows, finite, and the weights above zero.
    public func replacing(response: [Double], weights: [Double]?) -> ModelFrame {
        precondition(
            response.count == sample.count && weights?.count ?? sample.count == sample.count,
            "a response and weights for each row")
        return ModelFrame(
            self, columns: columns, absorbed: absorbed, response: response, weights: weights)
    }
}
