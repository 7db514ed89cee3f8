import Distributions
import LinearAlgebra

/// Sums of randomly chosen rows of a matrix, for many draws at once.
struct SubsetSums {
    let draws: Int
    let terms: Int
    /// Σ of all rows, a number for each term.
    private(set) var total: [Double]
    /// Σ of the chosen rows: draws × ``width(_:)`` numbers, draw after draw.
    private(set) var chosen: [Double]
    private var table: [Double]
    private var bits: [UInt8]

    /// The terms filled up to a multiple of four.
    static func width(_ terms: Int) -> Int { (terms + 3) & ~3 }

    init(draws: Int, terms: Int) {
        self.draws = draws
        self.terms = terms
        let width = SubsetSums.width(terms)
        total = Array(repeating: 0, count: terms)
        chosen = Array(repeating: 0, count: draws * width)
        table = Array(repeating: 0, count: 256 * width)
        bits = Array(repeating: 0, count: (draws + 7) & ~7)
    }

    /// Adds a block's rows, each to every draw that chooses it; a row is chosen with the probability given.
    mutating func add(_ block: InfluenceBlocks.Block, _ generator: Generator, probability: Double) {
        var generator = generator
        let columns = block.columns ?? Array(0..<terms)
        for first in stride(from: 0, to: block.values.rowCount, by: 8) {
            let rows = first..<min(first + 8, block.values.rowCount)
            tabulate(block.values, rows, columns)
            RandomBits.fill(&bits, &generator, probability: probability)
            addChosen()
        }
        for (position, column) in columns.enumerated() {
            total[column] += block.values.column(position).reduce(0, +)
        }
    }

    /// The sums of all subsets of at most eight rows: entry s is the sum over the rows whose bit is set in s.
    private mutating func tabulate(_ values: Matrix, _ rows: Range<Int>, _ columns: [Int]) {
        let width = SubsetSums.width(terms)
        for i in 0..<width { table[i] = 0 }
        for bit in 0..<8 {
            let size = width << bit
            for i in 0..<size { table[size + i] = table[i] }
            guard bit < rows.count else { continue }
            for (position, column) in columns.enumerated() {
                let value = values[rows.lowerBound + bit, position]
                for subset in 0..<(1 << bit) { table[size + subset * width + column] += value }
            }
        }
    }

    /// Adds to every draw the entry that its eight bits name.
    private mutating func addChosen() {
        let width = SubsetSums.width(terms)
        let draws = draws
        // `chosen` holds draws · width numbers, `table` 256 · width, `bits` at least `draws` bytes.
        chosen.withUnsafeMutableBufferPointer { chosen in
            table.withUnsafeBufferPointer { table in
                bits.withUnsafeBufferPointer { bits in
                    for draw in 0..<draws {
                        let entry = UnsafeRawPointer(table.baseAddress! + Int(bits[draw]) * width)
                        let sum = UnsafeMutableRawPointer(chosen.baseAddress! + draw * width)
                        for offset in stride(from: 0, to: width * 8, by: 32) {
                            let a = entry.loadUnaligned(fromByteOffset: offset, as: SIMD4<Double>.self)
                            let b = sum.loadUnaligned(fromByteOffset: offset, as: SIMD4<Double>.self)
                            sum.storeBytes(of: a + b, toByteOffset: offset, as: SIMD4<Double>.self)
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
