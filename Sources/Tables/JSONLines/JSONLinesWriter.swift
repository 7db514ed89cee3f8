import Groundwork

/// The rows of a table as objects, one a line; missing values are null.
struct JSONLinesWriter {
    let table: DataTable

    /// Writes to a file that is open; infinite numbers, which JSON does not have, are null too.
    func write(to file: ReplacingFile) throws(CausalError) {
        let names = table.columns.map { JSONValue.string($0.name).description }
        let blockSize = 1 << 13
        for block in 0..<Parallel.blockCount(table.rowCount, blockSize) {
            var text = ""
            for row in Parallel.blockRange(block, table.rowCount, blockSize) {
                let members = zip(names, table.columns).map { "\($0):\(JSONLinesWriter.value($1, row))" }
                text += "{" + members.joined(separator: ",") + "}\n"
            }
            try file.write(Array(text.utf8))
        }
    }

    private static func value(_ column: Column, _ row: Int) -> String {
        if let numbers = column.numbers {
            return numbers[row].isFinite ? numbers[row].shortestDecimal : "null"
        }
        return column.label(row).map { JSONValue.string($0).description } ?? "null"
    }
}
