extension Int {
    /// The number with the words that go with one or with several: `1 row was`, `2 rows were`.
    public func counted(_ one: String, _ several: String) -> String { "\(self) \(self == 1 ? one : several)" }
}
