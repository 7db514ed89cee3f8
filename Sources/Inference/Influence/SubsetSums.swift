import Distributions
import LinearAlgebra

/// Sums of randomly chosen rows of matrices, for many draws at once.
struct SubsetSums {
    let draws: Int
    let terms: Int
    /// Σ of all rows, a number for each term.
    private(set) var total: [Double]
    /// Σ of the chosen rows: draws × terms.
    private(set) var chosen: Matrix

    init(draws: Int, terms: Int) {
        self.draws = draws
        self.terms = terms
        total = Array(repeating: 0, count: terms)
        chosen = Matrix(draws, terms)
    }

    /// Adds a block's rows, each to every draw that chooses it; a row is chosen with the probability given.
    mutating func add(_ block: InfluenceBlocks.Block, _ generator: Generator, probability: Double) {
        let columns = block.columns ?? Array(0..<terms)
        var sums = BlockSums(draws: draws, columns: columns.count)
        sums.add(block.values, generator, probability: probability)
        for (position, column) in columns.enumerated() {
            total[column] += block.values.column(position).reduce(0, +)
            let first = (position / 4 * draws) * 4 + position % 4
            for draw in 0..<draws { chosen[draw, column] += sums.chosen[first + 4 * draw] }
        }
    }
}

/// The same for the rows of one matrix.
///
/// Columns are taken in strips of four, so that a strip's tables stay in the nearest cache.
private struct BlockSums {
    let draws: Int
    let columns: Int
    /// Strip after strip, draw after draw four numbers.
    private(set) var chosen: [Double]
    /// Two halves of 256 sums of four numbers.
    private var table = [Double](repeating: 0, count: 2 * 256 * 4)
    private var bits: [UInt8]

    private typealias Lanes = SIMD4<Double>

    init(draws: Int, columns: Int) {
        self.draws = draws
        self.columns = columns
        chosen = Array(repeating: 0, count: (columns + 3) / 4 * draws * 4)
        bits = Array(repeating: 0, count: (2 * draws + 7) & ~7)
    }

    /// Sixteen rows at a time: their subsets are tabulated in two halves of eight.
    mutating func add(_ values: Matrix, _ generator: Generator, probability: Double) {
        var generator = generator
        let count = values.rowCount
        guard columns > 0 else { return }
        for first in stride(from: 0, to: count, by: 16) {
            RandomBits.fill(&bits, &generator, probability: probability)
            for strip in 0..<((columns + 3) / 4) {
                let rows = (0..<16).map { row in
                    var lanes = Lanes.zero
                    for lane in 0..<min(4, columns - 4 * strip) where first + row < count {
                        lanes[lane] = values[first + row, 4 * strip + lane]
                    }
                    return lanes
                }
                tabulate(rows[..<8], half: 0)
                tabulate(rows[8...], half: 1)
                addChosen(strip)
            }
        }
    }

    /// The sums of all subsets of eight rows: entry s is the sum over the rows whose bit is set in s.
    private mutating func tabulate(_ rows: ArraySlice<Lanes>, half: Int) {
        // Each half holds 256 entries of 32 bytes.
        table.withUnsafeMutableBytes { table in
            guard let start = table.baseAddress else { return }
            let entries = start + half * 256 * 32
            entries.storeBytes(of: .zero, as: Lanes.self)
            for (bit, row) in rows.enumerated() {
                for subset in 0..<(1 << bit) {
                    let without = entries.loadUnaligned(fromByteOffset: subset * 32, as: Lanes.self)
                    entries.storeBytes(
                        of: without + row, toByteOffset: (subset + (1 << bit)) * 32, as: Lanes.self)
                }
            }
        }
    }

    /// Adds to every draw's strip the two entries that its sixteen bits name.
    private mutating func addChosen(_ strip: Int) {
        let draws = draws
        // A strip of `chosen` holds 4 · draws numbers, `table` 2 · 256 · 4, `bits` at least 2 · draws bytes.
        chosen.withUnsafeMutableBytes { chosen in
            table.withUnsafeBytes { table in
                bits.withUnsafeBufferPointer { bits in
                    guard let first = table.baseAddress, let start = chosen.baseAddress else { return }
                    let second = first + 256 * 32
                    let sums = start + strip * draws * 32
                    for draw in 0..<draws {
                        let both =
                            first.loadUnaligned(fromByteOffset: Int(bits[2 * draw]) * 32, as: Lanes.self)
                            + second.loadUnaligned(
                                fromByteOffset: Int(bits[2 * draw + 1]) * 32, as: Lanes.self)
                        let before = sums.loadUnaligned(fromByteOffset: draw * 32, as: Lanes.self)
                        sums.storeBytes(of: before + both, toByteOffset: draw * 32, as: Lanes.self)
                    }
                }
            }
        }
    }
}

/// Bytes of independent random bits.
enum RandomBits {
    /// Fills the bytes (a multiple of eight) with bits that are 1 with a probability, to 2⁻³².
    ///
    /// The 64 bits of a word compare a uniform number with p each, digit by digit from the last of p's 32: b ← r | b
    /// where the digit is 1, r & b where it is 0 (Knuth & Yao). A half needs one word.
    static func fill(_ bytes: inout [UInt8], _ generator: inout Generator, probability: Double) {
        let digits = UInt32((probability * 0x1p32).rounded())
        let lowest = digits.trailingZeroBitCount
        bytes.withUnsafeMutableBytes { bytes in
            for offset in stride(from: 0, to: bytes.count, by: 8) {
                var word = generator.next()
                for digit in (lowest + 1)..<max(lowest + 1, 32) {
                    let next = generator.next()
                    word = digits >> UInt32(digit) & 1 == 1 ? word | next : word & next
                }
                bytes.storeBytes(of: word.littleEndian, toByteOffset: offset, as: UInt64.self)
            }
        }
    }
}
