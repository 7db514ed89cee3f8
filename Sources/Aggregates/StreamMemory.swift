import Groundwork

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a stream needs of memory, however long it is.
enum StreamMemory {
    /// Addresses for the program, its threads' stacks and a chunk: 400 MB are used, and the runtime ends a process that is
    /// refused memory with a signal.
    static let needed: UInt64 = 600 << 20

    /// Refuses a limit of addresses (`ulimit -v`) in which there is no room.
    ///
    /// - Throws: `CausalError.Code.outOfMemory`.
    static func check() throws(CausalError) {
        var limit = rlimit()
        #if canImport(Glibc)
            let status = getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        #else
            let status = getrlimit(RLIMIT_AS, &limit)
        #endif
        let room = UInt64(limit.rlim_cur)
        guard status == 0, room < needed else { return }
        throw CausalError(
            .outOfMemory,
            "the process may have \(room >> 20) MB of memory, and a stream needs \(needed >> 20) MB",
            remedy: "Raise the limit: ulimit -v \(needed >> 10).")
    }
}

extension CausalError.Code {
    /// The memory that a process may have does not suffice.
    public static let outOfMemory = Self(rawValue: "out-of-memory")
}
