/// A dense matrix of doubles, stored column by column.
///
/// Element (i, j) is `values[i + j * rowCount]`, rows and columns counted from 0. A matrix is a value;
/// copies share storage until one of them changes. Meant for the small matrices of an estimation (k × k,
/// G × k); the design itself is held as separate columns and never copied into a matrix.
public struct Matrix: Sendable, Hashable {
    /// The number of rows.
    public let rowCount: Int
    /// The number of columns.
    public let columnCount: Int
    /// The elements, column after column: `rowCount * columnCount` of them.
    public var values: [Double]

    /// Makes a matrix whose elements are all the same, 0 unless told otherwise.
    public init(_ rowCount: Int, _ columnCount: Int, repeating value: Double = 0) {
        self.rowCount = rowCount
        self.columnCount = columnCount
        values = Array(repeating: value, count: rowCount * columnCount)
    }

    /// Makes a matrix from its elements, column after column.
    ///
    /// - Precondition: there are `rowCount * columnCount` elements.
    public init(_ rowCount: Int, _ columnCount: Int, columnMajor values: [Double]) {
        precondition(values.count == rowCount * columnCount, "a matrix needs rowCount × columnCount elements")
        self.rowCount = rowCount
        self.columnCount = columnCount
        self.values = values
    }

    /// Makes a matrix from its rows.
    ///
    /// - Precondition: all rows have the same length.
    public init(rows: [[Double]]) {
        let width = rows.first?.count ?? 0
        precondition(rows.allSatisfy { $0.count == width }, "the rows of a matrix have one length")
        self.init(rows.count, width)
        for (i, row) in rows.enumerated() {
            for (j, value) in row.enumerated() { self[i, j] = value }
        }
    }

    /// The n × n matrix with ones on its diagonal.
    public static func identity(_ n: Int) -> Matrix { diagonal(Array(repeating: 1, count: n)) }

    /// The square matrix with this diagonal and zeros elsewhere.
    public static func diagonal(_ elements: [Double]) -> Matrix {
        var matrix = Matrix(elements.count, elements.count)
        for (i, element) in elements.enumerated() { matrix[i, i] = element }
        return matrix
    }

    /// The outer product a·b′, `a.count` × `b.count`.
    public static func outer(_ a: [Double], _ b: [Double]) -> Matrix {
        Matrix(a.count, b.count, columnMajor: b.flatMap { factor in a.map { $0 * factor } })
    }

    /// The element in row i and column j, counted from 0.
    public subscript(i: Int, j: Int) -> Double {
        get {
            assert(i >= 0 && i < rowCount && j >= 0 && j < columnCount, "outside the matrix")
            return values[i + j * rowCount]
        }
        set {
            assert(i >= 0 && i < rowCount && j >= 0 && j < columnCount, "outside the matrix")
            values[i + j * rowCount] = newValue
        }
    }

    /// A column as an array.
    public func column(_ j: Int) -> [Double] { Array(values[(j * rowCount)..<((j + 1) * rowCount)]) }

    /// A row as an array.
    public func row(_ i: Int) -> [Double] { (0..<columnCount).map { self[i, $0] } }
}

extension Matrix: CustomStringConvertible {
    /// One line a row, elements separated by two spaces.
    public var description: String {
        (0..<rowCount).map { i in row(i).map { "\($0)" }.joined(separator: "  ") }.joined(separator: "\n")
    }
}
