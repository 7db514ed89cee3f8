import Inference
import Synchronization

/// An approximate Cholesky factor that is made when it is first needed, and serves all columns from then on, also
/// when weights have changed, until it serves badly.
final class SharedElimination: Sendable {
    private struct State {
        var factor: ApproximateElimination?
        /// The steps that the first solution took with the factor.
        var firstSteps: Int?
        var isStale = false
    }
    private let state = Mutex(State())

    /// Whether there is a factor.
    var isReady: Bool { state.withLock { $0.factor != nil } }

    /// The factor, made from the graph when there is none or weights have moved too far from it.
    func factor(_ graph: CellGraph) -> ApproximateElimination {
        state.withLock { state in
            if let factor = state.factor, !state.isStale { return factor }
            let factor = ApproximateElimination(EdgeList(graph))
            state = State(factor: factor)
            return factor
        }
    }

    /// Tells how many steps a solution took.
    func report(steps: Int) {
        state.withLock { state in
            let first = state.firstSteps ?? steps
            state.firstSteps = first
            state.isStale = steps > 3 * first / 2 + 10
        }
    }
}
