import Regression

/// The rows that a 2 × 2 comparison uses: those of a cohort and its controls, in place within the whole data.
///
/// In a panel a row is a unit and its outcome is a change; a change that is not known (NaN) leaves the unit out. In
/// repeated cross-sections rows of two periods are compared.
struct CellRows: Sendable {
    /// Rows that follow each other and are alike.
    struct Segment: Sendable {
        let stratum: Int
        let rows: Range<Int>
        let isTreated: Bool
        /// Whether the rows are of the later of the periods compared (the period itself, not its base).
        let isPost: Bool
    }

    /// Row after row, `width` numbers each: a one and the covariates.
    let covariates: [Double]
    let width: Int
    let weights: [Double]?
    let outcome: [Double]
    /// What is subtracted from the outcome, or nil.
    let base: [Double]?
    let segments: [Segment]

    /// Pieces of at most 4096 rows, in order.
    var pieces: [Segment] {
        segments.flatMap { segment in
            stride(from: segment.rows.lowerBound, to: segment.rows.upperBound, by: 4096).map { start in
                Segment(
                    stratum: segment.stratum, rows: start..<min(start + 4096, segment.rows.upperBound),
                    isTreated: segment.isTreated, isPost: segment.isPost)
            }
        }
    }

    /// The rows as they are read in inner loops; every index below is a row of a segment, and all arrays hold
    /// every row (`covariates` `width` numbers for each).
    struct View {
        let covariates: UnsafePointer<Double>
        let width: Int
        let weights: UnsafePointer<Double>?
        let outcome: UnsafePointer<Double>
        let base: UnsafePointer<Double>?

        @inline(__always) func x(_ row: Int) -> UnsafePointer<Double> { covariates + row * width }
        @inline(__always) func weight(_ row: Int) -> Double { weights.map { $0[row] } ?? 1 }
        @inline(__always) func value(_ row: Int) -> Double {
            base.map { outcome[row] - $0[row] } ?? outcome[row]
        }
        @inline(__always) func dot(_ row: Int, _ coefficients: UnsafePointer<Double>) -> Double {
            let x = x(row)
            var sum = coefficients[0]
            for j in 1..<max(1, width) { sum += x[j] * coefficients[j] }
            return sum
        }
    }

    /// Lends the storage to a loop.
    func withView<Value>(_ body: (View) -> Value) -> Value {
        covariates.withUnsafeBufferPointer { covariates in
            outcome.withUnsafeBufferPointer { outcome in
                CellRows.withOptional(weights) { weights in
                    CellRows.withOptional(base) { base in
                        // A sample has rows, so that no array is empty.
                        guard let x = covariates.baseAddress, let y = outcome.baseAddress else {
                            preconditionFailure("a comparison without rows")
                        }
                        return body(
                            View(covariates: x, width: width, weights: weights, outcome: y, base: base))
                    }
                }
            }
        }
    }

    private static func withOptional<Value>(
        _ values: [Double]?, _ body: (UnsafePointer<Double>?) -> Value
    ) -> Value {
        guard let values else { return body(nil) }
        return values.withUnsafeBufferPointer { body($0.baseAddress) }
    }

    /// Sums over rows: pieces are summed in order on any number of threads.
    ///
    /// `body` adds the rows of a piece whose outcome is known to the `count` sums it is given.
    func sums(
        _ count: Int, _ pieces: [Segment],
        _ body: @Sendable (View, Segment, UnsafeMutablePointer<Double>) -> Void
    ) -> [Double] {
        let parts = Parallel.map(pieces.count) { piece in
            withView { view in
                [Double](unsafeUninitializedCapacity: count) { sums, initialized in
                    sums.initialize(repeating: 0)
                    if let start = sums.baseAddress { body(view, pieces[piece], start) }
                    initialized = count
                }
            }
        }
        var total = [Double](repeating: 0, count: count)
        for part in parts {
            for i in 0..<count { total[i] += part[i] }
        }
        return total
    }
}
