import Regression

/// A mean over the rows of some cells, each row by its weight.
struct EffectMean: Sendable {
    let term: String
    let labels: [JSONValue.Member]
    /// The cells.
    let cells: [Int]
    /// Σ of the weights of their rows.
    let mass: Double

    init(_ term: String, _ labels: [JSONValue.Member], of members: [Int], _ all: EffectCells) {
        self.term = term
        self.labels = labels
        cells = members
        mass = members.reduce(0) { $0 + all.cells[$1].mass }
    }
}

/// Means over cells, with a mean of them as the first row when there is an overall one.
struct EffectAverages: Sendable {
    let aggregation: EffectAggregation
    let means: [EffectMean]
    /// The share of each mean in the overall row, or nil.
    let overall: [Double]?

    /// The rows' names.
    var terms: [String] { (overall == nil ? [] : ["overall"]) + means.map(\.term) }
    /// What places the rows.
    var labels: [[JSONValue.Member]] { (overall == nil ? [] : [[]]) + means.map(\.labels) }
    /// Where the means begin among the rows.
    var offset: Int { overall == nil ? 0 : 1 }

    /// The rows' values from those of the means.
    func rows(_ values: [Double]) -> [Double] {
        guard let overall else { return values }
        return [zip(overall, values).reduce(0) { $0 + $1.0 * $1.1 }] + values
    }

    /// The rows' influence from that of the means; groups × rows.
    func rows(_ influence: Matrix) -> Matrix {
        guard let overall else { return influence }
        return Matrix(
            influence.rowCount, influence.columnCount + 1,
            columnMajor: influence * overall + influence.values)
    }

    /// For each cell the means that it belongs to.
    func users(cellCount: Int) -> [[Int]] {
        var users = [[Int]](repeating: [], count: cellCount)
        for (position, mean) in means.enumerated() {
            for cell in mean.cells { users[cell].append(position) }
        }
        return users
    }
}
