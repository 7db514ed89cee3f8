import LinearAlgebra

/// Z′Z of a draw, (y_i − b)′(y_j − b) with the treated mean b, read from the products of all units.
package struct KnownProducts: Sendable {
    package let products: Matrix
    package let controls: [Int]
    /// y_j′b.
    package let target: [Double]
    /// b′b.
    package let square: Double

    package init(products: Matrix, controls: [Int], target: [Double], square: Double) {
        (self.products, self.controls, self.target, self.square) = (products, controls, target, square)
    }

    func column(_ column: Int) -> [Double] {
        let first = controls[column] * products.rowCount
        let own = products.values[first..<(first + products.rowCount)]
        let constant = square - target[column]
        let count = controls.count
        precondition(target.count == count)
        return own.withUnsafeBufferPointer { own in
            controls.withUnsafeBufferPointer { controls in
                target.withUnsafeBufferPointer { target in
                    [Double](unsafeUninitializedCapacity: count) { column, filled in
                        // A control is a place among the products' columns, as many as the matrix has rows.
                        for place in 0..<count {
                            column.initializeElement(
                                at: place, to: own[controls[place]] - target[place] + constant)
                        }
                        filled = count
                    }
                }
            }
        }
    }
}
