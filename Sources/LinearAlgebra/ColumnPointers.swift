/// The addresses of several columns, for the C kernels.
///
/// The one place where addresses of arrays leave their closures. It is sound because a `[Double]` keeps its
/// elements in one allocation that neither moves nor is freed while the array lives unchanged, and
/// ``with(_:_:)`` keeps the arrays alive, unchanged and borrowed until its body has returned; the body must
/// not let the addresses out. The kernels only read through them, so threads may share them.
struct ColumnPointers: @unchecked Sendable {
    let pointers: [UnsafePointer<Double>?]

    /// Runs `body` with the columns' addresses.
    static func with<Result>(_ columns: [[Double]], _ body: (ColumnPointers) -> Result) -> Result {
        withExtendedLifetime(columns) {
            body(
                ColumnPointers(
                    pointers: columns.map { column in column.withUnsafeBufferPointer { $0.baseAddress } }))
        }
    }
}

/// The address of an array that threads read, or of none.
struct SharedPointer<Element>: @unchecked Sendable {
    let address: UnsafePointer<Element>?

    /// Runs `body` with the array's address, nil for no array; the array lives until `body` returns.
    static func with<Result>(_ array: [Element]?, _ body: (SharedPointer) -> Result) -> Result {
        guard let array else { return body(SharedPointer(address: nil)) }
        return array.withUnsafeBufferPointer { body(SharedPointer(address: $0.baseAddress)) }
    }
}
