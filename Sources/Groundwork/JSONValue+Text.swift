extension JSONValue: CustomStringConvertible {
    /// The document on one line.
    public var description: String { text(indent: nil) }

    /// The document as text. With an indent, objects take a line a member; a list or an object that fits
    /// into 100 bytes stays on one line.
    public func text(indent: Int?, depth: Int = 0) -> String {
        var writer = JSONBytes()
        writer.write(self, indent: indent, depth: depth)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
