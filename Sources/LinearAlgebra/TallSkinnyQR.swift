import CLAPACK
import Groundwork

/// The triangular factor of a design with many rows and few columns (Demmel et al. 2012, "TSQR").
///
/// R of Z = √W·(1 when asked, c₁(x₁ − s₁), …): rows are split into fixed pieces; in each, block after block
/// is stacked under the piece's R so far and factored again (LAPACK dgeqrf); at last the pieces' factors are
/// stacked in order and factored. Q is never formed. 2nk² operations, each row read once.
enum TallSkinnyQR {
    /// R, k × k upper triangular with k counting the ones; rows of zeros when there are fewer rows than k.
    static func triangle(
        columns: [[Double]], shifts: [Double], scales: [Double], ones: Bool, weights: [Double]?
    ) -> Matrix {
        let n = columns.first?.count ?? weights?.count ?? 0
        let width = columns.count + (ones ? 1 : 0)
        let blocks = RowBlocks(rowCount: n, resultSize: width * width)
        let parts = ColumnPointers.with(columns) { columns in
            SharedPointer.with(weights) { weights in
                Parallel.map(blocks.count) { block in
                    var stack = Stack(width: width, blockSize: max(256, 2 * width))
                    stack.add(blocks.rows(block)) { rows, stack in
                        pack(columns, shifts, scales, ones, weights, rows, &stack)
                    }
                    return stack.triangle
                }
            }
        }
        var last = Stack(width: width, blockSize: width)
        for part in parts { last.add(part) }
        return last.triangle
    }

    /// Copies a block of scaled rows under the triangle.
    private static func pack(
        _ columns: ColumnPointers, _ shifts: [Double], _ scales: [Double], _ ones: Bool,
        _ weights: SharedPointer<Double>, _ rows: Range<Int>, _ stack: inout Stack
    ) {
        let first = ones ? 1 : 0
        let roots = weights.address.map { address in rows.map { address[$0].squareRoot() } }
        if ones { for i in 0..<rows.count { stack[i, 0] = roots?[i] ?? 1 } }
        for j in columns.pointers.indices {
            guard let column = columns.pointers[j] else { continue }
            for i in 0..<rows.count {
                let value = (column[rows.lowerBound + i] - shifts[j]) * scales[j]
                stack[i, first + j] = roots.map { value * $0[i] } ?? value
            }
        }
    }

    /// A triangle with room for a block of rows below it.
    struct Stack {
        let width: Int
        let blockSize: Int
        private var values: [Double]
        private var reflectors: [Double]
        private var work: [Double]

        init(width: Int, blockSize: Int) {
            self.width = width
            self.blockSize = blockSize
            values = Array(repeating: 0, count: width * (width + blockSize))
            reflectors = Array(repeating: 0, count: width)
            var size = [0.0]
            let height = Int32(width + blockSize)
            _ = causal_dgeqrf(height, Int32(width), &values, height, &reflectors, &size, -1)
            work = Array(repeating: 0, count: max(width, Int(size[0]), 1))
        }

        private var height: Int { width + blockSize }

        /// An element of the block below the triangle.
        subscript(i: Int, j: Int) -> Double {
            get { values[j * height + width + i] }
            set { values[j * height + width + i] = newValue }
        }

        /// The triangle so far.
        var triangle: Matrix {
            var result = Matrix(width, width)
            for j in 0..<width { for i in 0...j { result[i, j] = values[j * height + i] } }
            return result
        }

        /// Adds rows block by block; `fill` writes a block's rows into the stack.
        mutating func add(_ rows: Range<Int>, _ fill: (Range<Int>, inout Stack) -> Void) {
            for start in stride(from: rows.lowerBound, to: rows.upperBound, by: blockSize) {
                let block = start..<min(start + blockSize, rows.upperBound)
                fill(block, &self)
                factor(rowCount: block.count)
            }
        }

        /// Adds the rows of another triangle.
        mutating func add(_ other: Matrix) {
            for j in 0..<width { for i in 0..<width { self[i, j] = other[i, j] } }
            factor(rowCount: width)
        }

        /// Factors the triangle with the rows below it, and clears what dgeqrf leaves under the diagonal.
        private mutating func factor(rowCount: Int) {
            let leading = Int32(height)
            _ = causal_dgeqrf(
                Int32(width + rowCount), Int32(width), &values, leading, &reflectors, &work, Int32(work.count)
            )
            for j in 0..<width {
                for i in (j + 1)..<height { values[j * height + i] = 0 }
            }
        }
    }
}
