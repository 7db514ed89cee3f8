#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Standard input, output and error, which a parent process may have closed.
enum StandardStreams {
    /// Puts something in the places of streams that are closed, so that no file that is opened later becomes one of them.
    ///
    /// What stands there can be neither read (standard input) nor written (the others), which is told as for any such file.
    static func fill() {
        for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) < 0 {
            // The lowest number that is free is this one: those below it are open.
            _ = open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }
}
