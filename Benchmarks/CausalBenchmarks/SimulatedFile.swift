import Causal
import Foundation

/// A CSV file with seven columns: three of whole numbers, four of decimals with up to 17 digits.
enum SimulatedFile {
    /// Writes the file into the temporary folder and returns its path.
    static func write(rows: Int) throws -> String {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent(
            "causal-benchmark-\(rows).csv")
        var random = Generator(seed: 7)
        var text = "person,firm,year,x1,x2,x3,y\n"
        for row in 0..<rows {
            let x = (random.normal(), random.normal(), random.normal(), random.normal())
            text += "\(row / 10 + 1),\(random.integer(below: rows / 230 + 1) + 1),\(row % 10 + 1),"
            text += "\(x.0),\(x.1),\(x.2),\(x.3)\n"
        }
        try text.write(to: url, atomically: true, encoding: .utf8)
        return url.path
    }
}
