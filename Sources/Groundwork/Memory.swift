#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The machine's memory.
public enum Memory {
    /// The bytes of physical memory; as many as an Int holds when the system does not tell.
    public static let physical: Int = {
        let bytes = sysconf(Int32(_SC_PHYS_PAGES)).multipliedReportingOverflow(
            by: sysconf(Int32(_SC_PAGESIZE)))
        return bytes.overflow || bytes.partialValue <= 0 ? .max : bytes.partialValue
    }()
}
