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
        let members = Parallel.positions(codes.count) { [codes] in codes[$0] >= 0 }
        let owners = Parallel.gather(groups.codes, at: members)
        var starts = [Int32](repeating: 0, count: groups.levelCount + 1)
        for owner in owners { starts[Int(owner) + 1] += 1 }
        for group in 0..<groups.levelCount { starts[group + 1] += starts[group] }
        order = GroupedEffects.sorted(members, owners, starts)
        self.starts = starts
    }

    /// The rows in the order of their groups.
    private static func sorted(_ members: [Int32], _ owners: [Int32], _ starts: [Int32]) -> [Int32] {
        guard zip(owners, owners.dropFirst()).contains(where: { $0 > $1 }) else { return members }
        var next = starts
        var order = [Int32](repeating: 0, count: members.count)
        for (row, owner) in zip(members, owners) {
            order[Int(next[Int(owner)])] = row
            next[Int(owner)] += 1
        }
        return order
    }

    /// The same where a group stands for several alike ones: sums by group over the root of how many.
    func forEach(over roots: [Double]?, _ body: (Sum) -> Void) {
        guard let roots else { return forEach(body) }
        forEach { sum in
            let root = roots[sum.group]
            body(Sum(group: sum.group, cell: sum.cell, mass: sum.mass / root, effect: sum.effect / root))
        }
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
