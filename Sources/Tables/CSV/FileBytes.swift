import Groundwork

/// Whole files of moderate size, such as saved results.
package enum FileBytes {
    /// The most bytes that are read.
    package static let limit = 1 << 28

    /// The bytes of a file, inflated when they are gzip's; `-` is standard input.
    ///
    /// - Throws: as reading a table does; `CausalError.Code.badValue` for a file beyond ``limit``.
    package static func read(_ path: String) throws(CausalError) -> [UInt8] {
        let source = path == "-" ? try ByteSource.standardInput() : try ByteSource.file(path)
        guard source.count <= limit else {
            throw CausalError(
                .badValue, "a file of \(source.count) bytes is too large for what is read here", file: path)
        }
        return withExtendedLifetime(source) {
            // The source holds `count` bytes from `first` on while it lives.
            Array(UnsafeRawBufferPointer(start: source.first, count: source.count))
        }
    }
}
