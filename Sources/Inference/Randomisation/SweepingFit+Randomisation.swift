import Design
import Distributions
import Groundwork
import LinearAlgebra

extension SweepingFit {
    /// Tests that a treatment does nothing by assigning it anew.
    ///
    /// The term is a numeric column of the table, or a product of such columns (`treated:post`) of which one is assigned:
    /// the first that is one value in every unit. The column may stand in no other term. Weights, controls and absorbed
    /// factors stay as they are. When there are no more assignments than draws, each is taken once and the p-value exact.
    ///
    /// The other columns are swept out once. For the coefficient an assignment then costs a sum over units for each
    /// column; with absorbed factors the square of the number of units where these are 1000 at most, beyond one sweep of
    /// a column. For t it costs a pass over the rows, and with factors a sweep.
    ///
    /// - Throws: `CausalError.Code.unknownTerm`; `CausalError.Code.notIdentified` for a dropped one;
    ///   `CausalError.Code.unknownColumn`, `CausalError.Code.notNumeric`, `CausalError.Code.missingValue` for a column;
    ///   `CausalError.Code.badArgument` for draws, a treatment that differs within units, one that stands in several
    ///   terms, or frequency weights without units.
    public func randomisationTest(
        _ term: String, using method: RandomisationInference = RandomisationInference()
    ) throws(CausalError) -> RandomisationTest {
        guard (1...10_000_000).contains(method.draws) else {
            throw CausalError(
                .badArgument, "the number of draws lies between 1 and 10 million", value: "\(method.draws)",
                remedy: "9999 is the default.")
        }
        let position = try estimatedPosition(term)
        let units = try permutedUnits(method)
        let (column, values, multiplier) = try permutedColumn(term, units)
        let assignments = try Assignments(
            values, name: column, units: units, strata: method.strata.map(sample.factor), sample: sample)
        let isExact = assignments.count <= Double(method.draws)
        let regression = try PermutedRegression(
            self, position: position, units: units, multiplier: multiplier,
            holdsForm: min(assignments.count, Double(method.draws)) >= Double(units.levelCount))
        let observed = try statistics(regression, [assignments.values], method.statistic)[0]
        try checkObserved(regression, assignments, position, column)
        let counts = try count(regression, assignments, method, observed, isExact)
        return RandomisationTest(
            term: term, column: column, method: method, statistic: observed,
            pValue: isExact
                ? Double(counts.extreme) / Double(counts.usable)
                : Double(counts.extreme + 1) / Double(counts.usable + 1),
            isExact: isExact, draws: counts.usable, units: units.levelCount,
            strata: assignments.strata.count, assignments: assignments.count,
            notes: counts.lost == 0
                ? []
                : ["\(counts.lost) assignments had no statistic: the other columns determine the treatment."])
    }

    private func statistics(
        _ regression: PermutedRegression, _ some: [[Double]], _ statistic: RandomisationInference.Statistic
    ) throws(CausalError) -> [Double] {
        guard regression.isCheap(statistic) else {
            return try regression.statistics(some, self, statistic)
        }
        return Parallel.map(some.count) { regression.coefficient(some[$0]) }
    }

    /// How many assignments have a statistic of the observed size or more (but for rounding), and how many have one.
    private func count(
        _ regression: PermutedRegression, _ assignments: Assignments, _ method: RandomisationInference,
        _ observed: Double, _ isExact: Bool
    ) throws(CausalError) -> (extreme: Int, usable: Int, lost: Int) {
        let total = isExact ? Int(assignments.count) : method.draws
        let cheap = regression.isCheap(method.statistic)
        let size = cheap ? max(8, min(1024, (1 << 20) / assignments.values.count)) : 8
        let bound = abs(observed) * (1 - 1e-9)
        let root = Generator(seed: method.seed)
        var next = assignments.first
        var result = (extreme: 0, usable: 0, lost: 0)
        for start in stride(from: 0, to: total, by: size) {
            let draws = start..<min(start + size, total)
            var some: [[Double]] = []
            if isExact {
                for _ in draws {
                    some.append(next)
                    _ = assignments.advance(&next)
                }
            } else {
                some = Parallel.map(draws.count) { draw in
                    var random = root.stream(start + draw)
                    return assignments.drawn(&random)
                }
            }
            for value in try statistics(regression, some, method.statistic) {
                if value.isNaN { result.lost += 1 } else { result.usable += 1 }
                if abs(value) >= bound { result.extreme += 1 }
            }
        }
        return result
    }

    private func estimatedPosition(_ term: String) throws(CausalError) -> Int {
        guard let place = terms.firstIndex(of: term) else { throw Estimates.unknown(term, among: terms) }
        guard let position = estimated.firstIndex(of: place) else {
            throw CausalError(.notIdentified, "the coefficient was not estimated", column: term)
        }
        return position
    }

    private func permutedUnits(_ method: RandomisationInference) throws(CausalError) -> Factor {
        if let unit = method.unit { return try sample.factor(unit) }
        guard weightKind != .frequency || weights == nil else {
            throw CausalError(
                .badArgument, "rows that stand for several cannot be assigned one by one",
                remedy: "Name the units that are assigned, or write the rows out.")
        }
        return Factor(name: "row", numbers: (0..<sample.count).map(Double.init))
    }

    /// The column that is assigned, its values, and the product of the term's other columns.
    private func permutedColumn(
        _ term: String, _ units: Factor
    ) throws(CausalError) -> (name: String, values: [Double], multiplier: [Double]) {
        let names = term.split(separator: ":").map { part in
            part.count > 2 && part.first == "`" && part.last == "`"
                ? String(part.dropFirst().dropLast()) : String(part)
        }
        var columns: [[Double]] = []
        for name in names {
            do {
                columns.append(try sample.numbers(name))
            } catch  where error.code == .unknownColumn {
                throw CausalError(
                    .badArgument, "only a column of the table, or a product of columns, can be assigned anew",
                    column: name, remedy: "Write the treatment as a column of numbers, 0 and 1.")
            }
        }
        let chosen = columns.firstIndex { Self.isConstant($0, within: units) } ?? 0
        let words = { (text: String) in text.split { !$0.isNamePart }.map(String.init) }
        if let other = terms.first(where: { $0 != term && words($0).contains(names[chosen]) }) {
            throw CausalError(
                .badArgument,
                "'\(names[chosen])' stands in the term '\(other)' as well, which would have to change "
                    + "with it", column: names[chosen],
                remedy: "Test the treatment in a model in which it stands in one term.")
        }
        var multiplier = [Double](repeating: 1, count: rowCount)
        for (place, column) in columns.enumerated() where place != chosen {
            multiplier = zip(multiplier, column).map(*)
        }
        return (names[chosen], columns[chosen], multiplier)
    }

    private static func isConstant(_ column: [Double], within units: Factor) -> Bool {
        var first = [Double](repeating: .nan, count: units.levelCount)
        for (row, code) in units.codes.enumerated() {
            if first[Int(code)].isNaN { first[Int(code)] = column[row] }
            if first[Int(code)] != column[row] { return false }
        }
        return true
    }

    /// The assignment there was must give the coefficient there was.
    private func checkObserved(
        _ regression: PermutedRegression, _ assignments: Assignments, _ position: Int, _ column: String
    ) throws(CausalError) {
        let again = try statistics(regression, [assignments.values], .coefficient)[0]
        let estimate = coefficients[estimated[position]]
        let error = (bread[position, position] * residualSumOfSquares / Double(rowCount)).squareRoot()
        guard abs(again - estimate) <= 1e-5 * (abs(estimate) + error) else {
            throw CausalError(
                .badArgument, "the term is not the product of the columns that it names", column: column,
                remedy: "Write the treatment as a column of numbers, 0 and 1.")
        }
    }
}
