import Regression

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A CSV file read in chunks of whole records, each with the header before it.
///
/// A record ends at a line feed with an even number of quotes before it. At most one chunk and the start of the next are in
/// memory, unless a single record is longer.
struct CSVStream {
    private let file: Int32
    private let name: String
    private let size: Int
    private var header: [UInt8] = []
    private var rest: [UInt8] = []
    private var isAtEnd = false
    /// What separates fields: the most frequent of `,` `;` tab `|` in the header, the first of equals.
    private(set) var delimiter: Character = ","

    /// Opens a file; `-` is standard input.
    ///
    /// - Throws: `CausalError.Code.noSuchInput`; `CausalError.Code.badValue` for gzip; `CausalError.Code.outOfMemory`.
    init(_ path: String, chunk size: Int) throws(CausalError) {
        try StreamMemory.check()
        self.size = max(size, 1)
        name = path == "-" ? "standard input" : path
        file = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw CausalError(
                .noSuchInput, "the file cannot be opened: \(String(cString: strerror(errno)))", file: name,
                remedy: "Check the path and its spelling.")
        }
    }

    /// Closes the file.
    func close() { if file != STDIN_FILENO { _ = systemClose(file) } }

    /// The next records behind the header; nil at the end. Where the file has a header alone, that once.
    mutating func next() throws(CausalError) -> [UInt8]? {
        if header.isEmpty { return try first() }
        guard let records = try records() else { return nil }
        return header + records
    }

    private mutating func first() throws(CausalError) -> [UInt8]? {
        let records = try records() ?? []
        guard ![[0x1F, 0x8B], [0x28, 0xB5]].contains(Array(records.prefix(2))) else {
            throw CausalError(
                .badValue, "a stream is plain CSV, and this is compressed", file: name,
                remedy: "Write zcat FILE | causal … - --stream (zstdcat for .zst).")
        }
        let end = CSVStream.firstEnd(records)
        header = Array(records[..<end])
        if header.last != 0x0A { header.append(0x0A) }
        delimiter = CSVStream.delimiter(header)
        let body = records[end...]
        if body.isEmpty, let more = try self.records() { return header + more }
        return header + body
    }

    /// Whole records of about a chunk.
    private mutating func records() throws(CausalError) -> [UInt8]? {
        var bytes = rest
        rest = []
        while true {
            if !isAtEnd { try fill(&bytes, upTo: bytes.count + size) }
            if isAtEnd { return bytes.isEmpty ? nil : bytes }
            if let end = CSVStream.lastEnd(bytes) {
                rest = Array(bytes[end...])
                bytes.removeSubrange(end...)
                return bytes
            }
        }
    }

    private mutating func fill(_ bytes: inout [UInt8], upTo count: Int) throws(CausalError) {
        let wanted = count - bytes.count
        var (block, filled) = ([UInt8](repeating: 0, count: wanted), 0)
        while filled < wanted {
            // `block` holds `wanted` bytes, of which the first `filled` are taken.
            let got = block.withUnsafeMutableBytes { all in
                systemRead(file, all.baseAddress.map { $0 + filled }, wanted - filled)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else {
                throw CausalError(
                    .noSuchInput, "the file cannot be read: \(String(cString: strerror(errno)))", file: name)
            }
            if got == 0 {
                isAtEnd = true
                break
            }
            filled += got
        }
        bytes += block[..<filled]
    }

    /// Behind the first record.
    private static func firstEnd(_ bytes: [UInt8]) -> Int {
        var isQuoted = false
        for (place, byte) in bytes.enumerated() {
            if byte == 0x22 { isQuoted.toggle() }
            if byte == 0x0A, !isQuoted { return place + 1 }
        }
        return bytes.count
    }

    /// Behind the last record that is whole; nil when none is.
    private static func lastEnd(_ bytes: [UInt8]) -> Int? {
        var isOdd = bytes.reduce(0) { $0 &+ ($1 == 0x22 ? 1 : 0) } % 2 == 1
        for place in bytes.indices.reversed() {
            if bytes[place] == 0x0A, !isOdd { return place + 1 }
            if bytes[place] == 0x22 { isOdd.toggle() }
        }
        return nil
    }

    private static func delimiter(_ header: [UInt8]) -> Character {
        let candidates: [Character] = [",", ";", "\t", "|"]
        let counts = candidates.map { mark in header.count { $0 == mark.asciiValue } }
        let most = counts.max() ?? 0
        return candidates[counts.firstIndex(of: most) ?? 0]
    }
}

private func systemRead(_ file: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(file, bytes, count)
}

private func systemClose(_ file: Int32) -> Int32 { close(file) }
