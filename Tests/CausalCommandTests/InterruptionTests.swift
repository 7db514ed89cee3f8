import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Restores what a signal does by default.
private func restoreDefault(_ number: Int32) { signal(number, SIG_DFL) }

/// ^C and the line of progress, on a real process.
@Suite struct InterruptionTests {
    /// A process that waits for its input is ended at once, by an exit status and not by the signal.
    @Test(arguments: [SIGINT, SIGTERM])
    func interruptionEndsTheProcess(signal: Int32) throws {
        let process = Process()
        process.executableURL = CommandRun.products.appendingPathComponent("causal")
        process.arguments = ["ols", "-", "y ~ x"]
        let input = Pipe()
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        // The tool that runs tests ignores it, and children inherit that.
        restoreDefault(SIGINT)
        try process.run()
        // Until the handlers are in place the signal itself would end it.
        usleep(1_000_000)
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 128 + signal)
    }

    /// On a terminal long work shows one line that is rewritten, and wiped away at the end; --quiet shows none.
    @Test(arguments: [false, true])
    func progressIsShownOnATerminal(quiet: Bool) throws {
        let data = try TemporaryFile(
            "g,x,y\n" + (0..<60).map { "\($0 % 30),\($0 % 7),\($0 * $0 % 11)\n" }.joined())
        var (control, terminal): (Int32, Int32) = (-1, -1)
        try #require(openpty(&control, &terminal, nil, nil, nil) == 0)
        let process = Process()
        process.executableURL = CommandRun.products.appendingPathComponent("causal")
        process.arguments =
            ["ols", data.path, "y ~ x", "--cluster", "g", "--wild", "x", "--draws", "10000000"]
            + (quiet ? ["--quiet"] : [])
        process.environment = ProcessInfo.processInfo.environment.merging(["TERM": "xterm"]) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle(fileDescriptor: terminal)
        // The tool that runs tests ignores it, and children inherit that.
        restoreDefault(SIGINT)
        try process.run()
        close(terminal)
        usleep(2_500_000)
        kill(process.processIdentifier, SIGINT)
        process.waitUntilExit()
        #expect(process.terminationStatus == 130)
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fcntl(control, F_SETFL, O_NONBLOCK) == 0 ? read(control, &bytes, bytes.count) : -1
        close(control)
        let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        #expect(text.contains("of 10000000 draws") != quiet)
        #expect(quiet ? text.isEmpty : text.hasSuffix("\r\u{1B}[2K"))
    }
}
