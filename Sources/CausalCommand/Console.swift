import Causal

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the command writes.
enum Console {
    /// Writes to standard output.
    ///
    /// - Throws: `CausalError.Code.outputFailed` when the text cannot be written (a full disk); a reader that
    ///   has gone away is no error.
    static func standardOutput(_ text: String) throws(CausalError) {
        guard let failure = write(text, to: STDOUT_FILENO), failure != EPIPE else { return }
        throw CausalError(
            .outputFailed, "standard output cannot be written: \(String(cString: strerror(failure)))")
    }

    /// Writes to standard error; a failure there cannot be told to anybody.
    static func standardError(_ text: String) { _ = write(text, to: STDERR_FILENO) }

    /// Whether standard output is a terminal on which colours are welcome (no-color.org).
    static var wantsColor: Bool {
        isatty(STDOUT_FILENO) == 1 && (getenv("NO_COLOR").map { $0.pointee == 0 } ?? true)
            && getenv("TERM").map { String(cString: $0) } != "dumb"
    }

    /// The columns of the terminal that standard output is; nil where it is none or does not say.
    static var width: Int? {
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0,
            size.ws_col >= 20
        else { return nil }
        return Int(size.ws_col)
    }

    /// Ends the process.
    static func exit(_ status: Int32) -> Never {
        #if canImport(Glibc)
            Glibc.exit(status)
        #else
            Darwin.exit(status)
        #endif
    }

    /// Writes all bytes; the error number when that fails.
    private static func write(_ text: String, to descriptor: Int32) -> Int32? {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 else {
                if errno == EINTR { continue }
                return errno
            }
            bytes = bytes.dropFirst(count)
        }
        return nil
    }

    private static func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
        #if canImport(Glibc)
            Glibc.write(descriptor, bytes, count)
        #else
            Darwin.write(descriptor, bytes, count)
        #endif
    }
}
