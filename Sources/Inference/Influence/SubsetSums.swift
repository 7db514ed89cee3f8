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
            for draw in 0..<draws { chosen[draw, column] += sums.chosen[draw * sums.width + position] }
        }
    }
}

/// The same for the rows of one matrix.
private struct BlockSums {
    let draws: Int
    let columns: Int
    /// The columns filled up to a multiple of four.
    let width: Int
    /// Draw after draw, `width` numbers each.
    private(set) var chosen: [Double]
    private var table: [Double]
    private var bits: [UInt8]

    init(draws: Int, columns: Int) {
        self.draws = draws
        self.columns = columns
        width = (columns + 3) & ~3
        chosen = Array(repeating: 0, count: draws * width)
        table = Array(repeating: 0, count: 2 * 256 * width)
        bits = Array(repeating: 0, count: (2 * draws + 7) & ~7)
    }

    /// Sixteen rows at a time: their subsets are tabulated in two halves of eight.
    mutating func add(_ values: Matrix, _ generator: Generator, probability: Double) {
        var generator = generator
        let count = values.rowCount
        var rows = [Double](repeating: 0, count: 16 * width)
        guard columns > 0 else { return }
        for first in stride(from: 0, to: count, by: 16) {
            for row in 0..<16 {
                for column in 0..<columns {
                    rows[row * width + column] = first + row < count ? values[first + row, column] : 0
                }
            }
            tabulate(rows, half: 0)
            tabulate(rows, half: 1)
            RandomBits.fill(&bits, &generator, probability: probability)
            addChosen()
        }
    }

    /// The sums of all subsets of eight rows: entry s is the sum over the rows whose bit is set in s.
    private mutating func tabulate(_ rows: [Double], half: Int) {
        let width = width
        // Each half holds 256 · width numbers of `table`, and 8 · width of `rows`.
        table.withUnsafeMutableBytes { table in
            rows.withUnsafeBytes { rows in
                guard let tables = table.baseAddress, let all = rows.baseAddress else { return }
                let table = tables + half * 256 * width * 8
                let rows = all + half * 8 * width * 8
                for offset in stride(from: 0, to: width * 8, by: 32) {
                    table.storeBytes(of: .zero, toByteOffset: offset, as: SIMD4<Double>.self)
                    for bit in 0..<8 {
                        let row = rows.loadUnaligned(
                            fromByteOffset: bit * width * 8 + offset, as: SIMD4<Double>.self)
                        for subset in 0..<(1 << bit) {
                            let without = table.loadUnaligned(
                                fromByteOffset: subset * width * 8 + offset, as: SIMD4<Double>.self)
                            table.storeBytes(
                                of: without + row, toByteOffset: (subset + (1 << bit)) * width * 8 + offset,
                                as: SIMD4<Double>.self)
                        }
                    }
                }
            }
        }
    }

    /// Adds to every draw the two entries that its sixteen bits name.
    private mutating func addChosen() {
        let width = width
        let draws = draws
        // `chosen` holds draws · width numbers, `table` 2 · 256 · width, `bits` at least 2 · draws bytes.
        chosen.withUnsafeMutableBytes { chosen in
            table.withUnsafeBytes { table in
                bits.withUnsafeBufferPointer { bits in
                    guard let first = table.baseAddress, let sums = chosen.baseAddress else { return }
                    let second = first + 256 * width * 8
                    for draw in 0..<draws {
                        let a = first + Int(bits[2 * draw]) * width * 8
                        let b = second + Int(bits[2 * draw + 1]) * width * 8
                        let sum = sums + draw * width * 8
                        for offset in stride(from: 0, to: width * 8, by: 32) {
                            let both =
                                a.loadUnaligned(fromByteOffset: offset, as: SIMD4<Double>.self)
                                + b.loadUnaligned(fromByteOffset: offset, as: SIMD4<Double>.self)
                            let before = sum.loadUnaligned(fromByteOffset: offset, as: SIMD4<Double>.self)
                            sum.storeBytes(of: before + both, toByteOffset: offset, as: SIMD4<Double>.self)
                        }
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
