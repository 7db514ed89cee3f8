import Groundwork
import Tables
import Testing

@testable import Design

@Suite struct ModelFrameTests {
    static func table() throws -> DataTable {
        try DataTable([
            Column("y", [1, 2, 3, 4, 5, 6]), Column("x", [1.5, 2, .nan, 4, 5, 6]),
            Column("z", [1, 2, 3, .nan, 5, 6]), Column("state", ["CA", "NY", "CA", nil, "NY", "TX"]),
            Column("year", [2009, 2010, 2011, 2009, 2010, 2011]), Column("treated", [0, 1, 0, 1, 1, 1]),
            Column("w", [1, 0, 2, 1, 0.5, 1]), Column("id", [1, 1, 2, 2, 3, 3]),
        ])
    }

    func frame(_ text: String, weights: String? = nil, requiring: [String] = []) throws -> ModelFrame {
        try ModelFrame(Formula(text), table: ModelFrameTests.table(), weights: weights, requiring: requiring)
    }

    /// A row counts for the first column that lacks it, in the order in which they are read.
    @Test func missingValuesAreCountedByColumn() throws {
        let counts = try frame("y ~ z + x | id", requiring: ["state"]).sample
        #expect(counts.rows == [0, 1, 4, 5])
        #expect(counts.missing == [.init(column: "z", count: 1), .init(column: "x", count: 1)])
        #expect(counts.droppedMissing == 2)
        let state = try frame("y ~ treated", requiring: ["state"]).sample
        #expect(state.missing == [.init(column: "state", count: 1)])
        #expect(try frame("y ~ treated").sample.rows == nil)
    }

    @Test func zeroWeightsAreDroppedAndCounted() throws {
        let weighted = try frame("y ~ x", weights: "w")
        #expect(weighted.sample.rows == [0, 3, 4, 5])
        #expect(weighted.sample.droppedZeroWeight == 1)
        #expect(weighted.sample.droppedMissing == 1)
        #expect(weighted.weights == [1, 1, 0.5, 1])
    }

    @Test func weightsOutOfRangeAreErrors() throws {
        for (weights, row) in [([1.0, -2], 2), ([.infinity, 1], 1), ([0, 0], nil)] as [([Double], Int?)] {
            let table = try DataTable([Column("y", [1, 2]), Column("w", weights)])
            let error = #expect(throws: CausalError.self) {
                try ModelFrame(Formula("y ~ 1"), table: table, weights: "w")
            }
            #expect(error?.code == .badValue)
            #expect(error?.row == row)
        }
    }

    @Test func withoutDroppedRowsColumnsShareTheTablesStorage() throws {
        let table = try DataTable([Column("y", [1.0, 2, 3]), Column("x", [4.0, 5, 6])])
        let frame = try ModelFrame(Formula("y ~ x"), table: table)
        let own = try table.numbers("x").withUnsafeBufferPointer { $0.baseAddress }
        #expect(frame.columns[0].values.withUnsafeBufferPointer { $0.baseAddress } == own)
    }

    /// Names and values of `i( )`: each case lists the columns, then their values row by row.
    static let indicators: [(String, [String], [[Double]])] = [
        ("i(year)", ["year::2010", "year::2011"], [[0, 1, 0, 0, 1, 0], [0, 0, 1, 0, 0, 1]]),
        ("i(year, ref = 2010)", ["year::2009", "year::2011"], [[1, 0, 0, 1, 0, 0], [0, 0, 1, 0, 0, 1]]),
        ("i(year, ref = c(2009, 2010))", ["year::2011"], [[0, 0, 1, 0, 0, 1]]),
        (
            "i(year, treated, ref = 2010)", ["year::2009:treated", "year::2011:treated"],
            [[0, 0, 0, 1, 0, 0], [0, 0, 0, 0, 0, 1]]
        ),
        (
            "i(treated, year, ref = 2010)", ["year::2009:treated", "year::2011:treated"],
            [[0, 0, 0, 1, 0, 0], [0, 0, 0, 0, 0, 1]]
        ),
        (
            "i(treated, id, ref = 1)", ["id::2:treated", "id::3:treated"],
            [[0, 0, 0, 1, 0, 0], [0, 0, 0, 0, 1, 1]]
        ),
        (
            "i(id, treated, ref = 1)", ["id::2:treated", "id::3:treated"],
            [[0, 0, 0, 1, 0, 0], [0, 0, 0, 0, 1, 1]]
        ),
        ("i(treated, y, ref = 0)", ["treated::1:y"], [[0, 2, 0, 4, 5, 6]]),
        ("i(treated, id)", ["treated::0:id", "treated::1:id"], [[1, 0, 2, 0, 0, 0], [0, 1, 0, 2, 3, 3]]),
        (
            "i(treated, i.year, ref = 0, ref2 = 2009)", ["treated::1:year::2010", "treated::1:year::2011"],
            [[0, 1, 0, 0, 1, 0], [0, 0, 0, 0, 0, 1]]
        ),
        (
            "i(year, ref = 2010):id", ["year::2009:id", "year::2011:id"],
            [[1, 0, 0, 2, 0, 0], [0, 0, 2, 0, 0, 3]]
        ),
    ]

    @Test(arguments: indicators)
    func indicatorsAreNamedAndFilled(_ text: String, _ names: [String], _ values: [[Double]]) throws {
        let frame = try frame("y ~ \(text)")
        #expect(frame.columns.map(\.name) == names)
        #expect(frame.columns.map(\.values) == values)
        #expect(Set(frame.columns.map(\.term)) == Set(frame.formula.termNames))
    }

    @Test func aTextColumnIsTheCategoricalOneInEitherPlace() throws {
        for text in ["i(state, y, ref = 'NY')", "i(y, state, ref = NY)"] {
            let frame = try frame("y ~ \(text)")
            #expect(frame.columns.map(\.name) == ["state::CA:y", "state::TX:y"])
            #expect(frame.columns.map(\.values) == [[1, 0, 3, 0, 0], [0, 0, 0, 0, 6]])
        }
        let both = try frame("y ~ i(state, i.year)")
        #expect(
            both.columns.map(\.name) == [
                "state::CA:year::2009", "state::CA:year::2011", "state::NY:year::2010",
                "state::TX:year::2011",
            ])
    }

    @Test func absorbedFactorsTakeTheInterceptsPlace() throws {
        let frame = try frame("y ~ state | id^year")
        #expect(!frame.hasIntercept)
        #expect(frame.columns.map(\.name) == ["stateNY", "stateTX"])
        #expect(frame.absorbed.map(\.name) == ["id^year"])
        #expect(frame.absorbed[0].codes == [0, 1, 2, 3, 4])
    }

    @Test func instrumentsAreFilledToo() throws {
        let frame = try frame("y ~ treated | id | x ~ z + state")
        #expect(frame.endogenous.map(\.name) == ["x"])
        #expect(frame.instruments.map(\.name) == ["z", "stateNY", "stateTX"])
        #expect(frame.sample.rows == [0, 1, 4, 5])
        #expect(frame.instruments[0].values == [1, 2, 5, 6])
    }

    @Test func keepingTakesEveryPart() throws {
        let kept = try frame("y ~ x + state | id | z ~ treated", weights: "w").keeping([0, 2])
        #expect(kept.response == [1, 6])
        #expect(kept.sample.rows == [0, 5])
        #expect(kept.columns[0].values == [1.5, 6])
        #expect(kept.absorbed[0].codes == [0, 1])
        #expect(kept.weights == [1, 1])
        #expect(kept.endogenous[0].values == [1, 6])
        #expect(kept.instruments[0].values == [0, 1])
    }

    @Test func dotStandsForTheColumnsNotNamedElsewhere() throws {
        let frame = try frame("y ~ . - w | id | x ~ z")
        #expect(frame.formula.termNames == ["state", "year", "treated"])
    }

    /// Each fault with its code, column, row and value.
    static let faults: [(String, CausalError.Code, String?, Int?, String?)] = [
        ("y ~ sta", .unknownColumn, nil, nil, nil),
        ("nothing ~ x", .unknownColumn, nil, nil, nil),
        ("y ~ x | nothing", .unknownColumn, nil, nil, nil),
        ("state ~ x", .notNumeric, "state", 1, "CA"),
        ("y ~ log(state)", .notNumeric, "state", 1, "CA"),
        ("y ~ I(state + 1)", .notNumeric, "state", 1, "CA"),
        ("y ~ log(treated)", .badValue, "treated", 1, "0"),
        ("y ~ log(x - 2)", .badValue, "x", 1, "-0.5"),
        ("y ~ sqrt(z - 3)", .badValue, "z", 1, "-2"),
        ("y ~ I(1/treated)", .badValue, "treated", 1, "0"),
        ("y ~ I((z - 9)^0.5)", .badValue, "z", 1, "-8"),
        ("y ~ exp(I(1000*z))", .badValue, "z", 1, "1000"),
        ("log(treated) ~ x", .badValue, "treated", 1, "0"),
        ("y ~ i(year, ref = 99)", .badArgument, "year", nil, "99"),
        ("y ~ i(state, ref = 99)", .badArgument, "state", nil, "99"),
        ("y ~ i(treated, year, ref = 99)", .badArgument, "year", nil, "99"),
        ("y ~ i(year, ref = c(2009, 2010, 2011))", .badValue, "year", nil, nil),
    ]

    @Test(arguments: faults)
    func faultsNameTheirPlace(
        _ text: String, _ code: CausalError.Code, _ column: String?, _ row: Int?, _ value: String?
    ) {
        let error = #expect(throws: CausalError.self) { try frame(text) }
        #expect(error?.code == code)
        #expect(error?.column == column)
        #expect(error?.row == row)
        #expect(error?.value == value)
        #expect(error?.remedy != nil)
    }

    @Test func aReferenceThatIsNoLevelListsTheLevels() {
        let error = #expect(throws: CausalError.self) { try frame("y ~ i(year, ref = 99)") }
        #expect(error?.remedy == "The values are: 2009, 2010, 2011.")
    }

    /// A value outside a function's domain matters only in rows that are used.
    @Test func droppedRowsMayHoldAnything() throws {
        let table = try DataTable([Column("y", [1, .nan, 3]), Column("x", [1, 0, 2.0])])
        #expect(try ModelFrame(Formula("y ~ log(x)"), table: table).sample.rows == [0, 2])
    }

    @Test func infiniteValuesAreErrors() throws {
        let table = try DataTable([Column("y", [1, 2, 3]), Column("x", [1, .infinity, 2.0])])
        for text in ["y ~ x", "x ~ y", "y ~ exp(x)", "y ~ I(1/x)"] {
            let error = #expect(throws: CausalError.self) { try ModelFrame(Formula(text), table: table) }
            #expect(error?.code == .badValue)
            #expect(error?.row == 2)
            #expect(error?.value == "inf")
        }
        #expect(try ModelFrame(Formula("y ~ 1 | x"), table: table).absorbed[0].levelCount == 3)
    }

    @Test func noRowsLeftNamesTheColumns() throws {
        let table = try DataTable([Column("y", [1, .nan]), Column("x", [.nan, 2.0])])
        let error = #expect(throws: CausalError.self) { try ModelFrame(Formula("y ~ x"), table: table) }
        #expect(error?.code == .noRows)
        #expect(error?.message.contains("1 in 'y', 1 in 'x'") == true)
        let empty = try DataTable([Column("y", [Double]()), Column("x", [Double]())])
        #expect(
            #expect(throws: CausalError.self) { try ModelFrame(Formula("y ~ x"), table: empty) }?.code
                == .noRows)
    }

    @Test func oneCategoryOrFarTooManyAreErrors() throws {
        let count = 60_000
        let table = try DataTable([
            Column("y", [Double](repeating: 1, count: count)),
            Column("one", [String?](repeating: "a", count: count)),
            Column("many", (0..<count).map { Optional("p\($0)") }),
            Column("half", (0..<count).map { $0 % 300 }),
        ])
        let one = #expect(throws: CausalError.self) { try ModelFrame(Formula("y ~ one"), table: table) }
        #expect(one?.code == .badValue)
        for text in ["y ~ many", "y ~ factor(half):i(half)", "y ~ i(many, half)", "y ~ i(half, i.many)"] {
            let error = #expect(throws: CausalError.self) { try ModelFrame(Formula(text), table: table) }
            #expect(error?.remedy == "Absorb the categories instead: write them after '|'.")
        }
        #expect(try ModelFrame(Formula("y ~ 1 | many"), table: table).absorbed[0].levelCount == count)
    }

    @Test func comparisonsAreZeroOrOne() throws {
        let frame = try frame("y ~ I(year >= 2010) + I(treated != 1)")
        #expect(frame.columns.map(\.name) == ["I(year >= 2010)TRUE", "I(treated != 1)TRUE"])
        #expect(frame.columns[0].values == [0, 1, 1, 0, 1, 1])
    }

    /// Conditions on texts, membership and logic; a row where a text is missing is not used.
    @Test func conditionsMayAskForTexts() throws {
        let frame = try frame("y ~ I(state == 'CA') + I(state %in% c('NY', \"TX\") & y > 2 | y == 1)")
        #expect(
            frame.columns.map(\.name) == [
                #"I(state == "CA")TRUE"#, #"I(state %in% c("NY", "TX") & y > 2 | y == 1)TRUE"#,
            ])
        #expect(frame.sample.rows == [0, 1, 2, 4, 5])
        #expect(frame.columns.map(\.values) == [[1, 0, 1, 0, 0], [1, 0, 0, 1, 1]])
        let absorbed = try self.frame("y ~ I(x > 2 | z > 2) | id")
        #expect(absorbed.columns.map(\.name) == ["I(x > 2 | z > 2)TRUE"])
        #expect(absorbed.absorbed.map(\.name) == ["id"])
    }

    /// A value that does not exist is an error where a later step would hide it, unless `&` rules the row out.
    @Test func aValueThatDoesNotExistIsNotHidden() throws {
        for text in ["y ~ I(1/(1/treated))", "y ~ I(log(treated) > 1)"] {
            let error = #expect(throws: CausalError.self) { try frame(text) }
            #expect(error?.code == .badValue)
            #expect(error?.row == 1)
        }
        let guarded = try frame("y ~ I(treated > 0 & 1/treated > 0)")
        #expect(guarded.columns[0].values == [0, 1, 0, 1, 1, 1])
    }

    /// The deepest arithmetic that is read is computed on the small stacks of worker threads.
    @Test func deepArithmeticIsComputed() throws {
        let count = 50_000
        let table = try DataTable([
            Column("y", [Double](repeating: 1, count: count)),
            Column("x", [Double](repeating: 2, count: count)),
        ])
        let nested = String(repeating: "(", count: 90) + "x" + String(repeating: ")", count: 90)
        let chain = [String](repeating: "x", count: 190).joined(separator: " + ")
        let frame = try ModelFrame(Formula("y ~ I(\(nested)) + I(\(chain))"), table: table)
        #expect(frame.columns.map { $0.values[count - 1] } == [2, 380])
    }
}
