/// The addresses of several columns, for the C kernels.
///
/// The one place where addresses of arrays leave their closures. It is sound because a `[Double]` keeps its
/// elements in one allocation that neither moves nor is freed while the array lives unchanged, and
/// ``with(_:_:)`` keeps the arrays alive, unchanged and borrowed until its body has returned; the body must
/// not let the addresses out. The kernels only read through them, so threads may share them.
package struct ColumnPointers: @unchecked Sendable {
    package let pointers: [UnsafePointer<Double>?]

    /// Runs `body` with the columns' addresses.
    package static func with<Result>(_ columns: [[Double]], _ body: (ColumnPointers) -> Result) -> Result {
        withExtendedLifetime(columns) {
            body(
                ColumnPointers(
                    pointers: columns.map { column in column.withUnsafeBufferPointer { $0.baseAddress } }))
        }
    }
}

/// The address of an array that threads read, or of none.
package struct SharedPointer<Element>: @unchecked Sendable {
    package let address: UnsafePointer<Element>?

    /// Runs `body` with the array's address, nil for no array; the array lives until `body` returns.
    package static func with<Result>(_ array: [Element]?, _ body: (SharedPointer) -> Result) -> Result {
        guard let array else { return body(SharedPointer(address: nil)) }
        return array.withUnsafeBufferPointer { body(SharedPointer(address: $0.baseAddress)) }
    }
}

/// The addresses of codes and of the values that go with them, on the terms of ``ColumnPointers``.
package struct CodePointers: @unchecked Sendable {
    package let codes: [UnsafePointer<Int32>?]
    package let values: [UnsafePointer<Double>?]

    /// Runs `body` with the addresses; no values are a null address.
    package static func with<Result>(
        _ codes: [[Int32]], _ values: [[Double]?], _ body: (CodePointers) -> Result
    ) -> Result {
        withExtendedLifetime((codes, values)) {
            body(
                CodePointers(
                    codes: codes.map { codes in codes.withUnsafeBufferPointer { $0.baseAddress } },
                    values: values.map { $0.flatMap { $0.withUnsafeBufferPointer { $0.baseAddress } } }))
        }
    }
}

/// New columns that a body fills through their addresses.
package struct NewColumns: @unchecked Sendable {
    package let pointers: [UnsafeMutablePointer<Double>?]

    /// Makes `count` columns of `rows` numbers; `body` must fill all of them before it returns.
    package static func make(_ count: Int, rows: Int, _ body: (NewColumns) -> Void) -> [[Double]] {
        make(count, rows, [], body)
    }

    private static func make(
        _ count: Int, _ rows: Int, _ pointers: [UnsafeMutablePointer<Double>?], _ body: (NewColumns) -> Void
    ) -> [[Double]] {
        if pointers.count == count {
            body(NewColumns(pointers: pointers))
            return []
        }
        var rest: [[Double]] = []
        let own = [Double](unsafeUninitializedCapacity: rows) { buffer, initialized in
            rest = make(count, rows, pointers + [buffer.baseAddress], body)
            initialized = rows
        }
        return [own] + rest
    }
}

/// New arrays of codes that a body fills through their addresses.
package struct NewCodes: @unchecked Sendable {
    package let pointers: [UnsafeMutablePointer<Int32>?]

    /// Makes `count` arrays with room for `rows` codes; `body` fills them and returns how many it filled.
    package static func make(_ count: Int, rows: Int, _ body: (NewCodes) -> Int) -> [[Int32]] {
        var filled = 0
        return make(count, rows, [], &filled, body)
    }

    private static func make(
        _ count: Int, _ rows: Int, _ pointers: [UnsafeMutablePointer<Int32>?], _ filled: inout Int,
        _ body: (NewCodes) -> Int
    ) -> [[Int32]] {
        if pointers.count == count {
            filled = body(NewCodes(pointers: pointers))
            return []
        }
        var rest: [[Int32]] = []
        let own = [Int32](unsafeUninitializedCapacity: rows) { buffer, initialized in
            rest = make(count, rows, pointers + [buffer.baseAddress], &filled, body)
            initialized = filled
        }
        return [own] + rest
    }
}
