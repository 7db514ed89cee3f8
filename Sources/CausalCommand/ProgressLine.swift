import Causal
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One line on a terminal's standard error, rewritten while long work goes on.
///
/// It appears when work has taken a second and is wiped away before anything else is written there. Where standard
/// error is no terminal there is none.
struct ProgressLine: Sendable {
    private static let isShown = Atomic<Bool>(false)
    private static let lastUpdate = Mutex<ContinuousClock.Instant?>(nil)
    private let start = ContinuousClock.now

    /// nil where no line is wanted.
    init?(quiet: Bool) {
        guard !quiet, isatty(STDERR_FILENO) == 1,
            getenv("TERM").map({ String(cString: $0) != "dumb" }) ?? false
        else { return nil }
    }

    /// Shows a text, at most ten times a second.
    func show(_ text: @autoclosure () -> String) {
        let now = ContinuousClock.now
        guard start.duration(to: now) > .seconds(1) else { return }
        let isDue = ProgressLine.lastUpdate.withLock { last in
            if let known = last, known.duration(to: now) < .milliseconds(100) { return false }
            last = now
            return true
        }
        guard isDue, ProgressLine.isWritable else { return }
        ProgressLine.isShown.store(true, ordering: .relaxed)
        Console.standardError("\r\u{1B}[2K" + text().prefix(ProgressLine.width - 1))
    }

    /// Wipes the line.
    static func clear() {
        guard isShown.exchange(false, ordering: .relaxed), isWritable else { return }
        Console.standardError("\r\u{1B}[2K")
    }

    /// Whether the terminal takes text now; one that was stopped (^S) must hold up nothing.
    private static var isWritable: Bool {
        var terminal = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
        return poll(&terminal, 1, 0) == 1 && terminal.revents & Int16(POLLOUT) != 0
    }

    /// The columns of the terminal, 80 where it does not say.
    private static var width: Int {
        var size = winsize()
        let isKnown = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 1
        return isKnown ? Int(size.ws_col) : 80
    }
}

extension AbsorptionProgress {
    /// `absorbing factors: columns 1–4 of 6, step 12, relative residual 3e-05 (goal 1e-08)`
    var text: String {
        let last = min(finishedColumns + 4, columns)
        return
            "absorbing factors: columns \(finishedColumns + 1)–\(last) of \(columns), step \(iterations), relative residual "
            + "\(scientific(relativeResidual)) (goal \(goal))"
    }
}

extension DrawProgress {
    /// `1200 of 9999 draws`
    var text: String { "\(finished) of \(draws) draws" }
}

/// A small positive number with two digits, as `3.1e-05`.
private func scientific(_ value: Double) -> String {
    guard value.isFinite, value > 0 else { return "\(value)" }
    let exponent = Int(log10(value).rounded(.down))
    return "\((value / pow(10, Double(exponent)) * 10).rounded() / 10)e\(exponent)"
}
