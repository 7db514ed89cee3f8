import Groundwork
import Inference

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension JSONValue {
    /// Reads JSON text; the members of objects keep their order.
    ///
    /// - Throws: `CausalError.Code.badValue` with the line of the first fault.
    public init(text: String) throws(CausalError) { self = try JSONText.value(Array(text.utf8)) }
}

extension Estimates {
    /// Reads a result from a file that `--format json` wrote; `-` is standard input.
    ///
    /// - Throws: `CausalError.Code.noSuchInput`, `CausalError.Code.isDirectory`,
    ///   `CausalError.Code.unreadableInput`; `CausalError.Code.badValue` when it is not such a result.
    public init(jsonFile path: String) throws(CausalError) {
        let json = try JSONText.value(TextFile.bytes(path), file: path)
        do throws(CausalError) {
            try self.init(json: json)
        } catch {
            var named = error
            named.file = path
            throw named
        }
    }
}

/// Small files as bytes.
enum TextFile {
    /// Results are small; what is larger than this many bytes is something else.
    private static let largest = 1 << 30

    static func bytes(_ path: String) throws(CausalError) -> [UInt8] {
        if path == "-" { return try contents(of: STDIN_FILENO, "standard input") }
        guard !path.utf8.contains(0) else {
            throw CausalError(.noSuchInput, "a path cannot hold a NUL character", value: path)
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CausalError(
                .noSuchInput, "the file cannot be opened: \(String(cString: strerror(errno)))", file: path,
                remedy: "Check the path and its spelling.")
        }
        defer { close(descriptor) }
        return try contents(of: descriptor, path)
    }

    private static func contents(of descriptor: Int32, _ name: String) throws(CausalError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw CausalError(
                    errno == EISDIR ? .isDirectory : .unreadableInput,
                    "the file cannot be read: \(String(cString: strerror(errno)))", file: name)
            }
            bytes += chunk[..<count]
            guard bytes.count <= largest else {
                throw CausalError(.unreadableInput, "the file is too large for a result", file: name)
            }
        }
    }
}
