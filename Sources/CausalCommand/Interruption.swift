import Causal

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What happens on ^C: the process ends at once, whatever its threads are doing, and leaves no file half written.
///
/// The handler, which may call next to nothing, writes the signal's number into a pipe; a thread of its own reads it,
/// removes unfinished files and ends the process. It waits for no thread that works.
enum Interruption {
    /// The signals that end the process; a shell reports 128 and the signal's number as the exit status.
    private static let signals = [SIGINT, SIGTERM, SIGHUP]

    /// The pipe's ends. Written once, before any handler is in place or the thread runs.
    nonisolated(unsafe) private static var ends: (read: Int32, write: Int32) = (-1, -1)

    /// Starts to watch. Signals that the parent process wants ignored stay ignored.
    static func watch() {
        var pair: [Int32] = [-1, -1]
        guard pipe(&pair) == 0 else { return }
        ends = (pair[0], pair[1])
        for end in pair { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        guard startThread() else { return }
        for signal in signals where !isIgnored(signal) {
            var action = sigaction()
            #if canImport(Glibc)
                action.__sigaction_handler.sa_handler = handler
            #else
                action.__sigaction_u.__sa_handler = handler
            #endif
            action.sa_flags = Int32(SA_RESTART)
            sigaction(signal, &action, nil)
        }
        watchMappedFiles()
        unblock()
    }

    /// A file that is cut while it is read takes mapped pages with it, and whoever reads one gets SIGBUS. The thread that
    /// got it waits for the end of the process, which the watching thread brings about.
    private static func watchMappedFiles() {
        var action = sigaction()
        let handler: @convention(c) (Int32) -> Void = { _ in
            var byte = UInt8(truncatingIfNeeded: SIGBUS)
            #if canImport(Glibc)
                _ = Glibc.write(Interruption.ends.write, &byte, 1)
            #else
                _ = Darwin.write(Interruption.ends.write, &byte, 1)
            #endif
            while true { pause() }
        }
        #if canImport(Glibc)
            action.__sigaction_handler.sa_handler = handler
        #else
            action.__sigaction_u.__sa_handler = handler
        #endif
        sigaction(SIGBUS, &action, nil)
    }

    /// A parent may have started the process from a thread that blocks signals, and the block is inherited.
    private static func unblock() {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    private static let handler: @convention(c) (Int32) -> Void = { signal in
        let before = errno
        var byte = UInt8(truncatingIfNeeded: signal)
        #if canImport(Glibc)
            _ = Glibc.write(Interruption.ends.write, &byte, 1)
        #else
            _ = Darwin.write(Interruption.ends.write, &byte, 1)
        #endif
        errno = before
    }

    private static func startThread() -> Bool {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        defer { pthread_attr_destroy(&attributes) }
        #if canImport(Glibc)
            var thread = pthread_t()
        #else
            var thread: pthread_t?
        #endif
        return pthread_create(&thread, &attributes, { _ in Interruption.wait() }, nil) == 0
    }

    private static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(signal, nil, &action) == 0 else { return false }
        #if canImport(Glibc)
            let handler = action.__sigaction_handler.sa_handler
        #else
            let handler = action.__sigaction_u.__sa_handler
        #endif
        return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// Waits for a signal's number.
    private static func wait() -> Never {
        var byte: UInt8 = 0
        while read(ends.read, &byte, 1) != 1 {}
        let isCut = Int32(byte) == SIGBUS
        UnfinishedFiles.removeAll {
            ProgressLine.clear()
            if isCut {
                Console.standardError(
                    "causal: error: a file became shorter while it was read. Run again when it is complete.\n"
                )
            }
            _exit(isCut ? 65 : 128 + Int32(byte))
        }
    }
}
