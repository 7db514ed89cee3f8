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

    /// Who is told; a type of its own, because optimised builds of Swift 6.3 lose the type of a bare function here.
    public struct Observer: Sendable {
        let isToGoOn: @Sendable (AbsorptionProgress) -> Bool

        /// An observer that is called with how far the absorption has come, and says whether it is to go on.
        public init(_ isToGoOn: @escaping @Sendable (AbsorptionProgress) -> Bool) { self.isToGoOn = isToGoOn }
    }

    /// Called after each step on the thread that fits; to return false ends the fit with
    /// `CausalError.Code.cancelled`.
    @TaskLocal public static var observer: Observer?

    /// The state after some steps, with the columns' norms of what is left.
    func after(_ steps: Int, _ norms: [Double], _ certificate: Certificate) -> AbsorptionProgress {
        AbsorptionProgress(
            finishedColumns: finishedColumns, columns: columns, iterations: iterations + steps,
            relativeResidual: certificate.relative(norms), goal: goal)
    }

    /// Tells the observer.
    func tell() throws(CausalError) {
        guard let observer = AbsorptionProgress.observer, !observer.isToGoOn(self) else { return }
        throw CausalError(.cancelled, "the fit was ended before the absorbed factors were swept out")
    }
}
