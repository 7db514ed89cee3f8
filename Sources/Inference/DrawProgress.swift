import Groundwork
import Synchronization

/// How far the draws of a bootstrap, of placebos or of a simulation have come.
///
/// ```swift
/// DrawProgress.$observer.withValue({ print($0.finished, "of", $0.draws) }) { … }
/// ```
public struct DrawProgress: Sendable, Hashable {
    /// The draws that are done.
    public let finished: Int
    /// The draws to do.
    public let draws: Int

    /// Called after each block of draws, on the thread that made it: several may call at once.
    @TaskLocal public static var observer: (@Sendable (DrawProgress) -> Void)?

    /// Computes a value for each draw on several threads, in order, and tells the observer.
    package static func map<Value: Sendable>(
        _ draws: Int, _ body: @Sendable (Int) -> Value
    ) -> [Value] {
        guard let observer else { return Parallel.map(draws, body) }
        let done = Atomic<Int>(0)
        return Parallel.map(draws) { draw in
            let value = body(draw)
            let finished = done.wrappingAdd(1, ordering: .relaxed).newValue
            observer(DrawProgress(finished: finished, draws: draws))
            return value
        }
    }
}
