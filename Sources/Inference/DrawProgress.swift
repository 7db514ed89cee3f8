import Groundwork
import Synchronization

/// How far the draws of a bootstrap, of placebos or of a simulation have come.
///
/// ```swift
/// DrawProgress.$observer.withValue(.init { print($0.finished, "of", $0.draws) }) { … }
/// ```
public struct DrawProgress: Sendable, Hashable {
    /// The draws that are done.
    public let finished: Int
    /// The draws to do.
    public let draws: Int

    /// Who is told; a type of its own, because optimised builds of Swift 6.3 lose the type of a bare function here.
    public struct Observer: Sendable {
        let tell: @Sendable (DrawProgress) -> Void

        /// An observer that is called with how far the draws have come.
        public init(_ tell: @escaping @Sendable (DrawProgress) -> Void) { self.tell = tell }
    }

    /// Called after each block of draws, on the thread that made it: several may call at once.
    @TaskLocal public static var observer: Observer?

    /// Computes a value for each draw on several threads, in order, and tells the observer.
    package static func map<Value: Sendable>(
        _ draws: Int, _ body: @Sendable (Int) -> Value
    ) -> [Value] {
        guard let observer else { return Parallel.map(draws, body) }
        let done = Atomic<Int>(0)
        return Parallel.map(draws) { draw in
            let value = body(draw)
            let finished = done.wrappingAdd(1, ordering: .relaxed).newValue
            observer.tell(DrawProgress(finished: finished, draws: draws))
            return value
        }
    }
}
