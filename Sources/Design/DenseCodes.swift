import Groundwork

/// Codes 0 ..< levelCount for keys, in linear time, with the keys that were met.
struct DenseCodes {
    /// Each row's code.
    let codes: [Int32]
    /// The distinct keys in the order of their codes.
    let keys: [Int]

    /// The greatest range of keys for which a table indexed by the key is used.
    static func directLimit(_ count: Int) -> Int { min(max(4 * count, 1 << 16), 1 << 30) }

    /// Codes keys 0 ..< range in ascending order of the key by a table indexed by the key.
    ///
    /// Work and memory are proportional to `count + range`. Every key must lie in the range.
    @inline(__always)
    static func direct(_ count: Int, range: Int, _ key: @Sendable (Int) -> Int) -> DenseCodes {
        let present = presence(count, range, key)
        var ranks = [Int32](repeating: 0, count: range)
        var keys: [Int] = []
        for (word, bits) in present.enumerated() where bits != 0 {
            var rest = bits
            while rest != 0 {
                let key = word * 64 + rest.trailingZeroBitCount
                ranks[key] = Int32(keys.count)
                keys.append(key)
                rest &= rest - 1
            }
        }
        let table = ranks
        let codes = Parallel.array(count, of: Int32.self) { rows, block in
            table.withUnsafeBufferPointer { table in
                for row in rows { block.initializeElement(at: row - rows.lowerBound, to: table[key(row)]) }
            }
        }
        return DenseCodes(codes: codes, keys: keys)
    }

    /// One bit for each key of the range that occurs; each piece of rows fills its own, then they are joined.
    @inline(__always)
    private static func presence(_ count: Int, _ range: Int, _ key: @Sendable (Int) -> Int) -> [UInt64] {
        let size = max(1 << 18, (count + 7) / 8)
        let pieces = Parallel.map(Parallel.blockCount(count, size)) { piece in
            var bits = [UInt64](repeating: 0, count: (range + 63) / 64)
            bits.withUnsafeMutableBufferPointer { bits in
                for row in Parallel.blockRange(piece, count, size) {
                    let key = key(row)
                    bits[key >> 6] |= 1 << UInt64(truncatingIfNeeded: key & 63)
                }
            }
            return bits
        }
        guard var joined = pieces.first else { return [] }
        for piece in pieces.dropFirst() { for word in piece.indices { joined[word] |= piece[word] } }
        return joined
    }

    /// Codes any keys in order of first appearance, by open addressing with linear probing.
    static func hashed(_ keys: [Int]) -> DenseCodes {
        var slots = [Int32](repeating: -1, count: 1 << 12)
        var distinct: [Int] = []
        var codes = [Int32](repeating: 0, count: keys.count)
        for (row, key) in keys.enumerated() {
            if 2 * distinct.count >= slots.count { slots = grown(slots.count * 4, distinct) }
            let slot = DenseCodes.slot(of: key, slots, distinct)
            if slots[slot] < 0 {
                slots[slot] = Int32(distinct.count)
                distinct.append(key)
            }
            codes[row] = slots[slot]
        }
        return DenseCodes(codes: codes, keys: distinct)
    }

    /// The slot that holds the key, or the free one where it belongs.
    @inline(__always)
    private static func slot(of key: Int, _ slots: [Int32], _ distinct: [Int]) -> Int {
        var slot = mixed(key) & (slots.count - 1)
        while slots[slot] >= 0, distinct[Int(slots[slot])] != key { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }

    private static func grown(_ size: Int, _ distinct: [Int]) -> [Int32] {
        var slots = [Int32](repeating: -1, count: size)
        for code in distinct.indices { slots[slot(of: distinct[code], slots, distinct)] = Int32(code) }
        return slots
    }

    /// Spreads a key's bits over the word (the finaliser of Steele, Lea & Flood 2014, SplitMix).
    @inline(__always)
    private static func mixed(_ key: Int) -> Int {
        var bits = UInt64(bitPattern: Int64(key)) &+ 0x9e37_79b9_7f4a_7c15
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return Int(truncatingIfNeeded: bits ^ (bits >> 31))
    }

    /// The same codes renumbered so that code c becomes `ranks[c]`.
    func renumbered(_ ranks: [Int32]) -> [Int32] {
        Parallel.array(codes.count, of: Int32.self) { rows, block in
            for row in rows { block.initializeElement(at: row - rows.lowerBound, to: ranks[Int(codes[row])]) }
        }
    }
}
