extension Portfolio {
    /// The step of the grid on which a criterion's values lie, 0 when there is none: all levels are whole and all
    /// coefficients are multiples of a decimal number.
    ///
    /// A part of the choices is worth a search only when its bound is a whole step above what is known, which spares most of
    /// the work of proving that among equals none is cheaper.
    func grid(_ criterion: Criterion) -> Double {
        guard sets.allSatisfy(\.isWhole) else { return 0 }
        switch criterion {
        case .health:
            let own = effects.indices.map { weights[$0] * effects[$0] * effectScale }
            return Portfolio.step(own + pairs.map { weight($0) * $0.effect * effectScale }) / effectScale
        case .thrift: return Portfolio.step(costs.map { $0 * costScale }) / costScale
        case .worstOff, .lowerBound: return 0
        }
    }

    /// The greatest number of which all are multiples, when they are decimals of at most six places; else 0.
    private static func step(_ numbers: [Double]) -> Double {
        for power in [1.0, 10, 100, 1000, 1e4, 1e5, 1e6] {
            let scaled = numbers.map { ($0 * power).magnitude }
            guard scaled.allSatisfy({ $0 <= 1e12 }) else { return 0 }
            guard scaled.allSatisfy({ ($0 - $0.rounded()).magnitude <= 1e-9 * max(1, $0) }) else { continue }
            let divisor = scaled.reduce(0) { greatestCommonDivisor($0, Int($1.rounded())) }
            return Double(divisor) / power
        }
        return 0
    }

    private static func greatestCommonDivisor(_ first: Int, _ second: Int) -> Int {
        var (a, b) = (first, second)
        while b != 0 { (a, b) = (b, a % b) }
        return a
    }
}
