import Groundwork
import Tables
import Testing

@Suite struct ExpressionTests {
    let table: DataTable

    init() throws {
        table = try DataTable([
            Column("x", [1.0, 2, .nan, -4]),
            Column("first.treat", [0.0, 2004, 2006, 2004]),
            Column("state", ["CA", "NY", nil, "O'Hara"]),
            Column("note", .text(["a", nil, "c", "d"])),
            Column("a name`s", [1.0, 1, 0, 0]),
        ])
    }

    func values(_ text: String) throws -> [Double] { try Expression(text).evaluate(table) }

    /// Equal, with NaN equal to NaN.
    func expect(
        _ text: String, _ expected: [Double], sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let found = try values(text)
        let same =
            found.count == expected.count
            && zip(found, expected).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
        #expect(same, "\(text): \(found), not \(expected)", sourceLocation: sourceLocation)
    }

    @Test func arithmeticBindsAsInMathematics() throws {
        try expect("1 + 2 * 3 ^ 2 - -x", [20, 21, .nan, 15])
        try expect("-2^2 + 2^-1 + 2^3^2", [508.5, 508.5, 508.5, 508.5])
        try expect("(1 + 2) * 3 - 8 / 4 / 2", [8, 8, 8, 8])
        try expect(".5e1 + 1E-1", [5.1, 5.1, 5.1, 5.1])
    }

    @Test func comparisonsAndLogicKeepMissingApart() throws {
        try expect("x > 0", [1, 1, .nan, 0])
        try expect("x > 0 & first.treat == 2006", [0, 0, .nan, 0])
        try expect("x > 0 | first.treat == 2006", [1, 1, 1, 0])
        try expect("x > 0 && first.treat = 0", [1, 0, 0, 0])
        try expect("!x > 0", [0, 0, .nan, 1])
        try expect("not x > 0 or x >= 2 and TRUE", [0, 1, .nan, 1])
        try expect("is.na(x) | missing(state)", [0, 0, 1, 0])
        try expect("missing(note)", [0, 1, 0, 0])
    }

    @Test func textsAreComparedWithTexts() throws {
        try expect("state != 'CA'", [0, 1, .nan, 1])
        try expect("\"CA\" == state", [1, 0, .nan, 0])
        try expect("state == 'O''Hara'", [0, 0, .nan, 1])
        try expect("state < 'D'", [1, 0, .nan, 0])
        try expect("note > 'a'", [0, .nan, 1, 1])
        try expect("note == state", [0, .nan, .nan, 0])
        try expect("'a' == 'a'", [1, 1, 1, 1])
    }

    @Test func membershipTakesNumbersOrTexts() throws {
        try expect("x in (1, -4)", [1, 0, .nan, 1])
        try expect("x not in (1, -4)", [0, 1, .nan, 0])
        try expect("state %in% c('NY', \"CA\")", [1, 1, .nan, 0])
        try expect("note in ('d')", [0, .nan, 0, 1])
    }

    @Test func namesMayStandBetweenBackticks() throws {
        try expect("`a name``s` * 2", [2, 2, 0, 0])
        #expect(try Expression("b + log(`a name`) + b").names == ["b", "a name"])
    }

    /// What is printed is read as the same expression again, and two that differ in blanks are equal.
    @Test(arguments: [
        ("-2^2+x*3-8/4", "-2^2 + x * 3 - 8/4"), ("( x )", "(x)"),
        ("!x>0&&`a name``s`==1", "!x > 0 & `a name``s` == 1"),
        ("state not in ('a','b\"c') or x in(1,-4)", #"!state %in% c("a", "b""c") | x %in% c(1, -4)"#),
        ("missing( note )", "is.na(note)"), ("round(.5e1)+sin(x)", "round(5) + sin(x)"),
        ("`TRUE` = TRUE", "`TRUE` == 1"),
        ("x - -x", "x - -x"), ("not x < 2", "!x < 2"),
    ])
    func theDescriptionIsReadBack(_ text: String, _ printed: String) throws {
        let expression = try Expression(text)
        #expect(expression.description == printed)
        #expect(try Expression(printed).description == printed)
        #expect(try Expression(" " + text + " ") == expression)
    }

    /// The strict values: what does not exist is an error with row and value, what is missing stays missing.
    @Test func existingValuesNameTheRow() throws {
        #expect(try Expression("x + 1").existingValues(table).filter(\.isNaN).count == 1)
        let faults: [(String, Int, String, String)] = [
            ("log(x)", 4, "x", "-4"), ("1 + 1 / (x - 1)", 1, "x", "0"),
            ("first.treat / (x - 2)", 2, "x", "0"),
            ("sqrt(first.treat - 2005)", 1, "first.treat", "-2005"),
            ("exp(first.treat)", 2, "first.treat", "2004"),
        ]
        for (text, row, column, value) in faults {
            let error = #expect(throws: CausalError.self) { try Expression(text).existingValues(table) }
            #expect(error?.code == .badValue)
            #expect(error?.row == row)
            #expect(error?.column == column)
            #expect(error?.value == value)
        }
    }

    @Test func aResultThatDoesNotExistIsMissing() throws {
        try expect("log(x - 1)", [.nan, 0, .nan, .nan])
        try expect("1 / (x - 1)", [.nan, 1, .nan, -0.2])
        try expect("sqrt(x)", [1, 2.0.squareRoot(), .nan, .nan])
        try expect("exp(1000) + 0 * x", [.nan, .nan, .nan, .nan])
        try expect("abs(x) + sign(x) + floor(x / 3) + I(x)", [3, 5, .nan, -3])
    }

    @Test func filterKeepsRowsWhereTheExpressionHolds() throws {
        #expect(try table.filtered(where: "x > 0").numbers("first.treat") == [0, 2004])
        #expect(try table.filtered(where: "!(x > 0)").rowCount == 1)
        #expect(try table.filtered(where: "FALSE").rowCount == 0)
        #expect(try table.filtered(where: "state in ('NY')")["state"]?.label(0) == "NY")
    }

    /// Each fault with the character (from 1) at which it must be reported.
    static let faults: [(String, Int)] = [
        ("", 1), ("   ", 4), ("x <", 4), ("x < )", 5), ("(x < 2", 1), ("x < 2)", 6), ("x 2", 3), ("'ab", 1),
        ("x == `ab", 6), ("1.2.3", 1), ("12ab", 1), ("1 < x < 3", 7), ("x ? 2", 3), ("foo(x)", 1),
        ("log()", 5),
        ("x in 3", 6), ("x in ()", 7), ("x in (1, 'a')", 10), ("x in (1 2)", 9), ("x == NA", 6),
        ("x not 3", 7),
        ("state > 1", 7), ("x == 'a'", 3), ("state + 1", 7), ("x in ('a')", 3), ("state", 1), ("1e999", 1),
        ("log(state)", 1), ("state & x", 7), ("$", 1), ("é + `", 5), ("x ==\u{0}", 5),
    ]

    @Test(arguments: faults)
    func aFaultIsShownAtItsCharacter(_ text: String, _ character: Int) throws {
        let error = #expect(throws: CausalError.self) { try values(text) }
        #expect(error?.code == .syntax)
        #expect(error?.message.contains("at character \(character):") == true, "\(error?.message ?? "")")
    }

    @Test func theCaretStandsUnderTheFault() throws {
        let error = #expect(throws: CausalError.self) { try Expression("year < 2016 & )") }
        #expect(error?.remedy == "Mend it at the mark:\n    year < 2016 & )\n                  ^")
    }

    @Test func anUnknownColumnIsNamed() throws {
        let error = #expect(throws: CausalError.self) { try values("stat == 'CA'") }
        #expect(error?.code == .unknownColumn)
    }

    @Test func depthIsLimitedAndLengthIsNot() throws {
        let deep = String(repeating: "(", count: 100_000) + "x" + String(repeating: ")", count: 100_000)
        #expect(#expect(throws: CausalError.self) { try Expression(deep) }?.code == .syntax)
        #expect(throws: CausalError.self) { try Expression(String(repeating: "!", count: 100_000) + "x") }
        #expect(throws: CausalError.self) { try Expression(String(repeating: "2^", count: 100_000) + "x") }
        let long = "x" + String(repeating: " + 1", count: 20_000)
        #expect(try values(long)[0] == 20_001)
    }

    @Test func blocksAndThreadsDoNotChangeTheNumbers() throws {
        let numbers = (0..<50_000).map { Double($0) }
        let big = try DataTable([Column("x", numbers)])
        let found = try Expression("log1p(x) * 2 - x / 3").evaluate(big)
        #expect(found.indices.allSatisfy { found[$0] == log1pTimesTwo(numbers[$0]) })
    }

    private func log1pTimesTwo(_ x: Double) -> Double {
        let single = try? Expression("log1p(x) * 2 - x / 3").evaluate(DataTable([Column("x", [x])]))
        return single?[0] ?? .nan
    }
}
