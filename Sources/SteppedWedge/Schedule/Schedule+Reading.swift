import Regression

extension Schedule {
    /// Reads a schedule from a CSV file, wide or long.
    ///
    /// *Wide*: a row for each cluster or sequence, a column for each period, cells between 0 and 1 or empty. A column
    /// `cluster` names the row's cluster, `sequence` its sequence, `clusters` says how many clusters follow the row; without
    /// them the rows are clusters 1, 2, …. A file of numbers alone, without a header, is read as well.
    ///
    /// *Long*: columns `cluster`, `period` and `treatment`, a row for each observed cell (or several, as trial data have).
    ///
    /// - Throws: what `DataTable` throws on reading; `CausalError.Code.badValue` for what is no schedule.
    public init(csv path: String) throws(CausalError) {
        let bare = try DataTable(csv: path, options: CSVOptions(header: false))
        if Schedule.isMatrix(bare) {
            try Schedule.checkHeader(bare)
            try self.init(matrix: bare)
        } else {
            try self.init(DataTable(csv: path))
        }
    }

    /// Reads a schedule from a table; see ``init(csv:)``.
    ///
    /// - Throws: `CausalError.Code.badValue`, `CausalError.Code.notNumeric`, `CausalError.Code.missingValue`.
    public init(_ table: DataTable) throws(CausalError) {
        if table["cluster"] != nil, table["period"] != nil, table["treatment"] != nil {
            try self.init(long: table)
        } else {
            try self.init(wide: table)
        }
    }

    /// Refuses two columns that begin with a 0 and a 1: periods of these names, or the first cluster.
    private static func checkHeader(_ table: DataTable) throws(CausalError) {
        let first = table.columns.map { $0.numbers?.first ?? .nan }
        guard first.count == 2, Set(first) == [0, 1] else { return }
        throw CausalError(
            .badValue, "the first row, 0 and 1, may be a header or a cluster", file: table.source, row: 1,
            remedy: "Name the periods in a first row of texts, e.g. before,after.")
    }

    /// Whether all that a file holds, its first row included, are numbers between 0 and 1.
    private static func isMatrix(_ table: DataTable) -> Bool {
        guard table.rowCount > 0 else { return false }
        return table.columns.allSatisfy { column in
            guard let numbers = column.numbers else { return false }
            return numbers.allSatisfy { $0.isNaN || (0...1).contains($0) }
        }
    }

    private init(matrix table: DataTable) throws(CausalError) {
        let columns = table.columns.compactMap(\.numbers)
        try self.init(
            rows: (0..<table.rowCount).map { row in columns.map { $0[row].isNaN ? nil : $0[row] } },
            periods: (1...max(1, columns.count)).map(String.init))
    }

    private init(wide table: DataTable) throws(CausalError) {
        let described: Set = ["cluster", "sequence", "clusters"]
        let names = table.columns.map(\.name).filter { !described.contains($0) }
        guard !names.isEmpty, table.rowCount > 0 else {
            throw CausalError(
                .badValue, "there is no column of a period", file: table.source,
                remedy:
                    "Give a row for each cluster and a column for each period, or columns cluster, period and "
                    + "treatment.")
        }
        var columns: [[Double]] = []
        for name in names { columns.append(try table.numbers(name)) }
        let rows = (0..<table.rowCount).map { row in columns.map { $0[row].isNaN ? nil : $0[row] } }
        try self.init(
            rows: rows, periods: names, clusters: table["cluster"], sequences: table["sequence"],
            counts: table["clusters"] == nil ? nil : table.numbers("clusters"))
    }

    /// Makes sequences of rows: those of one name, or else of one pattern, are one sequence.
    private init(
        rows: [[Double?]], periods: [String], clusters: Column? = nil, sequences: Column? = nil,
        counts: [Double]? = nil
    ) throws(CausalError) {
        var order: [[Double?]: Int] = [:]
        var groups: [(name: String, exposures: [Double?], clusters: [String])] = []
        var total = 0
        for (row, exposures) in rows.enumerated() {
            let count = try Schedule.count(counts?[row] ?? 1, row)
            let own = clusters?.label(row)
            let names = (1...count).map { number in
                count == 1 ? own ?? "\(total + 1)" : own.map { "\($0).\(number)" } ?? "\(total + number)"
            }
            total += count
            if let known = order[exposures] {
                groups[known].clusters += names
            } else {
                order[exposures] = groups.count
                groups.append((sequences?.label(row) ?? "\(groups.count + 1)", exposures, names))
            }
            guard total <= Schedule.largest.clusters else {
                throw CausalError(
                    .badValue, "a schedule has at most \(Schedule.largest.clusters) clusters", row: row + 1)
            }
        }
        try self.init(
            periods: periods,
            sequences: groups.map {
                TreatmentSequence($0.name, exposures: $0.exposures, clusters: $0.clusters)
            })
    }

    private static func count(_ number: Double, _ row: Int) throws(CausalError) -> Int {
        guard let count = Int(exactly: number), (1...largest.clusters).contains(count) else {
            throw CausalError(
                .badValue, "the number of clusters is a whole number from 1 to \(largest.clusters)",
                column: "clusters", row: row + 1, value: number.isNaN ? "" : number.shortestDecimal)
        }
        return count
    }

    private init(long table: DataTable) throws(CausalError) {
        let (cluster, period) = (try table.column("cluster"), try table.column("period"))
        let treatment = try table.numbers("treatment")
        let places = try Schedule.orderedLevels(period, "period", table)
        let units = try Schedule.orderedLevels(cluster, "cluster", table)
        guard units.names.count <= Schedule.largest.clusters, places.names.count <= Schedule.largest.periods
        else {
            throw CausalError(
                .badValue,
                "a schedule has at most \(Schedule.largest.clusters) clusters and \(Schedule.largest.periods) periods",
                file: table.source, value: "\(units.names.count) clusters, \(places.names.count) periods")
        }
        var cells = [[Double?]](
            repeating: Array(repeating: nil, count: places.names.count), count: units.names.count)
        for row in 0..<table.rowCount {
            let (unit, place) = (units.codes[row], places.codes[row])
            guard !treatment[row].isNaN else { continue }
            if let known = cells[unit][place], known != treatment[row] {
                throw CausalError(
                    .badValue, "a cluster has two exposures in one period", file: table.source,
                    column: "treatment",
                    row: row + 1, value: treatment[row].shortestDecimal,
                    remedy: "Exposure belongs to the cluster and the period, not to the person.")
            }
            cells[unit][place] = treatment[row]
        }
        try self.init(
            rows: cells, periods: places.names, clusters: Column("cluster", units.names.map(Optional.some)))
    }

    /// The levels of a column, numbers in their order and texts in order of appearance, with each row's position.
    private static func orderedLevels(
        _ column: Column, _ name: String, _ table: DataTable
    ) throws(CausalError) -> (names: [String], codes: [Int]) {
        var labels: [String] = []
        for row in 0..<table.rowCount {
            guard let label = column.label(row) else {
                throw CausalError(
                    .missingValue, "a \(name) is missing", file: table.source, column: name, row: row + 1)
            }
            labels.append(label)
        }
        var seen: Set<String> = []
        var names = labels.filter { seen.insert($0).inserted }
        if column.numbers != nil { names.sort { (Double($0) ?? 0) < (Double($1) ?? 0) } }
        let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        return (names, labels.map { places[$0] ?? 0 })
    }
}
