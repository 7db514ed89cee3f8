#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A program that was run to its end, with a text as its standard input.
package struct ChildProcess {
    /// What it wrote to standard output.
    package let output: [UInt8]
    /// What it wrote to standard error.
    package let error: String
    /// Its exit status; 128 and the signal's number when a signal ended it.
    package let status: Int32

    /// How it ended, in words.
    package var statusText: String { ChildProcess.statusText(status) }

    private static func statusText(_ status: Int32) -> String {
        status > 128 ? "signal \(status - 128)" : "exit status \(status)"
    }

    /// Runs a program, found on the path, without a shell.
    ///
    /// Standard streams are files without a name, so that neither side waits for the other.
    package init(_ command: [String], input: String) throws(CausalError) {
        let streams = [
            try ChildProcess.namelessFile(), try ChildProcess.namelessFile(), try ChildProcess.namelessFile(),
        ]
        defer { for stream in streams { close(stream) } }
        try ChildProcess.write(Array(input.utf8), to: streams[0])
        status = try ChildProcess.run(command, streams)
        output = ChildProcess.contents(streams[1])
        error = String(decoding: ChildProcess.contents(streams[2]), as: UTF8.self)
    }

    /// Runs a program, found on the path, without a shell, and lets `body` read its output from a file that is read
    /// from its start.
    ///
    /// - Parameters:
    ///   - input: an open file that the program reads as its standard input.
    ///   - body: what is done with the output's descriptor, once the program has ended well.
    /// - Throws: what `failure` makes of the exit status and the message of a program that fails.
    package static func reading<Value>(
        _ command: [String], input: Int32,
        failure: (_ status: String, _ message: String) -> CausalError,
        _ body: (Int32) throws(CausalError) -> Value
    ) throws(CausalError) -> Value {
        let streams = [input, try namelessFile(), try namelessFile()]
        defer { for stream in streams.dropFirst() { close(stream) } }
        let status = try run(command, streams)
        guard status == 0 else {
            let message = String(decoding: contents(streams[2]).prefix(2000), as: UTF8.self)
            let words = message.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            throw failure(statusText(status), words)
        }
        lseek(streams[1], 0, SEEK_SET)
        return try body(streams[1])
    }

    private static func run(_ command: [String], _ streams: [Int32]) throws(CausalError) -> Int32 {
        let arguments = command.map { strdup($0) }
        defer { for argument in arguments { free(argument) } }
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
        #else
            var actions = posix_spawn_file_actions_t()
        #endif
        guard posix_spawn_file_actions_init(&actions) == 0 else { throw defect("prepare a process") }
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (place, stream) in streams.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, stream, Int32(place))
        }
        var process: pid_t = 0
        let failure = posix_spawnp(&process, command[0], &actions, nil, arguments + [nil], environ)
        guard failure == 0 else {
            throw CausalError(
                .noSuchInput, "\(command[0]) cannot be started: \(String(cString: strerror(failure)))",
                remedy: "Install it, or write the path to it.")
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 { guard errno == EINTR else { throw defect("wait") } }
        // As WIFEXITED and WEXITSTATUS, which Swift does not see.
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }

    /// A file that only this process and its child know.
    package static func namelessFile() throws(CausalError) -> Int32 {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        guard let name = strdup(folder + "/causal.XXXXXX") else { throw defect("name a file") }
        defer { free(name) }
        let file = mkstemp(name)
        guard file >= 0 else {
            throw CausalError(.unwritableOutput, "no temporary file can be made", file: folder)
        }
        unlink(name)
        _ = fcntl(file, F_SETFD, FD_CLOEXEC)
        return file
    }

    /// Writes bytes to a file and goes back to its start.
    package static func write(_ bytes: [UInt8], to file: Int32) throws(CausalError) {
        try append(bytes, to: file)
        lseek(file, 0, SEEK_SET)
    }

    /// Writes bytes where the last ones ended.
    package static func append(_ bytes: [UInt8], to file: Int32) throws(CausalError) {
        var left = bytes[...]
        while !left.isEmpty {
            let count = left.withUnsafeBytes { systemWrite(file, $0.baseAddress, $0.count) }
            guard count > 0 else {
                if count < 0, errno == EINTR { continue }
                throw CausalError(.outputFailed, "a temporary file cannot be written")
            }
            left = left.dropFirst(count)
        }
    }

    private static func systemWrite(_ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
        #if canImport(Glibc)
            Glibc.write(file, bytes, count)
        #else
            Darwin.write(file, bytes, count)
        #endif
    }

    /// All bytes of a file, from its start.
    package static func contents(_ file: Int32) -> [UInt8] {
        lseek(file, 0, SEEK_SET)
        var all: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = block.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return all }
            all += block[..<count]
        }
    }

    private static func defect(_ what: String) -> CausalError {
        CausalError(.programFailed, "the system could not \(what): \(String(cString: strerror(errno)))")
    }
}
