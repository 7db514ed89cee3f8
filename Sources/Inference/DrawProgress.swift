import Groundwork

/// How far the draws of a bootstrap have come.
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
}
