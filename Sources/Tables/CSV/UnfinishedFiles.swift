import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The files that are being written and have not got their names yet, for a program that has to end at once.
public enum UnfinishedFiles {
    private static let paths = Mutex<Set<String>>([])

    /// Opens a file and keeps its path until it is forgotten; nobody can remove the files in between.
    static func adding(_ path: String, _ open: () -> Int32) -> Int32 {
        paths.withLock {
            $0.insert(path)
            return open()
        }
    }

    /// A file has got its name, or is gone.
    static func forget(_ path: String?) {
        guard let path else { return }
        paths.withLock { _ = $0.remove(path) }
    }

    /// Removes all of them and ends the process by `exit`, which must not return; no file is begun meanwhile.
    public static func removeAll(thenExit exit: () -> Never) -> Never {
        paths.withLock { paths -> Never in
            for path in paths { unlink(path) }
            exit()
        }
    }
}
