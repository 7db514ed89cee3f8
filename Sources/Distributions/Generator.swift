/// A seeded source of random numbers that can be split into independent streams.
///
/// The algorithm is xoshiro256**: 256 bits of state, period 2²⁵⁶ − 1, every 64-bit output equidistributed
/// in four dimensions. It is chosen because it passes the known batteries of tests, costs about a
/// nanosecond a draw, needs no tables, and its published vectors make the port checkable. The seed is
/// spread over the state with SplitMix64, as the authors of xoshiro advise.
///
/// Work that runs in pieces takes one stream a piece, so that the numbers depend on the piece and never on
/// the thread that ran it:
///
/// ```swift
/// let root = Generator(seed: 42)
/// let draws = Parallel.map(999) { draw in
///     var random = root.stream(draw)
///     return random.normal()
/// }
/// ```
///
/// The integers are the same on every platform. Real numbers that need `log`, `sqrt` or `exp` are the same
/// wherever those functions of the C library round alike.
///
/// - Not for secrets: the state can be computed from the output.
/// - Source: Blackman & Vigna (2021), *Scrambled linear pseudorandom number generators*, ACM TOMS 47(4),
///   article 36 (xoshiro256**); Steele, Lea & Flood (2014), *Fast splittable pseudorandom number
///   generators*, OOPSLA '14, figure 16 (SplitMix64 and its finaliser).
public struct Generator: RandomNumberGenerator, Sendable, Hashable {
    private var s0: UInt64
    private var s1: UInt64
    private var s2: UInt64
    private var s3: UInt64

    /// Makes the generator of a seed; every seed is good, 0 among them.
    public init(seed: UInt64) {
        self.init(
            Generator.mixed(seed &+ Generator.golden), Generator.mixed(seed &+ 2 &* Generator.golden),
            Generator.mixed(seed &+ 3 &* Generator.golden), Generator.mixed(seed &+ 4 &* Generator.golden))
    }

    /// Makes a generator from its whole state; all zeros, from which xoshiro never leaves, is replaced.
    init(_ s0: UInt64, _ s1: UInt64, _ s2: UInt64, _ s3: UInt64) {
        self.s0 = (s0 | s1 | s2 | s3) == 0 ? Generator.golden : s0
        self.s1 = s1
        self.s2 = s2
        self.s3 = s3
    }

    /// The next 64 random bits (Blackman & Vigna 2021, figure 1 and table 2, multipliers 5 and 9).
    @inlinable public mutating func next() -> UInt64 { advance() }

    @usableFromInline mutating func advance() -> UInt64 {
        let result = Generator.rotated(s1 &* 5, 7) &* 9
        let shifted = s1 << 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= shifted
        s3 = Generator.rotated(s3, 45)
        return result
    }

    private static func rotated(_ word: UInt64, _ count: UInt64) -> UInt64 {
        (word << count) | (word >> (64 - count))
    }
}

// MARK: - Streams

extension Generator {
    /// The stream of that index, a generator of its own; this generator stays as it is.
    ///
    /// The same state and index always give the same stream. Each word of the child's state is a bijective
    /// hash of the parent's word and the index, so that different indices never share a state; two streams
    /// of length L overlap with a probability of about L·2⁻²⁵⁵, which no simulation will see.
    ///
    /// - Parameter index: any integer.
    public func stream(_ index: Int) -> Generator {
        let key = UInt64(bitPattern: Int64(index))
        return Generator(
            Generator.mixed(s0 &+ Generator.mixed(key &+ Generator.golden)),
            Generator.mixed(s1 &+ Generator.mixed(key &+ 2 &* Generator.golden)),
            Generator.mixed(s2 &+ Generator.mixed(key &+ 3 &* Generator.golden)),
            Generator.mixed(s3 &+ Generator.mixed(key &+ 4 &* Generator.golden)))
    }

    /// A new generator, independent of what this one gives from here on.
    ///
    /// Four outputs, each hashed so that the child's state is no linear function of the parent's, make the
    /// child's state.
    public mutating func split() -> Generator {
        let words = (next(), next(), next(), next())
        return Generator(
            Generator.mixed(words.0), Generator.mixed(words.1), Generator.mixed(words.2),
            Generator.mixed(words.3))
    }

    /// 2⁶⁴ over the golden ratio, odd: SplitMix64's increment.
    static let golden: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// SplitMix64's finaliser, a bijection of 64-bit words.
    static func mixed(_ word: UInt64) -> UInt64 {
        var word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
