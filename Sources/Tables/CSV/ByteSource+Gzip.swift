import CZlib
import Groundwork

extension ByteSource {
    /// The bytes that gzip has compressed, all members one after the other (RFC 1952).
    ///
    /// - Throws: `CausalError.Code.unreadableInput` when the data end early, fail their checksum, or
    ///   would inflate to more than the machine's memory.
    func inflated(named name: String) throws(CausalError) -> ByteSource {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        // 15 + 16: the largest window, with gzip's header and checksum.
        guard inflateInit2_(&stream, 31, ZLIB_VERSION, size) == Z_OK else { throw Self.tooLarge(name) }
        defer { inflateEnd(&stream) }
        var result = ByteAccumulator()
        var offset = 0
        while true {
            guard result.reserve(1 << 20), result.count <= Memory.physical else { throw Self.tooLarge(name) }
            var state = Z_OK
            // zlib counts 32 bits at a time and reads through a pointer that it declares mutable.
            let available = min(count - offset, 1 << 30)
            stream.next_in = UnsafeMutableRawPointer(mutating: first + offset).assumingMemoryBound(
                to: Bytef.self)
            stream.avail_in = UInt32(available)
            result.append { room in
                let space = min(room.count, 1 << 30)
                stream.next_out = room.baseAddress?.assumingMemoryBound(to: Bytef.self)
                stream.avail_out = UInt32(space)
                state = inflate(&stream, Z_NO_FLUSH)
                return space - Int(stream.avail_out)
            }
            offset += available - Int(stream.avail_in)
            if state == Z_STREAM_END {
                if isPadding(from: offset) { return result.finish() }
                inflateReset(&stream)
            } else if state != Z_OK {
                throw damaged(name, offset, truncated: state == Z_BUF_ERROR)
            }
        }
    }

    /// Whether only zeros follow, with which tapes and some tools fill a block.
    private func isPadding(from offset: Int) -> Bool { (offset..<count).allSatisfy { self[$0] == 0 } }

    private func damaged(_ name: String, _ offset: Int, truncated: Bool) -> CausalError {
        let message =
            truncated || offset == count
            ? "the compressed data end in the middle, after \(count) bytes"
            : "the compressed data are damaged at byte \(offset + 1)"
        return CausalError(
            .unreadableInput, message, file: name, remedy: "Copy or download the file again.")
    }
}
