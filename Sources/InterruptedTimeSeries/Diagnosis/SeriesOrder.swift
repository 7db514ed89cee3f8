import Regression

/// The rows by unit, and by time within it: what comes before what.
struct SeriesOrder: Sendable {
    /// The rows' positions, in order.
    let rows: [Int]
    /// How many rows of its own series come before each, in that order.
    let places: [Int]

    init(_ design: SegmentedDesign) {
        rows = design.rowsInOrder
        let units = design.unitCodes
        var places = [Int](repeating: 0, count: rows.count)
        for position in rows.indices.dropFirst() where units[rows[position]] == units[rows[position - 1]] {
            places[position] = places[position - 1] + 1
        }
        self.places = places
    }

    /// The length of the longest series.
    var longest: Int { (places.max() ?? -1) + 1 }

    /// The values in order.
    func picked(_ values: [Double]) -> [Double] { rows.map { values[$0] } }

    /// The places of rows whose distances from the row before are known; 0 where a series begins.
    static func places(_ steps: [Int]) -> [Int] {
        var place = -1
        return steps.map { step in
            place = step == 0 ? 0 : place + 1
            return place
        }
    }

    /// The values so many rows before, zero before the first of a series.
    static func lagged(_ values: [Double], _ places: [Int], by lag: Int) -> [Double] {
        values.indices.map { places[$0] >= lag ? values[$0 - lag] : 0 }
    }
}
