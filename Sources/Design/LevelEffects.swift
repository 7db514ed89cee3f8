/// The columns of D: for each intercept or slope of each factor the rows' levels and values.
///
/// A slope's values are made orthogonal to the factor's earlier effects within each level, which changes no
/// span, and makes D_q′WD_q diagonal.
package struct LevelEffects: Sendable {
    /// Each effect's levels by row.
    package private(set) var codes: [[Int32]] = []
    /// Each effect's values by row; nil is 1.
    package private(set) var values: [[Double]?] = []
    /// Where each effect's levels begin in a vector over all of them.
    package private(set) var offsets: [Int] = []
    /// The length of a vector over the levels of all effects.
    package private(set) var levelCount = 0
    /// Each slope's dependence on the earlier effects of its factor.
    package private(set) var mixtures: [Mixture] = []
    package let rowCount: Int

    /// What was taken out of a slope's values: values = x − Σ_level share·(values of an earlier effect).
    package struct Mixture: Sendable {
        let slope: Int
        let earlier: Int
        var shares: [Double]
    }

    /// Without slopes a factor that another one determines adds nothing and should be left out before.
    package init(_ factors: [AbsorbedFactor], weights: [Double]?) {
        rowCount = factors.first?.factor.count ?? 0
        for absorbed in factors {
            let first = codes.count
            if absorbed.hasIntercept { append(absorbed.factor, nil) }
            for slope in absorbed.slopes {
                append(absorbed.factor, slope)
                for earlier in first..<(codes.count - 1) {
                    mixtures.append(
                        Mixture(
                            slope: codes.count - 1, earlier: earlier,
                            shares: Array(repeating: 0, count: absorbed.factor.levelCount)))
                }
            }
        }
        // Twice: the second time takes out what rounding left.
        for _ in 0..<2 { for place in mixtures.indices { orthogonalise(place, weights) } }
    }

    private mutating func append(_ factor: Factor, _ slope: [Double]?) {
        codes.append(factor.codes)
        values.append(slope)
        offsets.append(levelCount)
        levelCount += factor.levelCount
    }

    /// The effects of an intercept.
    package var intercepts: [Int] { values.indices.filter { values[$0] == nil } }
    /// Whether there is a slope.
    package var hasSlopes: Bool { intercepts.count < values.count }
    /// The places of an effect's levels in a vector over all.
    package func range(_ effect: Int) -> Range<Int> {
        offsets[effect]..<(effect + 1 < offsets.count ? offsets[effect + 1] : levelCount)
    }

    /// Takes an earlier effect out of a slope's values, level by level.
    private mutating func orthogonalise(_ place: Int, _ weights: [Double]?) {
        let (slope, earlier) = (mixtures[place].slope, mixtures[place].earlier)
        guard var z = values[slope] else { return }
        var cross = [Double](repeating: 0, count: mixtures[place].shares.count)
        var square = cross
        for (row, code) in codes[slope].enumerated() {
            let before = values[earlier]?[row] ?? 1
            let weighted = before * (weights?[row] ?? 1)
            cross[Int(code)] += weighted * z[row]
            square[Int(code)] += weighted * before
        }
        let share = zip(cross, square).map { $1 > 0 ? $0 / $1 : 0 }
        for (row, code) in codes[slope].enumerated() {
            let rest = z[row] - share[Int(code)] * (values[earlier]?[row] ?? 1)
            // What remains of a variable that does not vary within the level is rounding.
            z[row] = abs(rest) <= 1e-12 * abs(z[row]) ? 0 : rest
        }
        values[slope] = z
        for level in share.indices { mixtures[place].shares[level] += share[level] }
    }

    /// Coefficients of the variables as given, from those of the orthogonal ones: [effect][level].
    package func unmixed(_ solution: [Double]) -> [[Double]] {
        var result = codes.indices.map { Array(solution[range($0)]) }
        for mixture in mixtures.reversed() {
            for level in mixture.shares.indices {
                result[mixture.earlier][level] -= mixture.shares[level] * result[mixture.slope][level]
            }
        }
        return result
    }

    /// The effects' values in new rows, made orthogonal by the same shares: from levels and variables as given, effect by
    /// effect.
    package func values(at rows: [(levels: [Int32], values: [Double]?)]) -> [[Double]?] {
        var result = rows.map(\.values)
        for mixture in mixtures {
            guard var z = result[mixture.slope] else { continue }
            for (row, level) in rows[mixture.slope].levels.enumerated() {
                z[row] -= mixture.shares[Int(level)] * (result[mixture.earlier]?[row] ?? 1)
            }
            result[mixture.slope] = z
        }
        return result
    }
}
