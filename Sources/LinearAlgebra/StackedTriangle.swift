/// The triangular factor of a matrix whose rows arrive block by block.
///
/// R of the QR factorisation of all rows added so far, R′R = A′A: each block is stacked under the triangle and
/// factored again (Householder reflections), so that memory does not grow with the rows and nothing is
/// squared. Rotating rows changes no inner product of columns, so R can stand for A wherever only those count.
public struct StackedTriangle: Sendable {
    private var stack: TallSkinnyQR.Stack
    private let blockSize: Int

    /// Prepares for rows of `width` numbers.
    public init(width: Int) {
        blockSize = max(256, 2 * width)
        stack = TallSkinnyQR.Stack(width: width, blockSize: blockSize)
    }

    /// Adds the rows of a matrix.
    ///
    /// - Precondition: the matrix has as many columns as rows have numbers.
    public mutating func add(_ rows: Matrix) {
        precondition(rows.columnCount == stack.width, "rows of another width")
        stack.add(0..<rows.rowCount) { block, stack in
            for j in 0..<rows.columnCount {
                let start = j * rows.rowCount + block.lowerBound
                for i in 0..<block.count { stack[i, j] = rows.values[start + i] }
            }
        }
    }

    /// R, width × width and upper triangular; rows of zeros when fewer rows were added.
    public var triangle: Matrix { stack.triangle }
}
