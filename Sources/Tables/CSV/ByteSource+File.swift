import Groundwork

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension ByteSource {
    /// The bytes of a file: mapped when it is a regular file, read to the end when it is a pipe; inflated when
    /// they are gzip's or Zstandard's.
    static func file(_ path: String) throws(CausalError) -> ByteSource {
        guard !path.utf8.contains(0) else {
            throw CausalError(.noSuchInput, "a path cannot hold a NUL character", value: path)
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw cannotOpen(path, errno) }
        defer { close(descriptor) }
        return try contents(of: descriptor, named: path)
    }

    /// The bytes of standard input, up to its end.
    static func standardInput() throws(CausalError) -> ByteSource {
        try contents(of: STDIN_FILENO, named: "standard input")
    }

    /// Checks that a path names a file that can be opened.
    static func check(_ path: String) throws(CausalError) {
        guard !path.utf8.contains(0) else {
            throw CausalError(.noSuchInput, "a path cannot hold a NUL character", value: path)
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw cannotOpen(path, errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) != 0 || status.st_mode & S_IFMT != S_IFDIR else {
            throw isDirectory(path)
        }
    }

    private static func isDirectory(_ name: String) -> CausalError {
        CausalError(
            .isDirectory, "this is a directory, not a file", file: name,
            remedy: "Name one of the files in it.")
    }

    /// The bytes of an open file; inflated when they are gzip's or Zstandard's.
    static func contents(of descriptor: Int32, named name: String) throws(CausalError) -> ByteSource {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw cannotOpen(name, errno) }
        let kind = status.st_mode & S_IFMT
        guard kind != S_IFDIR else { throw isDirectory(name) }
        let size = Int(status.st_size)
        let atStart = kind == S_IFREG && size > 0 && lseek(descriptor, 0, SEEK_CUR) == 0
        let mapped = atStart ? map(descriptor, size) : nil
        let source: ByteSource
        if let mapped { source = mapped } else { source = try read(descriptor, name) }
        return try source.unpacked(named: name)
    }

    /// The bytes without gzip's or Zstandard's compression.
    func unpacked(named name: String) throws(CausalError) -> ByteSource {
        if starts(with: [0x1F, 0x8B]) { return try inflated(named: name) }
        return isZstandard ? try decompressedByZstandard(named: name) : self
    }

    private static func cannotOpen(_ path: String, _ number: Int32) -> CausalError {
        let reason = String(cString: strerror(number))
        switch number {
        case ENOENT, ENOTDIR:
            return CausalError(
                .noSuchInput, "there is no such file", file: path, remedy: "Check the path and its spelling.")
        case EACCES, EPERM:
            return CausalError(
                .noSuchInput, "the file may not be read: \(reason)", file: path,
                remedy: "Change its permissions or run as a user who may read it.")
        default: return CausalError(.noSuchInput, "the file cannot be opened: \(reason)", file: path)
        }
    }

    /// Maps a file over the start of a larger reservation of zeros, which is the padding; nil when the system
    /// will not map it.
    private static func map(_ descriptor: Int32, _ size: Int) -> ByteSource? {
        let length = size + padding
        let noFile = MAP_PRIVATE | MAP_ANON
        guard let memory = mmap(nil, length, PROT_READ, noFile, -1, 0), memory != MAP_FAILED else {
            return nil
        }
        // The file's pages replace the reservation's first ones; what it does not fill of its last page is 0.
        guard mmap(memory, size, PROT_READ, MAP_PRIVATE | MAP_FIXED, descriptor, 0) != MAP_FAILED else {
            munmap(memory, length)
            return nil
        }
        madvise(memory, size, MADV_WILLNEED)
        return ByteSource(memory, count: size) { munmap($0, length) }
    }

    private static func read(_ descriptor: Int32, _ name: String) throws(CausalError) -> ByteSource {
        var bytes = ByteAccumulator()
        while true {
            guard bytes.reserve(1 << 20) else { throw tooLarge(name) }
            let before = bytes.count
            try bytes.append { (room) throws(CausalError) in
                while true {
                    #if canImport(Glibc)
                        let count = Glibc.read(descriptor, room.baseAddress, room.count)
                    #else
                        let count = Darwin.read(descriptor, room.baseAddress, room.count)
                    #endif
                    if count >= 0 { return count }
                    guard errno == EINTR else {
                        throw CausalError(
                            .unreadableInput,
                            "the file cannot be read to its end: \(String(cString: strerror(errno)))",
                            file: name)
                    }
                }
            }
            if bytes.count == before { return bytes.finish() }
        }
    }

    static func tooLarge(_ name: String) -> CausalError {
        CausalError(.unreadableInput, "the data do not fit into memory", file: name)
    }
}
