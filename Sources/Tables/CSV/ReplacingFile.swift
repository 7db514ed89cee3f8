import Groundwork

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file that is written beside the one it replaces and takes its name when it is complete.
///
/// Until then it is one of ``UnfinishedFiles``, so that a program that is ended can remove it.
package struct ReplacingFile {
    private let path: String
    /// The file that is written; nil when `path` is no regular file and is written to directly.
    private let temporary: String?
    private let descriptor: Int32
    /// Compresses what is written; nil for files that are not.
    private let packer: Packer?

    /// Opens a file for writing.
    ///
    /// - Throws: `CausalError.Code.unwritableOutput`.
    package init(_ path: String) throws(CausalError) { try self.init(path, packer: nil) }

    /// Opens a file whose bytes go through a packer.
    init(_ path: String, packer: Packer?) throws(CausalError) {
        self.packer = packer
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw CausalError(.unwritableOutput, "this is no path to write to", value: path)
        }
        var status = stat()
        let exists = stat(path, &status) == 0
        guard !exists || status.st_mode & S_IFMT != S_IFDIR else {
            throw CausalError(.unwritableOutput, "this is a directory, not a file", file: path)
        }
        let isRegular = !exists || status.st_mode & S_IFMT == S_IFREG
        let target = exists ? ReplacingFile.resolved(path) : path
        self.path = target
        if isRegular {
            let name = "\(target).\(getpid()).\(UInt32.random(in: 0 ... .max)).part"
            let mode = exists ? status.st_mode & 0o777 : 0o666
            temporary = name
            descriptor = UnfinishedFiles.adding(name) {
                open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
            }
        } else {
            temporary = nil
            descriptor = open(path, O_WRONLY | O_CLOEXEC)
        }
        guard descriptor >= 0 else {
            let failure = failure()
            UnfinishedFiles.forget(temporary)
            throw failure
        }
    }

    /// The file behind a symbolic link, so that the link stays one.
    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    private func failure() -> CausalError {
        CausalError(
            .unwritableOutput, "the file cannot be written: \(String(cString: strerror(errno)))", file: path)
    }

    /// Writes all of the bytes.
    package func write(_ bytes: [UInt8]) throws(CausalError) {
        try writePlain(packer.map { (packer) throws(CausalError) in try packer.pack(bytes) } ?? bytes)
    }

    /// Writes what compression has left to say.
    func writeEnd() throws(CausalError) {
        if let packer { try writePlain(packer.end()) }
    }

    private func writePlain(_ bytes: [UInt8]) throws(CausalError) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                // `done` is below the count, so the rest is not empty and has an address.
                #if canImport(Glibc)
                    Glibc.write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
                #else
                    Darwin.write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
                #endif
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw failure() }
            done += count
        }
    }

    /// Closes the file and gives it its name; what was written is removed when that fails.
    package func finish() throws(CausalError) {
        defer { UnfinishedFiles.forget(temporary) }
        let closed = close(descriptor) == 0
        guard closed, temporary.map({ rename($0, path) == 0 }) ?? true else {
            let failure = failure()
            if let temporary { unlink(temporary) }
            throw failure
        }
    }

    /// Closes the file before it is complete and removes what was written.
    package func abandon() {
        close(descriptor)
        if let temporary { unlink(temporary) }
        UnfinishedFiles.forget(temporary)
    }
}
