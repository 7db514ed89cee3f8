import Regression

extension CellSums {
    /// Sums a CSV file chunk by chunk: files larger than memory need memory for one chunk and the sums.
    ///
    /// Chunks are parsed and summed on all threads, and their sums merged in order. Whether a column is numbers or text is
    /// decided chunk by chunk; a key that is text anywhere is text everywhere, numbers then being written in their
    /// shortest form (`01` in a chunk of numbers is `1`).
    ///
    /// - Parameters:
    ///   - path: the file; `-` is standard input.
    ///   - options: how it is read.
    ///   - chunk: how many bytes are read at a time.
    ///   - prepare: what is done to each chunk's rows, such as a filter.
    /// - Throws: what reading and ``statistics(_:)`` throw.
    public func statistics(
        streaming path: String, options: CSVOptions = CSVOptions(), chunk: Int = 1 << 24,
        prepare: (DataTable) throws(CausalError) -> DataTable = { (table) throws(CausalError) in table }
    ) throws(CausalError) -> CrossProducts {
        var stream = try CSVStream(path, chunk: chunk)
        defer { stream.close() }
        var total: CrossProducts?
        var lost: [String: Int] = [:]
        while let bytes = try stream.next() {
            var layout = options
            layout.delimiter = options.delimiter ?? stream.delimiter
            let table = try prepare(
                DataTable(csvBytes: bytes, source: path == "-" ? "standard input" : path, options: layout))
            guard table.rowCount > 0 else { continue }
            do throws(CausalError) {
                let part = try statistics(table)
                if let before = total {
                    total = try before.withTexts(of: part).merged(with: part.withTexts(of: before))
                } else {
                    total = part
                }
            } catch {
                guard error.code == .noRows else { throw error }
                for (name, count) in try firstMissing(table) { lost[name, default: 0] += count }
            }
        }
        guard let total else {
            throw CausalError(.noRows, "no row has all the columns that the model reads")
        }
        return try total.missingMore(lost)
    }

    /// How many rows miss each column first.
    private func firstMissing(_ table: DataTable) throws(CausalError) -> [String: Int] {
        var columns: [Column] = []
        for name in required { columns.append(try table.column(name)) }
        var counts: [String: Int] = [:]
        for row in 0..<table.rowCount {
            if let first = columns.first(where: { $0.isMissing(row) }) { counts[first.name, default: 0] += 1 }
        }
        return counts
    }
}

extension CrossProducts {
    /// Keys as text where another's are.
    func withTexts(of other: CrossProducts) throws(CausalError) -> CrossProducts {
        let isText = keys.indices.map { place in
            other.cells.contains { if case .text = $0.key[place] { true } else { false } }
        }
        guard isText.contains(true) else { return self }
        let changed = cells.map { cell in
            let key = zip(cell.key, isText).map { $1 ? Key.text($0.description) : $0 }
            return Cell(
                key: key, count: cell.count, mass: cell.mass, sums: cell.sums, products: cell.products)
        }
        return try CrossProducts(
            variables: variables, keys: keys, origin: origin, cells: changed, missing: missing,
            zeroWeight: zeroWeight)
    }

    /// The same with more rows left out.
    func missingMore(_ lost: [String: Int]) throws(CausalError) -> CrossProducts {
        guard !lost.isEmpty else { return self }
        return try CrossProducts(
            variables: variables, keys: keys, origin: origin, cells: cells,
            missing: missing.merging(lost, uniquingKeysWith: +), zeroWeight: zeroWeight)
    }
}
