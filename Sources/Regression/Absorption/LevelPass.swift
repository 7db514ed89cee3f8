import CKernels
import Inference

/// Passes over the rows in the table's order: sums by level, and columns less the levels' values.
///
/// Rows are split into pieces, each with sums of its own from its smallest to its largest level; the pieces'
/// sums are added in order. Vectors over the levels hold `width` numbers for each, one a column.
struct LevelPass: Sendable {
    let effects: LevelEffects
    let weights: [Double]?
    private let pieces: [Piece]

    /// Rows and for each effect the levels that occur in them.
    private struct Piece: Sendable {
        var rows: Range<Int>
        var levels: [Range<Int>]
        var size: Int { levels.reduce(0) { $0 + $1.count } }
        /// Where each effect's level 0 would stand in the piece's own sums.
        var bases: [Int64] {
            var end = 0
            return levels.map { range in
                end += range.count
                return Int64(end - range.count - range.lowerBound)
            }
        }
        func joined(_ other: Piece) -> Piece {
            Piece(
                rows: rows.lowerBound..<other.rows.upperBound,
                levels: zip(levels, other.levels).map {
                    min($0.lowerBound, $1.lowerBound)..<max($0.upperBound, $1.upperBound)
                })
        }
    }

    /// What a pass found.
    struct Result {
        /// The columns less shifts and levels.
        var columns: [[Double]] = []
        /// D′W of them: a number for each level and column.
        var sums: [Double] = []
        /// Their Σwx².
        var squares: [Double] = []
    }

    init(_ effects: LevelEffects, weights: [Double]?) {
        self.effects = effects
        self.weights = weights
        pieces = LevelPass.pieces(effects)
    }

    private init(_ pass: LevelPass, _ effects: LevelEffects, _ weights: [Double]) {
        self.effects = effects
        self.weights = weights
        pieces = pass.pieces
    }

    /// The same rows and levels with other weights.
    func reweighted(_ effects: LevelEffects, _ weights: [Double]) -> LevelPass {
        LevelPass(self, effects, weights)
    }

    /// At most 16 pieces, joined until their sums fit beside the rows.
    private static func pieces(_ effects: LevelEffects) -> [Piece] {
        let count = max(1, min(16, effects.rowCount >> 14))
        let size = (effects.rowCount + count - 1) / count
        var pieces = Parallel.map(effects.rowCount == 0 ? 0 : Parallel.blockCount(effects.rowCount, size)) {
            let rows = Parallel.blockRange($0, effects.rowCount, size)
            return Piece(rows: rows, levels: effects.codes.map { codeRange($0, rows) })
        }
        let allowed = max(effects.rowCount / 4, effects.levelCount * 5 / 2)
        while pieces.count > 2, pieces.reduce(0, { $0 + $1.size }) > allowed {
            pieces = stride(from: 0, to: pieces.count, by: 2).map { i in
                i + 1 < pieces.count ? pieces[i].joined(pieces[i + 1]) : pieces[i]
            }
        }
        return pieces
    }

    private static func codeRange(_ codes: [Int32], _ rows: Range<Int>) -> Range<Int> {
        var range: [Int32] = [0, 0]
        causal_code_range(codes, Int64(rows.lowerBound), Int64(rows.upperBound), &range)
        return Int(range[0])..<(Int(range[1]) + 1)
    }

    /// Columns (zeros when nil) less shifts and levels; asked for the columns, their sums by level, or both.
    func run(
        _ columns: [[Double]]?, shifts: [Double]? = nil, levels: [Double]? = nil, width: Int,
        keepsColumns: Bool, sums: Bool = true
    ) -> Result {
        var result = Result()
        let count = columns?.count ?? width
        ColumnPointers.with(columns ?? []) { input in
            if keepsColumns {
                result.columns = NewColumns.make(count, rows: effects.rowCount) { out in
                    total(input, shifts, levels, count, width, out, sums, &result)
                }
            } else {
                total(input, shifts, levels, count, width, nil, sums, &result)
            }
        }
        return result
    }

    /// Runs the pieces and adds up their sums.
    private func total(
        _ input: ColumnPointers, _ shifts: [Double]?, _ levels: [Double]?, _ count: Int, _ width: Int,
        _ out: NewColumns?, _ sums: Bool, _ result: inout Result
    ) {
        let parts = CodePointers.with(effects.codes, effects.values) { pointers in
            SharedPointer.with(weights) { weights in
                Parallel.map(pieces.count) { index in
                    let piece = pieces[index]
                    var part = (
                        sums: [Double](repeating: 0, count: sums ? piece.size * width : 0),
                        squares: [Double](repeating: 0, count: width)
                    )
                    effect(pointers, effects.offsets.map(Int64.init)) { levelsAt in
                        effect(pointers, piece.bases) { sumsAt in
                            part.sums.withUnsafeMutableBufferPointer { target in
                                causal_level_pass(
                                    input.pointers.isEmpty ? nil : input.pointers, shifts, Int32(count),
                                    Int32(width), weights.address, levelsAt, levels, out?.pointers, sumsAt,
                                    sums ? target.baseAddress : nil, &part.squares,
                                    Int64(piece.rows.lowerBound), Int64(piece.rows.upperBound))
                            }
                        }
                    }
                    return part
                }
            }
        }
        guard sums else { return }
        result.sums = added(parts.map(\.sums), width)
        result.squares = parts.reduce(into: Array(repeating: 0, count: width)) { squares, part in
            for c in 0..<width { squares[c] += part.squares[c] }
        }
    }

    private func effect(
        _ pointers: CodePointers, _ bases: [Int64], _ body: (UnsafePointer<causal_effects>) -> Void
    ) {
        pointers.codes.withUnsafeBufferPointer { codes in
            pointers.values.withUnsafeBufferPointer { values in
                bases.withUnsafeBufferPointer { bases in
                    var effects = causal_effects(
                        count: Int32(codes.count), codes: codes.baseAddress, values: values.baseAddress,
                        bases: bases.baseAddress)
                    body(&effects)
                }
            }
        }
    }

    /// 1 / diag(D′WD), 0 for a level without variation.
    var inverseDiagonal: [Double] { diagonal().map { $0 > 0 ? 1 / $0 : 0 } }

    /// Σwz² of each effect's levels.
    private func diagonal() -> [Double] {
        let parts = Parallel.map(effects.codes.count) { effect in
            var sums = [Double](repeating: 0, count: effects.range(effect).count)
            let values = effects.values[effect]
            for (row, code) in effects.codes[effect].enumerated() {
                let z = values?[row] ?? 1
                sums[Int(code)] += z * z * (weights?[row] ?? 1)
            }
            return sums
        }
        return Array(parts.joined())
    }

    /// The pieces' sums, in the order of the pieces, blocks of levels on several threads.
    private func added(_ parts: [[Double]], _ width: Int) -> [Double] {
        let bases = pieces.map(\.bases)
        return Parallel.array(effects.levelCount * width, blockSize: 1 << 15) { slots, out in
            out.initialize(repeating: 0)
            for (piece, part) in parts.enumerated() {
                for (effect, range) in pieces[piece].levels.enumerated() where !range.isEmpty {
                    let shift = (effects.offsets[effect] - Int(bases[piece][effect])) * width
                    let first = (effects.offsets[effect] + range.lowerBound) * width
                    let own = (first..<(first + range.count * width)).clamped(to: slots)
                    for slot in own { out[slot - slots.lowerBound] += part[slot - shift] }
                }
            }
        }
    }
}
