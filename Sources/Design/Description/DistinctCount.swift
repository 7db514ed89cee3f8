import Groundwork

/// How many values of a column differ, in time linear in the rows.
///
/// Keys are dealt out by their leading bits to 256 sets small enough for a core's cache, which are counted one by one.
enum DistinctCount {
    private static let parts = 256

    /// Different numbers; all NaN count as one, and so do 0 and −0.
    static func numbers(_ values: [Double]) -> Int {
        if let range = WholeRange.of(values) { return whole(values, range) }
        let missing = Double.nan.bitPattern
        return of(values.count) { row in
            let value = values[row] + 0
            return value.isNaN ? missing : value.bitPattern
        }
    }

    /// Different texts by a hash of 64 bits; all nil count as one. Of 10⁷ texts two share a hash with probability 3·10⁻⁶.
    static func texts(_ values: [String?]) -> Int {
        of(values.count) { row in
            guard let text = values[row] else { return 0 }
            // Fowler, Noll & Vo (FNV-1a).
            return text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        }
    }

    /// Whole numbers of a range not much larger than the rows: a bit for each.
    private static func whole(_ values: [Double], _ range: WholeRange) -> Int {
        var bits = [UInt64](repeating: 0, count: (range.count + 63) / 64)
        for value in values {
            let place = WholeRange.offset(value - range.least)
            bits[place >> 6] |= 1 << UInt64(place & 63)
        }
        return bits.reduce(0) { $0 + $1.nonzeroBitCount }
    }

    private static func of(_ count: Int, _ key: @Sendable (Int) -> UInt64) -> Int {
        let (keys, starts) = dealt(count, key)
        return Parallel.map(parts) { part in distinct(keys[starts[part]..<starts[part + 1]]) }.reduce(0, +)
    }

    /// The mixed keys sorted by their leading bits, and where each part begins.
    private static func dealt(
        _ count: Int, _ key: @Sendable (Int) -> UInt64
    ) -> (keys: [UInt64], starts: [Int]) {
        let size = 1 << 18
        let mixedKeys = Parallel.array(count, of: UInt64.self) { rows, block in
            for row in rows { block.initializeElement(at: row - rows.lowerBound, to: mixed(key(row))) }
        }
        let counts = Parallel.map(Parallel.blockCount(count, size)) { block in
            var counts = [Int](repeating: 0, count: parts)
            for row in Parallel.blockRange(block, count, size) { counts[Int(mixedKeys[row] >> 56)] += 1 }
            return counts
        }
        // Where each block writes its keys of each part: parts in order, blocks in order within a part.
        var places = counts
        var starts = [0]
        var next = 0
        for part in 0..<parts {
            for block in counts.indices {
                places[block][part] = next
                next += counts[block][part]
            }
            starts.append(next)
        }
        let firsts = places
        let keys = [UInt64](unsafeUninitializedCapacity: count) { buffer, initialized in
            // Every key has a place of its own below `count`, by the counts above.
            nonisolated(unsafe) let slots = buffer
            Parallel.forEach(counts.count) { block in
                var places = firsts[block]
                for row in Parallel.blockRange(block, count, size) {
                    let part = Int(mixedKeys[row] >> 56)
                    slots.initializeElement(at: places[part], to: mixedKeys[row])
                    places[part] += 1
                }
            }
            initialized = count
        }
        return (keys, starts)
    }

    /// How many keys differ, by open addressing.
    private static func distinct(_ keys: ArraySlice<UInt64>) -> Int {
        let size = max(16, 1 << (Int.bitWidth - (2 * keys.count).leadingZeroBitCount))
        var slots = [UInt64](repeating: 0, count: size)
        var found = 0
        var hasZero = false
        for key in keys {
            guard key != 0 else {
                hasZero = true
                continue
            }
            var slot = Int(truncatingIfNeeded: key) & (size - 1)
            while slots[slot] != 0, slots[slot] != key { slot = (slot + 1) & (size - 1) }
            if slots[slot] == 0 {
                slots[slot] = key
                found += 1
            }
        }
        return found + (hasZero ? 1 : 0)
    }

    /// A one-to-one map that spreads bits over the word (the finaliser of Steele, Lea & Flood 2014, SplitMix).
    @inline(__always)
    private static func mixed(_ key: UInt64) -> UInt64 {
        var bits = key &+ 0x9e37_79b9_7f4a_7c15
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return bits ^ (bits >> 31)
    }
}
