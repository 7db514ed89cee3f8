import CSpecialFunctions
import Synchronization

/// The quantile of Student's t that was asked for last: one costs as much as a small regression, and a table of intervals asks for the
/// same one in every row.
///
/// It is kept without a lock in two words, the answer and the answer mixed with a code of the question. Both are read; where they do not
/// belong together, or to the question, the quantile is computed. So threads never wait, and any of them finds the same number.
enum StudentQuantiles {
    private static let answer = Atomic<UInt64>(0)
    private static let mixed = Atomic<UInt64>(0)

    /// The t with P(T > t) = p.
    static func upper(_ p: Double, _ df: Double) -> Double {
        let code = code(p, df)
        let known = answer.load(ordering: .relaxed)
        if known ^ mixed.load(ordering: .relaxed) == code { return Double(bitPattern: known) }
        let quantile = causal_t_upper_quantile(p, df)
        answer.store(quantile.bitPattern, ordering: .relaxed)
        mixed.store(quantile.bitPattern ^ code, ordering: .relaxed)
        return quantile
    }

    /// 64 bits of a question, odd so that it is not that of the empty words.
    private static func code(_ p: Double, _ df: Double) -> UInt64 {
        var state = p.bitPattern &* 0x9E37_79B9_7F4A_7C15
        state = (state ^ (state >> 31)) &+ df.bitPattern
        state = (state ^ (state >> 27)) &* 0x94D0_49BB_1331_11EB
        return (state ^ (state >> 29)) | 1
    }
}
