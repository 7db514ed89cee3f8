import Groundwork
import Inference
import Regression
import Tables

/// An input that people or files give, read from any bytes: an error is an answer, a trap or a hang is a defect.
enum FuzzTarget: String, CaseIterable {
    case csv
    case condition = "where"
    case formula
    case json
    case jsonLines = "jsonl"
    case stata = "dta"
    case spss = "sav"
    case sas = "sas7bdat"
    case transport = "xpt"

    /// Reads the bytes; stops the program where a table that was read does not survive being written and read again.
    func run(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        switch self {
        case .csv: FuzzTarget.readAgain(bytes)
        case .condition: _ = try? FuzzTarget.table.filtered(where: text)
        case .formula: _ = try? LeastSquares(text).fit(FuzzTarget.table).estimates()
        case .json:
            guard let value = try? JSONValue(parsing: bytes) else { return }
            precondition(
                (try? JSONValue(parsing: value.description)) != nil, "JSON that is written cannot be read")
            _ = try? Estimates(json: value)
        default: _ = try? DataTable(bytes: bytes, kind: FileKind(named: rawValue) ?? .csv)
        }
    }

    /// A table that was read from CSV is the same when it is written and read again.
    private static func readAgain(_ bytes: [UInt8]) {
        guard bytes.count < 1 << 16, let table = try? DataTable(csvBytes: bytes) else { return }
        let options = CSVOptions(delimiter: ",", missing: [""])
        guard let again = try? DataTable(csvBytes: Array(table.csv().utf8), options: options) else {
            preconditionFailure("a table that is written cannot be read")
        }
        precondition(
            again.rowCount == table.rowCount && again.columns.count == table.columns.count, "rows are lost")
    }

    /// A small table with columns of every kind.
    private static let table: DataTable = {
        let text = """
            y,x,z,unit,year,city
            1,2,3,a,2001,Ulm
            2,.5,NA,a,2002,Ulm
            4,7,1,b,2001,
            3,1,2,b,2002,Bonn
            5,8,2,c,2001,Bonn
            4,9,5,c,2002,Köln
            """
        do { return try DataTable(csvText: text) } catch { preconditionFailure("\(error)") }
    }()
}
