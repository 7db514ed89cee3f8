extension Double {
    /// The number as it would be typed: the fewest digits that read back to the same Double, whole numbers
    /// without a fraction (`2010` rather than `2010.0`), 0 without a sign; `nan` and `inf` as Swift writes them.
    ///
    /// Every number that is not rounded for people to read is written by this: levels, labels, JSON, CSV.
    public var shortestDecimal: String {
        guard self == rounded(), magnitude < 1e15 else { return "\(self)" }
        return String(Int64(self))
    }
}
