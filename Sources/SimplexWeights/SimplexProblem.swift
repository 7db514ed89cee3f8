/// min ‖Z x‖²/n + ζ²‖x‖² over weights x ≥ 0 that sum to one; Z holds each column's distance from the target.
///
/// With an intercept every column is centred. Columns of Z′Z are made when a step first needs them, so that a step
/// costs as much as the weights are long, however many rows there are.
package struct SimplexProblem: Sendable {
    /// The number of weights k.
    package let count: Int
    /// The number of rows n.
    package let length: Int
    /// Z, column after column.
    private let columns: [Double]
    /// Z′Z known beforehand.
    package var known: KnownProducts?

    package init(count: Int, length: Int, intercept: Bool, _ distance: (Int, Int) -> Double) {
        self.count = count
        self.length = length
        columns = [Double](unsafeUninitializedCapacity: count * length) { buffer, initialized in
            for column in 0..<count {
                let first = column * length
                var mean = 0.0
                for row in 0..<length {
                    let value = distance(column, row)
                    buffer[first + row] = value
                    mean += value
                }
                guard intercept else { continue }
                mean /= Double(length)
                for row in 0..<length { buffer[first + row] -= mean }
            }
            initialized = count * length
        }
    }

    /// Z x.
    package func fitted(_ x: [Double]) -> [Double] {
        var fitted = [Double](repeating: 0, count: length)
        for (column, weight) in x.enumerated() where weight != 0 {
            SimplexLoops.add(weight, self.column(column), to: &fitted)
        }
        return fitted
    }

    /// Z′Z x.
    func gradient(_ x: [Double]) -> [Double] { fitted(x).withUnsafeBufferPointer(products) }

    /// A column of Z′Z.
    func products(_ column: Int) -> [Double] {
        known?.column(column) ?? self.column(column).withUnsafeBufferPointer(products)
    }

    private func products(_ vector: UnsafeBufferPointer<Double>) -> [Double] {
        (0..<count).map { column in
            columns.withUnsafeBufferPointer {
                SimplexLoops.dot(.init(rebasing: $0[(column * length)..<((column + 1) * length)]), vector)
            }
        }
    }

    private func column(_ column: Int) -> ArraySlice<Double> {
        columns[(column * length)..<((column + 1) * length)]
    }
}
