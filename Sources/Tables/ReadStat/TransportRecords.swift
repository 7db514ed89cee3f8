/// The records of a SAS transport file, which tell whether it is whole.
///
/// ReadStat reads rows to the end of the file, wherever that is. The file consists of records of 80 bytes; rows follow the record
/// OBS without gaps, and blanks fill the last record. Version 8 may hold the number of rows in that record.
///
/// - Reference: SAS Institute, *Record layout of a SAS version 5 or 6 (8 or 9) data set in SAS transport format*.
struct TransportRecords {
    private static let length = 80
    private static let mark = Array("HEADER RECORD*******OBS".utf8)

    let source: ByteSource
    /// The bytes of a row.
    let rowLength: Int

    /// Whether the file ends where its rows end.
    var isWhole: Bool {
        guard source.count % Self.length == 0 else { return false }
        guard rowLength > 0, let header = observations else { return true }
        let start = header + Self.length
        let bytes = source.count - start
        if let told = told(header), told > bytes / rowLength { return false }
        let rest = bytes % rowLength
        return rest < Self.length && (source.count - rest..<source.count).allSatisfy { source[$0] == 32 }
    }

    /// Where the record lies behind which the rows begin.
    private var observations: Int? {
        stride(from: 0, to: source.count, by: Self.length).first { place in
            Self.mark.indices.allSatisfy { source[place + $0] == Self.mark[$0] }
        }
    }

    /// The number of rows in columns 49 to 63 of that record; nil for the 0 of programs that leave it out.
    private func told(_ header: Int) -> Int? {
        let digits = (header + 48..<header + 63).map { source[$0] }.filter { $0 != 32 }
        guard !digits.isEmpty, let number = Int(String(decoding: digits, as: UTF8.self)), number > 0 else {
            return nil
        }
        return number
    }
}
