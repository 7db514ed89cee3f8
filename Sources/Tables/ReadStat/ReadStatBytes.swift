import CReadStat

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Bytes in memory, which ReadStat reads as if they were a file.
final class ReadStatBytes {
    private let source: ByteSource
    private var position = 0

    init(_ source: ByteSource) { self.source = source }

    /// Lets a parser read from here; this object must outlive the parsing.
    func install(in parser: UnsafeMutablePointer<readstat_parser_t>) {
        readstat_set_io_ctx(parser, Unmanaged.passUnretained(self).toOpaque())
        readstat_set_open_handler(parser) { _, _ in 1 }
        readstat_set_close_handler(parser) { _ in 0 }
        readstat_set_seek_handler(parser) { offset, whence, context in
            guard let context else { return -1 }
            return Unmanaged<ReadStatBytes>.fromOpaque(context).takeUnretainedValue().seek(offset, whence)
        }
        readstat_set_read_handler(parser) { buffer, count, context in
            guard let context, let buffer else { return -1 }
            return Unmanaged<ReadStatBytes>.fromOpaque(context).takeUnretainedValue().read(buffer, count)
        }
    }

    private func seek(_ offset: readstat_off_t, _ whence: readstat_io_flags_t) -> readstat_off_t {
        let start =
            switch whence {
            case READSTAT_SEEK_SET: 0
            case READSTAT_SEEK_CUR: position
            default: source.count
            }
        let (target, overflow) = start.addingReportingOverflow(Int(offset))
        guard !overflow, (0...source.count).contains(target) else { return -1 }
        position = target
        return readstat_off_t(target)
    }

    /// Copies at most the bytes that are left; `buffer` has room for `count`.
    private func read(_ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
        let copied = min(count, source.count - position)
        guard copied > 0 else { return 0 }
        memcpy(buffer, source.first + position, copied)
        position += copied
        return copied
    }
}
