import Regression

/// n⁻¹ψ of every cell, and of the cohorts' shares where aggregation needs them, computed anew for each block of units.
///
/// A unit's ψ is zero in the cells that it takes no part in, so that a block of units of one cohort holds that cohort's
/// cells only. Nothing of the size units × cells is ever stored.
///
/// Shares p_g = Σ_{i∈g} wᵢ/n enter without their centring, ψ = wᵢ1{i∈g}: aggregates do not change when all shares are
/// multiplied by one number, so that the centring cancels in them.
struct GroupTimeInfluence: Sendable {
    let estimation: GroupTimeEstimation
    let includesShares: Bool

    /// Units of one stratum.
    private struct Piece {
        let stratum: Int
        let rows: Range<Int>
    }

    /// A cell's part in a stratum.
    private struct Role {
        let cell: Int
        let segment: CellRows.Segment
        let rows: CellRows
        let model: any CellModel
        let score: Int?
    }

    /// The number of columns: cells, then shares.
    var termCount: Int {
        estimation.cells.cells.count + (includesShares ? estimation.cells.starts.count : 0)
    }

    /// Blocks of at most 1024 units.
    var blocks: InfluenceBlocks {
        let data = estimation.data
        let pieces = data.strata.indices.flatMap { position in
            let rows = data.strata[position].rows
            return stride(from: rows.lowerBound, to: rows.upperBound, by: 1024).map {
                Piece(stratum: position, rows: $0..<min($0 + 1024, rows.upperBound))
            }
        }
        let roles = roles
        let shares = estimation.cells.cells.count
        let (starts, includesShares) = (estimation.cells.starts.count, includesShares)
        return InfluenceBlocks(groupCount: data.count, termCount: termCount, count: pieces.count) {
            let piece = pieces[$0]
            let cohort = data.strata[piece.stratum].cohort
            let own = includesShares && cohort < starts ? [shares + cohort] : []
            let used = roles[piece.stratum]
            var values = Matrix(piece.rows.count, used.count + own.count)
            GroupTimeInfluence.fill(&values, used, piece.rows)
            if !own.isEmpty {
                for (place, row) in piece.rows.enumerated() { values[place, used.count] = data.share(row) }
            }
            return InfluenceBlocks.Block(columns: used.map(\.cell) + own, values)
        }
    }

    /// The blocks when a unit stands for w alike ones: their influences are ψ/w each, and w·(ψ/w)(ψ/w)′ is that of ψ/√w.
    var countedBlocks: InfluenceBlocks {
        let data = estimation.data
        var whole = summed((0..<Int32(data.count)).map { $0 }, data.count)
        for row in 0..<data.count {
            let root = data.unitCount(row..<(row + 1)).squareRoot()
            for column in 0..<whole.columnCount { whole[row, column] /= root }
        }
        let scaled = whole
        return InfluenceBlocks(
            groupCount: Int(data.unitCount(0..<data.count)), termCount: termCount, count: 1
        ) { _ in InfluenceBlocks.Block(scaled) }
    }

    /// The cells of each stratum, those with one propensity score next to each other.
    private var roles: [[Role]] {
        var roles = Array(repeating: [Role](), count: estimation.data.strata.count)
        for (position, cell) in estimation.cells.cells.enumerated() {
            guard let model = estimation.models[position] else { continue }
            let rows = estimation.data.rows(cell)
            for segment in rows.segments {
                roles[segment.stratum].append(
                    Role(
                        cell: position, segment: segment, rows: rows, model: model,
                        score: estimation.scoreNumbers[position]))
            }
        }
        return roles.map { $0.sorted { ($0.score ?? -1, $0.cell) < ($1.score ?? -1, $1.cell) } }
    }

    private static func fill(_ values: inout Matrix, _ roles: [Role], _ rows: Range<Int>) {
        let count = rows.count
        var probabilities = [Double](repeating: 0, count: count)
        var computed = -1
        values.values.withUnsafeMutableBufferPointer { out in
            for (column, role) in roles.enumerated() {
                role.rows.withView { view in
                    if let number = role.score, number != computed, let score = role.model.score {
                        for row in rows {
                            probabilities[row - rows.lowerBound] = score.probability(view, row)
                        }
                        computed = number
                    }
                    let piece = CellRows.Segment(
                        stratum: role.segment.stratum, rows: rows, isTreated: role.segment.isTreated,
                        isPost: role.segment.isPost)
                    // The column has `count` places from column · count on.
                    probabilities.withUnsafeBufferPointer { probabilities in
                        guard let start = out.baseAddress, let first = probabilities.baseAddress else {
                            return
                        }
                        role.model.shares(view, piece, probabilities: first, start + column * count)
                    }
                }
            }
        }
    }

    /// The blocks' rows summed by group: a code for each unit, in the data's order.
    func summed(_ codes: [Int32], _ groups: Int) -> Matrix {
        let blocks = blocks
        var total = Matrix(groups, termCount)
        var position = 0
        for first in stride(from: 0, to: blocks.count, by: 64) {
            let size = min(64, blocks.count - first)
            for block in Parallel.map(size, { blocks.block(first + $0) }) {
                for (j, column) in (block.columns ?? []).enumerated() {
                    for i in 0..<block.values.rowCount {
                        total[Int(codes[position + i]), column] += block.values[i, j]
                    }
                }
                position += block.values.rowCount
            }
        }
        return total
    }
}
