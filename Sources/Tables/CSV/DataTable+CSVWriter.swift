import Groundwork

extension DataTable {
    /// The table as CSV (RFC 4180, rows ending in LF).
    ///
    /// A number has the fewest digits that read back to the same Double, a whole number no fraction; a missing
    /// value is empty; a text stands between quotes where it has to.
    public func csv() -> String {
        var bytes: [UInt8] = []
        CSVWriter(table: self).forEachBlock { bytes += $0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes the table to a CSV file; see ``csv()``.
    ///
    /// The rows go to a file beside it, which takes its name once it is complete: a failure leaves what was
    /// there before. A path that names a device or a pipe is written to directly.
    ///
    /// - Throws: `CausalError.Code.unwritableOutput`.
    public func write(csv path: String) throws(CausalError) {
        try ReplacingFile.writing(path) { (file) throws(CausalError) in
            try CSVWriter(table: self).forEachBlock { (bytes) throws(CausalError) in try file.write(bytes) }
        }
    }
}
