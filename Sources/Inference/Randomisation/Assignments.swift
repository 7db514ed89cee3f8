import Design
import Distributions
import Groundwork

/// The ways in which a treatment could have been assigned to units: its values in any order within each stratum.
struct Assignments: Sendable {
    /// The value of each unit.
    let values: [Double]
    /// The units of each stratum.
    let strata: [[Int]]

    /// Units are the levels of a factor.
    ///
    /// - Throws: `CausalError.Code.badArgument` when the treatment or the stratum differs within a unit, or no stratum
    ///   has two values.
    init(
        _ column: [Double], name: String, units: Factor, strata: Factor?, sample: Sample
    ) throws(CausalError) {
        var values = [Double](repeating: .nan, count: units.levelCount)
        var stratum = [Int32](repeating: -1, count: units.levelCount)
        for (row, code) in units.codes.enumerated() {
            let unit = Int(code)
            let own = strata?.codes[row] ?? 0
            if values[unit].isNaN { (values[unit], stratum[unit]) = (column[row], own) }
            guard values[unit] == column[row], stratum[unit] == own else {
                throw CausalError(
                    .badArgument,
                    "'\(values[unit] == column[row] ? strata?.name ?? "" : name)' differs within a unit of "
                        + "'\(units.name)', which is to be assigned as one", column: name,
                    row: sample.tableRow(row),
                    remedy:
                        "Name the units to which the treatment was assigned; with a product such as treated:post "
                        + "the part that is assigned must be one value in each.")
            }
        }
        self.values = values
        var lists = [[Int]](repeating: [], count: strata?.levelCount ?? 1)
        for (unit, s) in stratum.enumerated() { lists[Int(s)].append(unit) }
        self.strata = lists
        guard lists.contains(where: { list in list.contains { values[$0] != values[list[0]] } }) else {
            throw CausalError(
                .badArgument, "no stratum holds two values of '\(name)': there is one assignment only",
                column: name, remedy: "Leave --permute-within out, or name coarser strata.")
        }
    }

    /// How many different assignments there are: the product over strata of multinomial coefficients.
    var count: Double {
        var total = 1.0
        for units in strata {
            var place = 0.0
            var seen: [Double: Double] = [:]
            for unit in units {
                place += 1
                let times = seen[values[unit], default: 0] + 1
                seen[values[unit]] = times
                total *= place / times
            }
        }
        return total.rounded()
    }

    /// A random assignment.
    func drawn(_ random: inout Generator) -> [Double] {
        var result = values
        for units in strata {
            var order = units.map { values[$0] }
            random.shuffle(&order)
            for (unit, value) in zip(units, order) { result[unit] = value }
        }
        return result
    }

    /// The first assignment of all: values ascending in each stratum.
    var first: [Double] {
        var result = values
        for units in strata {
            for (unit, value) in zip(units, units.map { values[$0] }.sorted()) { result[unit] = value }
        }
        return result
    }

    /// Steps to the next assignment; false after the last one, when the first stands there again.
    func advance(_ assignment: inout [Double]) -> Bool {
        for units in strata where Assignments.step(&assignment, units) { return true }
        return false
    }

    /// The next order of one stratum's values (Narayana's algorithm); false when it wraps around to the first.
    private static func step(_ assignment: inout [Double], _ units: [Int]) -> Bool {
        var pivot = units.count - 2
        while pivot >= 0, assignment[units[pivot]] >= assignment[units[pivot + 1]] { pivot -= 1 }
        if pivot >= 0 {
            var other = units.count - 1
            while assignment[units[other]] <= assignment[units[pivot]] { other -= 1 }
            assignment.swapAt(units[pivot], units[other])
        }
        var (low, high) = (pivot + 1, units.count - 1)
        while low < high {
            assignment.swapAt(units[low], units[high])
            low += 1
            high -= 1
        }
        return pivot >= 0
    }
}
