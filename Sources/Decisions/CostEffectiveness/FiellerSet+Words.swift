import Inference

extension FiellerSet: CustomStringConvertible {
    /// `[low, high]`, `(−∞, a] ∪ [b, ∞)`, …
    public var description: String {
        switch self {
        case .interval(let low, let high): "[\(Numbers.inWords(low)), \(Numbers.inWords(high))]"
        case .outside(let upTo, let from): "(−∞, \(Numbers.inWords(upTo))] ∪ [\(Numbers.inWords(from)), ∞)"
        case .above(let low): "[\(Numbers.inWords(low)), ∞)"
        case .below(let high): "(−∞, \(Numbers.inWords(high))]"
        case .everything: "(−∞, ∞)"
        }
    }
}
