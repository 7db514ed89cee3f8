import CSpecialFunctions
import Synchronization

/// Quantiles of Student's t that were asked for before: one costs as much as a small regression.
enum StudentQuantiles {
    private struct Question: Hashable {
        let p: Double
        let df: Double
    }

    /// More are not kept; degrees of freedom from the design seldom come twice.
    private static let most = 1024
    private static let answers = Mutex<[Question: Double]>([:])

    /// The t with P(T > t) = p.
    static func upper(_ p: Double, _ df: Double) -> Double {
        let question = Question(p: p, df: df)
        if let known = answers.withLock({ $0[question] }) { return known }
        let answer = causal_t_upper_quantile(p, df)
        answers.withLock { if $0.count < most { $0[question] = answer } }
        return answer
    }
}
