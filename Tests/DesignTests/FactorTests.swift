import Groundwork
import Tables
import Testing

@testable import Design

@Suite struct FactorTests {
    /// Columns of every way of coding: a table over a small range, hashing of fractions and of wide ranges,
    /// many blocks of rows.
    static func numbers(_ way: String) -> [Double] {
        var noise = Noise(7)
        switch way {
        case "small range": return noise.below(50, 1000).map { Double($0) - 20 }
        case "blocks": return noise.below(3000, 600_000).map(Double.init)
        case "fractions": return noise.below(300, 5000).map { Double($0) / 7 }
        case "wide range": return noise.below(40, 2000).map { Double($0) * 1e9 - 1e10 }
        case "huge": return noise.below(9, 500).map { Double($0) * 1e300 }
        case "growing table": return noise.below(1 << 40, 30_000).map(Double.init)
        case "infinite":
            return noise.below(5, 100).map { $0 == 4 ? .infinity : $0 == 3 ? -.infinity : Double($0) }
        case "one": return [2010]
        default: return []
        }
    }
    static let ways = [
        "small range", "blocks", "fractions", "wide range", "huge", "growing table", "infinite", "one",
        "none",
    ]

    @Test(arguments: ways)
    func codesAreThoseOfASortedDictionary(_ way: String) throws {
        let values = FactorTests.numbers(way)
        let factor = try Sample(DataTable([Column("x", values)])).factor("x")
        let levels = Set(values).sorted()
        let places = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, Int32($0)) })
        #expect(factor.codes == values.map { places[$0] })
        #expect(factor.numericLevels == levels)
        #expect(factor.levelCount == levels.count)
    }

    @Test func minusZeroIsZero() throws {
        for values in [[0.0, -0.0, 1], [0.5, 0.0, -0.0]] {
            #expect(try Sample(DataTable([Column("x", values)])).factor("x").levelCount == 2)
        }
    }

    @Test func textLevelsStandInTheOrderOfTheirBytes() throws {
        let texts: [String?] = ["b", "é", "a_b", "B", "a", "10", "9", "b", "", "Z"]
        for column in [Column("x", texts), Column("x", .text(texts))] {
            let factor = try Sample(DataTable([column])).factor("x")
            let labels = (0..<factor.levelCount).map(factor.label)
            #expect(labels == ["", "10", "9", "B", "Z", "a", "a_b", "b", "é"])
            #expect(factor.codes.map { labels[Int($0)] } == texts.map { $0 ?? "" })
            #expect(factor.numericLevels == nil)
        }
    }

    /// A level that no row has, and a level that stands twice, leave no trace.
    @Test func emptyAndRepeatedLevelsAreJoined() throws {
        let categories = Categories(codes: [3, 0, 2, 3], levels: ["b", "gone", "b", "a"])
        let factor = try Sample(DataTable([Column("x", .categories(categories))])).factor("x")
        #expect(factor.codes == [0, 1, 1, 0])
        #expect((0..<2).map(factor.label) == ["a", "b"])
    }

    @Test func aCodeWithoutLevelIsAnError() throws {
        let table = try DataTable([Column("x", .categories(Categories(codes: [0, 7], levels: ["a"])))])
        let error = #expect(throws: CausalError.self) { try Sample(table).factor("x") }
        #expect(error?.row == 2)
    }

    /// Renaming the levels in their order changes no code; any renaming keeps the partition.
    @Test func relabellingKeepsThePartition() throws {
        var noise = Noise(3)
        let codes = noise.below(12, 400)
        let names = (0..<12).shuffled(using: &noise).map { "level \($0)" }
        let numbers = try Sample(DataTable([Column("x", codes)])).factor("x")
        let texts = try Sample(DataTable([Column("x", codes.map { Optional(names[$0]) })])).factor("x")
        #expect(numbers.isNested(in: texts) && texts.isNested(in: numbers))
        let shifted = try Sample(DataTable([Column("x", codes.map { 2 * $0 + 100 })])).factor("x")
        #expect(shifted.codes == numbers.codes)
    }

    @Test func combinationsAreComparedAsTuples() throws {
        let table = try DataTable([
            Column("a", ["a_b", "a", "a_b", "a"]), Column("b", ["c", "b_c", "c", "b_c"]),
            Column("t", [1, 1, 2, 1]),
        ])
        let sample = Sample(table)
        #expect(try sample.factor(interacting: ["a", "b"]).codes == [1, 0, 1, 0])
        let three = try sample.factor(interacting: ["a", "b", "t"])
        #expect(three.codes == [1, 0, 2, 0])
        #expect((0..<3).map(three.label) == ["a, b_c, 1", "a_b, c, 1", "a_b, c, 2"])
        #expect(three.name == "a^b^t")
    }

    /// Both ways of coding pairs, by table and by hashing, against a sorted list of tuples.
    @Test(arguments: [(20, 30, 5000), (3000, 2500, 4000)])
    func combinationsAreThoseOfSortedTuples(_ first: Int, _ second: Int, _ count: Int) throws {
        var noise = Noise(11)
        let a = noise.below(first, count)
        let b = noise.below(second, count)
        let factor = try Sample(DataTable([Column("a", a), Column("b", b)])).factor(interacting: ["a", "b"])
        let pairs = Set(zip(a, b).map { [$0, $1] }).sorted { $0.lexicographicallyPrecedes($1) }
        let places = Dictionary(uniqueKeysWithValues: pairs.enumerated().map { ($1, Int32($0)) })
        #expect(factor.codes == zip(a, b).map { places[[$0, $1]] })
        #expect(factor.label(3) == "\(pairs[3][0]), \(pairs[3][1])")
    }

    @Test func keepingDropsEmptyLevels() throws {
        let sample = try Sample(DataTable([Column("x", [5, 3, 9, 3]), Column("z", ["u", "v", "u", "w"])]))
        let kept = try sample.factor("x").keeping([3, 0])
        #expect(kept.codes == [0, 1])
        #expect(kept.numericLevels == [3, 5])
        let pairs = try sample.factor(interacting: ["x", "z"]).keeping([2, 1])
        #expect(pairs.codes == [1, 0])
        #expect((0..<2).map(pairs.label) == ["3, v", "9, u"])
        #expect(pairs.levelCounts == [1, 1])
    }

    @Test func nestingIsSeen() throws {
        let table = try DataTable([
            Column("town", [1, 1, 2, 3]), Column("state", ["A", "A", "B", "B"]),
            Column("year", [1, 2, 1, 2]),
        ])
        let sample = Sample(table)
        let (town, state, year) = (
            try sample.factor("town"), try sample.factor("state"), try sample.factor("year")
        )
        #expect(town.isNested(in: state))
        #expect(!state.isNested(in: town))
        #expect(!town.isNested(in: year))
        #expect(town.isNested(in: town))
        #expect(!town.isNested(in: state.keeping([0, 1])))
    }

    @Test func aMissingValueIsAnErrorWithItsRow() throws {
        for column in [
            Column("x", [1.0, .nan]), Column("x", ["a", nil]), Column("x", .text(["a", nil])),
        ] {
            let error = #expect(throws: CausalError.self) { try Sample(DataTable([column])).factor("x") }
            #expect(error?.code == .missingValue)
            #expect(error?.row == 2)
        }
    }

    @Test func anySampleHasItsCodes() throws {
        let table = try DataTable([Column("x", [5, 3, 9, 3]), Column("z", ["u", "v", "u", "w"])])
        let sample = Sample(table).keeping([1, 2, 3]).keeping([0, 2])
        #expect(sample.rows == [1, 3])
        #expect(try sample.factor("x").codes == [0, 0])
        #expect(try sample.factor("z").codes == [0, 1])
        #expect(try sample.numbers("x") == [3, 3])
        #expect(sample.tableRow(1) == 4)
    }
}
