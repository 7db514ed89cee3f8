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
}
