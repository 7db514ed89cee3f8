import Design

/// Absorbed parameters that others determine.
struct Redundancy {
    /// For each factor the number of its levels.
    let levels: [Int]
    /// The number of slopes.
    let slopes: Int

    /// Whether there is one factor only, with levels, slopes or both.
    static func isOneFactor(_ absorbed: [Factor], _ slopes: [VaryingSlope]) -> Bool {
        Set(absorbed.map(\.name) + slopes.map(\.factor.name)).count == 1
    }
}

extension ParameterRule {
    /// Counts what is redundant among factors in an order of precedence, and among slopes.
    func redundancy(_ factors: [Factor], _ slopes: [VaryingSlope]) -> Redundancy {
        switch self {
        case .conventional:
            Redundancy(levels: factors.indices.map { $0 == 0 ? 0 : 1 }, slopes: 0)
        case .exact:
            Redundancy(
                levels: factors.indices.map { q in
                    factors[..<q].map { LevelGraph($0, factors[q]).componentCount }.max() ?? 0
                },
                slopes: SlopeGroup.all(slopes).map { group in
                    group.redundant(hasLevels: factors.contains { $0.name == group.factor.name })
                }.reduce(0, +))
        }
    }
}

/// The slopes that vary by one factor.
struct SlopeGroup {
    let factor: Factor
    let columns: [[Double]]

    /// Slopes put together by factor.
    static func all(_ slopes: [VaryingSlope]) -> [SlopeGroup] {
        var names: [String] = []
        for slope in slopes where !names.contains(slope.factor.name) { names.append(slope.factor.name) }
        return names.compactMap { name in
            let members = slopes.filter { $0.factor.name == name }
            return members.first.map { SlopeGroup(factor: $0.factor, columns: members.map(\.values)) }
        }
    }

    /// How many slopes of how many levels say nothing new: with levels' effects a variable that is constant within
    /// the level, without them one that is zero, and either way one that the group's earlier variables determine there.
    ///
    /// Gram & Schmidt within each level, in passes over the rows; a remainder of 1e-10 of the variable's norm or less
    /// is none.
    func redundant(hasLevels: Bool) -> Int {
        var basis: [[Double]] = []
        var count = 0
        for column in columns {
            let whole = squares(column)
            var rest = hasLevels ? centred(centred(column)) : column
            // Twice is enough (Giraud, Langou & Rozložník 2005).
            for _ in 0..<2 { for earlier in basis { rest = less(rest, earlier) } }
            let left = squares(rest)
            count += zip(left, whole).count { $0 <= 1e-20 * $1 }
            let isNone = zip(left, whole).map { $0 <= 1e-20 * $1 }
            basis.append(zip(rest, factor.codes).map { isNone[Int($1)] ? 0 : $0 })
        }
        return count
    }

    private func squares(_ column: [Double]) -> [Double] { products(column, column) }

    private func products(_ a: [Double], _ b: [Double]) -> [Double] {
        var sums = [Double](repeating: 0, count: factor.levelCount)
        for (row, level) in factor.codes.enumerated() { sums[Int(level)] += a[row] * b[row] }
        return sums
    }

    private func centred(_ column: [Double]) -> [Double] {
        var sums = [Double](repeating: 0, count: factor.levelCount)
        for (row, level) in factor.codes.enumerated() { sums[Int(level)] += column[row] }
        let means = zip(sums, factor.levelCounts).map { $0 / Double($1) }
        return zip(column, factor.codes).map { $0 - means[Int($1)] }
    }

    /// What a column of the basis leaves of another within each level.
    private func less(_ column: [Double], _ earlier: [Double]) -> [Double] {
        let shares = zip(products(column, earlier), squares(earlier)).map { $1 > 0 ? $0 / $1 : 0 }
        return column.indices.map { column[$0] - shares[Int(factor.codes[$0])] * earlier[$0] }
    }
}
