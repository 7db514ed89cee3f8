import Foundation

/// What the runner needs of its process.
enum Host {
    /// This process's peak memory so far in GiB.
    static var peakMemory: Double {
        var usage = rusage()
        #if os(macOS)
            let unit = 1.0
        #else
            let unit = 1024.0
        #endif
        getrusage(0, &usage)  // RUSAGE_SELF, whose Swift type differs between C libraries
        return Double(usage.ru_maxrss) * unit / 1_073_741_824
    }

    /// The seconds of processors that this process has used so far.
    static var processorSeconds: Double {
        var usage = rusage()
        getrusage(0, &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) {
            $0 + Double($1.tv_sec) + Double($1.tv_usec) * 1e-6
        }
    }

    /// Prints a message on standard error and ends with status 1.
    static func fail(_ message: String) -> Never {
        FileHandle.standardError.write(Data("PeerRunner: \(message)\n".utf8))
        exit(1)
    }
}
