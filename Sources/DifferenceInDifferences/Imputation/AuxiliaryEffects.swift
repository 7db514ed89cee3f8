/// τ̃ of every cell.
struct AuxiliaryEffects {
    /// Σ_g V_g²
    private var squares: [Double]
    /// Σ_g V_g·Σvτ̂
    private var products: [Double]
    private var groups: [Int]

    init(_ sums: GroupedEffects, count: Int, over roots: [Double]? = nil) {
        var squares = [Double](repeating: 0, count: count)
        var products = squares
        var groups = [Int](repeating: 0, count: count)
        sums.forEach(over: roots) { sum in
            squares[sum.cell] += sum.mass * sum.mass
            products[sum.cell] += sum.mass * sum.effect
            groups[sum.cell] += 1
        }
        (self.squares, self.products, self.groups) = (squares, products, groups)
    }

    /// Whether only one group has rows of a cell.
    func isAlone(_ cell: Int) -> Bool { groups[cell] == 1 }

    /// Σ_{it∈g} a(τ̂_it − τ̃).
    func deviation(_ sum: GroupedEffects.Sum, leavesOut: Bool) -> Double {
        let total = squares[sum.cell]
        let deviation = sum.effect - sum.mass * products[sum.cell] / total
        return leavesOut ? deviation * total / (total - sum.mass * sum.mass) : deviation
    }
}
