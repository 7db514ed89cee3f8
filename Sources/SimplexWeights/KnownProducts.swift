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
        let constant = square - target[column]
        return products.values.withUnsafeBufferPointer { products in
            controls.indices.map { products[first + controls[$0]] - target[$0] + constant }
        }
    }
}
