import Regression

/// Visits the rows of a set of cells group by group: for each group and cell, Σa and Σa·(y − ŷ(0)).
struct GroupedEffects: Sendable {
    private let order: [Int32]
    private let starts: [Int32]
    private let codes: [Int32]
    private let effects: [Double]
    private let weights: [Double]?
    private let cellCount: Int

    /// Sums of one group in one cell.
    struct Sum {
        let group: Int
        let cell: Int
        /// V = Σa
        let mass: Double
        /// Σa·(y − ŷ(0))
        let effect: Double
    }

    init(_ model: UntreatedModel, _ cells: EffectCells, groups: Factor) {
        codes = cells.codes
        effects = model.effects
        weights = model.base.frame.weights
        cellCount = cells.cells.count
        var starts = [Int32](repeating: 0, count: groups.levelCount + 1)
        let members = codes.indices.filter { [codes] in codes[$0] >= 0 }
        for row in members { starts[Int(groups.codes[row]) + 1] += 1 }
        for group in 0..<groups.levelCount { starts[group + 1] += starts[group] }
        var next = starts
        var order = [Int32](repeating: 0, count: members.count)
        for row in members {
            let group = Int(groups.codes[row])
            order[Int(next[group])] = Int32(row)
            next[group] += 1
        }
        self.order = order
        self.starts = starts
    }

    /// Calls `body` for every group and cell with rows, group after group.
    func forEach(_ body: (Sum) -> Void) {
        var masses = [Double](repeating: 0, count: cellCount)
        var sums = masses
        var touched: [Int] = []
        for group in 0..<(starts.count - 1) {
            for place in Int(starts[group])..<Int(starts[group + 1]) {
                let row = Int(order[place])
                let cell = Int(codes[row])
                let weight = weights?[row] ?? 1
                if masses[cell] == 0 { touched.append(cell) }
                masses[cell] += weight
                sums[cell] += weight * effects[row]
            }
            for cell in touched {
                body(Sum(group: group, cell: cell, mass: masses[cell], effect: sums[cell]))
                masses[cell] = 0
                sums[cell] = 0
            }
            touched.removeAll(keepingCapacity: true)
        }
    }
}
