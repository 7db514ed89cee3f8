import Causal

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What happens on ^C: the process ends at once, whatever its threads are doing, and leaves no file half written.
enum Interruption {
    /// The signals that are waited for; a shell reports 128 and the signal's number as their exit status.
    private static let signals = [SIGINT, SIGTERM, SIGHUP]

    /// Starts the thread that waits for the signals. Those that the parent process wants ignored stay ignored.
    ///
    /// All other threads have the signals blocked because they are started later. A thread of its own may call
    /// what a signal handler may not, and waits for no thread that works.
    static func watch() {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals where !isIgnored(signal) { sigaddset(&set, signal) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        #if canImport(Glibc)
            var thread = pthread_t()
        #else
            var thread: pthread_t?
        #endif
        pthread_create(&thread, &attributes, { _ in Interruption.wait() }, nil)
        pthread_attr_destroy(&attributes)
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

    private static func wait() -> Never {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals where !isIgnored(signal) { sigaddset(&set, signal) }
        var signal: Int32 = 0
        while sigwait(&set, &signal) != 0 {}
        UnfinishedFiles.removeAll {
            ProgressLine.clear()
            _exit(128 + signal)
        }
    }
}
