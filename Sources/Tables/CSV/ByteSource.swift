import CNumberText

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Bytes that are read and never changed: a mapped file, or memory that it owns.
///
/// At least ``padding`` readable bytes lie behind the last one, and they are 0; parsers may look ahead.
final class ByteSource: @unchecked Sendable {
    static let padding = Int(CAUSAL_PADDING)

    /// The first byte.
    let first: UnsafePointer<CChar>
    /// The number of bytes, without the padding.
    let count: Int
    private let release: @Sendable (UnsafeMutableRawPointer) -> Void

    /// Takes over memory of at least `count` + ``padding`` bytes and gives it back with `release`.
    init(
        _ memory: UnsafeMutableRawPointer, count: Int,
        release: @escaping @Sendable (UnsafeMutableRawPointer) -> Void
    ) {
        first = UnsafePointer(memory.bindMemory(to: CChar.self, capacity: count + Self.padding))
        self.count = count
        self.release = release
    }

    /// Copies bytes.
    convenience init(_ bytes: some Collection<UInt8>) {
        let count = bytes.count
        let memory = UnsafeMutableRawPointer.allocate(byteCount: count + Self.padding, alignment: 16)
        let buffer = UnsafeMutableRawBufferPointer(start: memory, count: count)
        buffer.copyBytes(from: bytes)
        memset(memory + count, 0, Self.padding)
        self.init(memory, count: count) { $0.deallocate() }
    }

    deinit { release(UnsafeMutableRawPointer(mutating: first)) }

    /// The byte behind the last one.
    var end: UnsafePointer<CChar> { first + count }

    /// A byte; `index` must lie below `count` + ``padding``.
    subscript(index: Int) -> UInt8 { UInt8(bitPattern: first[index]) }

    /// Whether the bytes start with these.
    func starts(with bytes: [UInt8]) -> Bool {
        count >= bytes.count && bytes.indices.allSatisfy { self[$0] == bytes[$0] }
    }
}

/// Memory that grows while bytes arrive.
struct ByteAccumulator: ~Copyable {
    private var memory: UnsafeMutableRawPointer?
    private(set) var count = 0
    private var capacity = 0

    /// Makes room for `more` further bytes and the padding; false when there is no memory for them.
    mutating func reserve(_ more: Int) -> Bool {
        guard count + more + ByteSource.padding > capacity else { return true }
        let wanted = max(count + more, count + count / 2) + ByteSource.padding
        guard let grown = realloc(memory, wanted) else { return false }
        memory = grown
        capacity = wanted
        return true
    }

    /// Lets `body` write into the free room and counts the bytes that it says it has written.
    mutating func append<Failure: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) {
        // The room ends before the padding that `reserve` has added.
        let room = UnsafeMutableRawBufferPointer(
            start: memory.map { $0 + count }, count: max(0, capacity - count - ByteSource.padding))
        count += try body(room)
    }

    /// The bytes, which the source then owns.
    consuming func finish() -> ByteSource {
        guard let memory else { return ByteSource([]) }
        self.memory = nil
        memset(memory + count, 0, ByteSource.padding)
        let kept = realloc(memory, count + ByteSource.padding) ?? memory
        return ByteSource(kept, count: count) { free($0) }
    }

    deinit { free(memory) }
}
