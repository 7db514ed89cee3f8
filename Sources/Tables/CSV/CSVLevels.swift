import CNumberText
import Groundwork

/// The distinct texts of a column in a piece of a file, in order of first appearance.
final class CSVLevels: @unchecked Sendable {
    let pointer: OpaquePointer

    init() { pointer = causal_levels_create() }

    deinit { causal_levels_destroy(pointer) }

    /// The place of a text, which is added when it is new.
    func place(of text: UnsafePointer<CChar>, length: Int) -> Int32 {
        causal_levels_place(pointer, text, length)
    }

    var count: Int { causal_levels_count(pointer) }

    /// The texts of all pieces, and each piece's places among them.
    private static func joined(_ parts: [CSVLevels?]) -> (levels: CSVLevels, places: [[Int32]]) {
        let all = CSVLevels()
        let places = parts.map { part in
            guard let part else { return [Int32]() }
            return [Int32](unsafeUninitializedCapacity: part.count) { buffer, count in
                if let places = buffer.baseAddress { causal_levels_merge(all.pointer, part.pointer, places) }
                count = part.count
            }
        }
        return (all, places)
    }

    /// A column's values from the codes and levels of its pieces: text when there are more than 1000 rows and
    /// over nine in ten of those that are not missing differ, else categories.
    static func values(_ codes: [Int32], _ pieces: CSVPieces, _ parts: [CSVLevels?]) -> Column.Values {
        let (levels, places) = joined(parts)
        return values(renumbered(codes, pieces, places), levels)
    }

    /// A column's values from codes into levels.
    static func values(_ all: [Int32], _ levels: CSVLevels) -> Column.Values {
        let texts = levels.strings()
        guard all.count > 1000, texts.count * 10 > all.count * 9 else {
            return .categories(Categories(codes: all, levels: texts))
        }
        return .text(all.map { $0 < 0 ? nil : texts[Int($0)] })
    }

    private static func renumbered(_ codes: [Int32], _ pieces: CSVPieces, _ places: [[Int32]]) -> [Int32] {
        [Int32](unsafeUninitializedCapacity: codes.count) { buffer, initialized in
            // Pieces have disjoint rows, and together they have all rows.
            nonisolated(unsafe) let all = buffer
            Parallel.forEach(pieces.pieces.count) { index in
                let piece = pieces.pieces[index]
                let places = places[index]
                for row in piece.firstRow..<(piece.firstRow + piece.rowCount) {
                    all[row] = codes[row] < 0 ? -1 : places[Int(codes[row])]
                }
            }
            initialized = codes.count
        }
    }

    /// The texts, which the parser has found to be UTF-8.
    private func strings() -> [String] {
        let blockSize = 1 << 12
        let blocks = Parallel.map(Parallel.blockCount(count, blockSize)) { block in
            Parallel.blockRange(block, self.count, blockSize).map { self.string($0) }
        }
        return Array(blocks.joined())
    }

    private func string(_ index: Int) -> String {
        var length = 0
        guard let text = causal_levels_text(pointer, index, &length) else { return "" }
        return UnsafeRawBufferPointer(start: text, count: length).withMemoryRebound(to: UInt8.self) {
            String(decoding: $0, as: UTF8.self)
        }
    }
}
