import Groundwork

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension ByteSource {
    /// Whether the bytes are a Zstandard frame (RFC 8878).
    var isZstandard: Bool { starts(with: [0x28, 0xB5, 0x2F, 0xFD]) }

    /// The bytes that Zstandard has compressed, unpacked by the program `zstd`.
    ///
    /// - Throws: `CausalError.Code.programMissing` without the program; `CausalError.Code.unreadableInput` for damaged data.
    func decompressedByZstandard(named name: String) throws(CausalError) -> ByteSource {
        guard let program = Program.path(of: "zstd") else {
            throw CausalError(
                .programMissing,
                "the data are compressed by Zstandard, and the program zstd is not on the path",
                file: name,
                remedy: "Install it (apt-get install zstd, brew install zstd), or unpack the file first.")
        }
        let input = try ChildProcess.namelessFile()
        defer { close(input) }
        // The source holds `count` bytes from `first` on.
        try withExtendedLifetime(self) { () throws(CausalError) in
            try ChildProcess.write(Array(UnsafeRawBufferPointer(start: first, count: count)), to: input)
        }
        return try ChildProcess.reading(
            [program, "-d", "-c", "-q"], input: input,
            failure: { _, message in
                CausalError(
                    .unreadableInput,
                    "the compressed data are damaged" + (message.isEmpty ? "" : ": \(message)"),
                    file: name, remedy: "Copy or download the file again.")
            }
        ) { (output) throws(CausalError) in try ByteSource.contents(of: output, named: name) }
    }
}

/// Programs that other people have written.
enum Program {
    /// Where a program is: on the path, or where installers put it; nil when it is nowhere.
    static func path(of name: String) -> String? {
        let home = variable("HOME") ?? ""
        let folders =
            (variable("PATH") ?? "").split(separator: ":").map(String.init)
            + ["\(home)/.local/bin", "\(home)/.duckdb/cli/latest", "/usr/local/bin", "/opt/homebrew/bin"]
        return folders.lazy.map { "\($0)/\(name)" }.first { path in
            var status = stat()
            return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
        }
    }

    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
