import Inference

/// How far an absorption has come, told after each step.
///
/// ```swift
/// let fit = try AbsorptionProgress.$observer.withValue(.init { progress in isWanted }) { try model.fit(table) }
/// ```
public struct AbsorptionProgress: Sendable, Hashable {
    /// The columns that are done.
    public let finishedColumns: Int
    /// The columns to do.
    public let columns: Int
    /// The steps taken for the columns at work.
    public let iterations: Int
    /// Their largest relative residual by now.
    public let relativeResidual: Double
    /// The relative residual at which they are done.
    public let goal: Double

    /// Who is told after each step on the thread that fits.
    @TaskLocal public static var observer: Observer?

    /// What is called with the progress; to return false ends the fit with `CausalError.Code.cancelled`. It is a value
    /// around the closure, as optimised code of Swift 6.3 crashes on task-local values that are closures.
    public struct Observer: Sendable {
        let tell: @Sendable (AbsorptionProgress) -> Bool

        /// Makes an observer of a closure.
        public init(_ tell: @escaping @Sendable (AbsorptionProgress) -> Bool) { self.tell = tell }
    }

    /// The state after some steps, with the columns' norms of what is left.
    func after(_ steps: Int, _ norms: [Double], _ certificate: Certificate) -> AbsorptionProgress {
        AbsorptionProgress(
            finishedColumns: finishedColumns, columns: columns, iterations: iterations + steps,
            relativeResidual: certificate.relative(norms), goal: goal)
    }

    /// Tells the observer.
    func tell() throws(CausalError) {
        guard let observer = AbsorptionProgress.observer, !observer.tell(self) else { return }
        throw CausalError(.cancelled, "the fit was ended before the absorbed factors were swept out")
    }
}
