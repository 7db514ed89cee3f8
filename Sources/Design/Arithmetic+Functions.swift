#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Arithmetic.Function {
    /// Replaces every value by the function's.
    func apply(to values: inout [Double]) {
        switch self {
        case .sqrt: for index in values.indices { values[index] = values[index].squareRoot() }
        case .abs: for index in values.indices { values[index] = values[index].magnitude }
        default: for index in values.indices { values[index] = apply(values[index]) }
        }
    }

    /// The function's value; NaN or infinite outside its domain.
    @inline(__always)
    func apply(_ x: Double) -> Double {
        switch self {
        case .log: Self.natural(x)
        case .log2: Self.binary(x)
        case .log10: Self.decimal(x)
        case .log1p: Self.onePlus(x)
        case .exp: Self.exponential(x)
        case .expm1: Self.exponentialMinusOne(x)
        case .sqrt: x.squareRoot()
        case .abs: x.magnitude
        case .sin: Self.sine(x)
        case .cos: Self.cosine(x)
        case .tan: Self.tangent(x)
        case .floor: x.rounded(.down)
        case .ceiling: x.rounded(.up)
        }
    }

    // The cases above hide the C functions of the same name, so these name them once.
    #if canImport(Glibc)
        private static func natural(_ x: Double) -> Double { Glibc.log(x) }
        private static func binary(_ x: Double) -> Double { Glibc.log2(x) }
        private static func decimal(_ x: Double) -> Double { Glibc.log10(x) }
        private static func onePlus(_ x: Double) -> Double { Glibc.log1p(x) }
        private static func exponential(_ x: Double) -> Double { Glibc.exp(x) }
        private static func exponentialMinusOne(_ x: Double) -> Double { Glibc.expm1(x) }
        private static func sine(_ x: Double) -> Double { Glibc.sin(x) }
        private static func cosine(_ x: Double) -> Double { Glibc.cos(x) }
        private static func tangent(_ x: Double) -> Double { Glibc.tan(x) }
    #else
        private static func natural(_ x: Double) -> Double { Darwin.log(x) }
        private static func binary(_ x: Double) -> Double { Darwin.log2(x) }
        private static func decimal(_ x: Double) -> Double { Darwin.log10(x) }
        private static func onePlus(_ x: Double) -> Double { Darwin.log1p(x) }
        private static func exponential(_ x: Double) -> Double { Darwin.exp(x) }
        private static func exponentialMinusOne(_ x: Double) -> Double { Darwin.expm1(x) }
        private static func sine(_ x: Double) -> Double { Darwin.sin(x) }
        private static func cosine(_ x: Double) -> Double { Darwin.cos(x) }
        private static func tangent(_ x: Double) -> Double { Darwin.tan(x) }
    #endif
}

extension Arithmetic.Operator {
    /// Replaces every value by the operator's with its partner.
    func apply(to values: inout [Double], _ others: [Double]) {
        switch self {
        case .plus: for index in values.indices { values[index] += others[index] }
        case .minus: for index in values.indices { values[index] -= others[index] }
        case .times: for index in values.indices { values[index] *= others[index] }
        case .over: for index in values.indices { values[index] /= others[index] }
        default: for index in values.indices { values[index] = apply(values[index], others[index]) }
        }
    }

    /// The operator's value. A comparison with a missing value is missing; x^2 is x·x, and a power with a
    /// missing base or exponent is missing, even where C says 1.
    @inline(__always)
    func apply(_ a: Double, _ b: Double) -> Double {
        if a.isNaN || b.isNaN { return .nan }
        switch self {
        case .plus: return a + b
        case .minus: return a - b
        case .times: return a * b
        case .over: return a / b
        case .power: return b == 2 ? a * a : pow(a, b)
        case .less: return a < b ? 1 : 0
        case .atMost: return a <= b ? 1 : 0
        case .more: return a > b ? 1 : 0
        case .atLeast: return a >= b ? 1 : 0
        case .equal: return a == b ? 1 : 0
        case .unequal: return a != b ? 1 : 0
        }
    }
}
