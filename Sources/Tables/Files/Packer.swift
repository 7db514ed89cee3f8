import CZlib
import Groundwork

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Compresses bytes on their way into a file: each piece becomes bytes to write, and the end has bytes of its own.
struct Packer {
    let pack: ([UInt8]) throws(CausalError) -> [UInt8]
    let end: () throws(CausalError) -> [UInt8]

    /// The packer that the path's ending asks for: `.gz` or `.zst`; nil for others.
    ///
    /// - Throws: `CausalError.Code.programMissing` for Zstandard without the program `zstd`.
    static func named(by path: String) throws(CausalError) -> Packer? {
        let name = path.lowercased()
        if name.hasSuffix(".gz") { return gzip(try GzipStream()) }
        return name.hasSuffix(".zst") || name.hasSuffix(".zstd") ? try zstandard(path) : nil
    }

    private static func gzip(_ stream: GzipStream) -> Packer {
        Packer(
            pack: { bytes throws(CausalError) in stream.packed(bytes, isLast: false) },
            end: { () throws(CausalError) in stream.packed([], isLast: true) })
    }

    /// The bytes wait in a file without a name until the program reads all of them.
    private static func zstandard(_ path: String) throws(CausalError) -> Packer {
        guard let program = Program.path(of: "zstd") else {
            throw CausalError(
                .programMissing, "Zstandard is written by the program zstd, which is not on the path",
                file: path, remedy: "Install it (apt-get install zstd, brew install zstd), or write .gz.")
        }
        let waiting = NamelessFile(try ChildProcess.namelessFile())
        return Packer(
            pack: { bytes throws(CausalError) in
                try ChildProcess.append(bytes, to: waiting.descriptor)
                return []
            },
            end: { () throws(CausalError) in
                lseek(waiting.descriptor, 0, SEEK_SET)
                return try ChildProcess.reading(
                    [program, "-q", "-c"], input: waiting.descriptor,
                    failure: { status, message in
                        CausalError(
                            .unwritableOutput, "zstd failed: \(message.isEmpty ? status : message)",
                            file: path)
                    }
                ) { (output) throws(CausalError) in ChildProcess.contents(output) }
            })
    }
}

/// A file without a name that goes away with the value that owns it.
private final class NamelessFile {
    let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }
}

/// One gzip member (RFC 1952) that grows piece by piece.
private final class GzipStream {
    /// zlib keeps the stream's address, so it has a place of its own.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)

    init() throws(CausalError) {
        stream.initialize(to: z_stream())
        let size = Int32(MemoryLayout<z_stream>.size)
        // 15 + 16: the largest window, with gzip's header and checksum; 8: zlib's usual memory.
        let state = deflateInit2_(stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
        guard state == Z_OK else {
            throw CausalError(.unwritableOutput, "there is no memory to compress a file")
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// The bytes that come out when these go in; with the last ones, all that is left.
    func packed(_ bytes: [UInt8], isLast: Bool) -> [UInt8] {
        var packed: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 1 << 16)
        var input = bytes
        input.withUnsafeMutableBufferPointer { input in
            // zlib reads `avail_in` bytes from `next_in` and writes at most `avail_out`, the room's size.
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = UInt32(input.count)
            repeat {
                room.withUnsafeMutableBufferPointer { room in
                    stream.pointee.next_out = room.baseAddress
                    stream.pointee.avail_out = UInt32(room.count)
                    deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
                }
                packed += room[..<(room.count - Int(stream.pointee.avail_out))]
            } while stream.pointee.avail_out == 0
        }
        return packed
    }
}
