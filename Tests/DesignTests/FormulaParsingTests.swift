import Groundwork
import Testing

@testable import Design

@Suite struct FormulaParsingTests {
    /// Each formula with its terms after expansion, joined by `|`, and whether it keeps the intercept.
    static let expansions: [(String, String, Bool)] = [
        ("y ~ x", "x", true),
        ("y~x", "x", true),
        ("y ~ 1", "", true),
        ("y ~ x - 1", "x", false),
        ("y ~ 0 + x", "x", false),
        ("y ~ -1 + x", "x", false),
        ("y ~ x + 0 + 1", "x", true),
        ("y ~ a*b", "a|b|a:b", true),
        ("y ~ a*b*c", "a|b|c|a:b|a:c|b:c|a:b:c", true),
        ("y ~ a:b + a", "a|a:b", true),
        ("y ~ b + a + a:b", "b|a|b:a", true),
        ("y ~ a/b", "a|a:b", true),
        ("y ~ (a + b)/c", "a|b|a:b:c", true),
        ("y ~ a/(b + c)", "a|a:b|a:c", true),
        ("y ~ (a + b + c)^2", "a|b|c|a:b|a:c|b:c", true),
        ("y ~ (a + b)**2 - a:b", "a|b", true),
        ("y ~ (a + b)^9", "a|b|a:b", true),
        ("y ~ a^2", "a", true),
        ("y ~ a*b - b:a", "a|b", true),
        ("y ~ a + a + a:a", "a", true),
        ("y ~ a - a", "", true),
        ("y ~ a - b", "a", true),
        ("y ~ (a + b):(c + d)", "a:c|a:d|b:c|b:d", true),
        ("y ~ log( x )+ log(x)", "log(x)", true),
        ("y ~ I(x^2) + I( x ^ 2 )", "I(x^2)", true),
        ("y ~ I(a*b) + I(a/b) + I(a-b)", "I(a * b)|I(a/b)|I(a - b)", true),
        ("y ~ I(-x^2) + I((a+b)*2)", "I(-x^2)|I((a + b) * 2)", true),
        ("y ~ I(year >= 2010)", "I(year >= 2010)", true),
        ("y ~ l(x) + l(x, 1) + f(x, 2) + d(x)", "l(x, 1)|f(x, 2)|d(x, 1)", true),
        ("y ~ l(x, 1:3)", "l(x, 1)|l(x, 2)|l(x, 3)", true),
        ("y ~ l(x, -1:1)", "l(x, -1)|l(x, 0)|l(x, 1)", true),
        ("y ~ log(l(x, 1))", "log(l(x, 1))", true),
        ("y ~ i(year)", "i(year)", true),
        ("y ~ i(year, ref = 2010)", "i(year, ref = 2010)", true),
        ("y ~ i(t, ref=-1)", "i(t, ref = -1)", true),
        ("y ~ i(t, ref = c(-1, -5))", "i(t, ref = c(-1, -5))", true),
        ("y ~ i(treated, year, ref = 2010)", "i(treated, year, ref = 2010)", true),
        ("y ~ i(year, i.state, ref = 2010, ref2 = 'CA')", "i(year, i.state, ref = 2010, ref2 = CA)", true),
        ("y ~ factor(year) + C(a) + as.factor(b)", "factor(year)|C(a)|as.factor(b)", true),
        ("y ~ `my var` + `x`:x", "`my var`|x", true),
        ("y ~ `a+b`", "`a+b`", true),
        ("y ~ Größe + x.1 + .b + _c", "Größe|x.1|.b|_c", true),
        ("y ~\n  a +\n\tb", "a|b", true),
    ]

    @Test(arguments: expansions)
    func termsAreExpanded(_ text: String, _ terms: String, _ intercept: Bool) throws {
        let formula = try Formula(text)
        #expect(formula.termNames.joined(separator: "|") == terms)
        #expect(formula.writesIntercept == intercept)
        #expect(formula.description == text)
    }

    /// Each formula with its absorbed factors, endogenous terms and instruments.
    static let parts: [(String, [[String]], [String], [String])] = [
        ("y ~ x | unit", [["unit"]], [], []),
        ("y ~ x | unit + year", [["unit"], ["year"]], [], []),
        ("y ~ 1 | unit^year + `my f`", [["unit", "year"], ["my f"]], [], []),
        ("y ~ x | a + a", [["a"]], [], []),
        ("y ~ x | 0", [], [], []),
        ("y ~ x | unit | e ~ z", [["unit"]], ["e"], ["z"]),
        ("y ~ x | e + g ~ z1*z2", [], ["e", "g"], ["z1", "z2", "z1:z2"]),
        ("y ~ 1 | 0 | log(e) ~ z", [], ["log(e)"], ["z"]),
    ]

    @Test(arguments: parts)
    func laterPartsAreRead(
        _ text: String, _ absorbed: [[String]], _ endogenous: [String], _ instruments: [String]
    ) throws {
        let formula = try Formula(text)
        #expect(formula.absorbed == absorbed)
        #expect(formula.endogenousNames == endogenous)
        #expect(formula.instrumentNames == instruments)
        #expect(formula.hasIntercept == absorbed.isEmpty)
    }

    /// Each absorbed part with its factors and slopes, and whether an intercept is left.
    static let slopes: [(String, [[String]], [String], Bool)] = [
        ("unit[x]", [["unit"]], ["unit[x]"], false),
        ("unit[[x]]", [], ["unit[x]"], true),
        ("unit[x1, log(x2)] + year", [["unit"], ["year"]], ["unit[x1]", "unit[log(x2)]"], false),
        ("a^b[[x, z]] + a", [["a"]], ["a^b[x]", "a^b[z]"], false),
        ("unit + unit[[x]] + unit[x]", [["unit"]], ["unit[x]"], false),
        ("`my f`[`my x`]", [["my f"]], ["my f[`my x`]"], false),
    ]

    @Test(arguments: slopes)
    func slopesAreRead(
        _ part: String, _ absorbed: [[String]], _ slopes: [String], _ hasIntercept: Bool
    ) throws {
        let formula = try Formula("y ~ z | " + part)
        #expect(formula.absorbed == absorbed)
        #expect(formula.slopeNames == slopes)
        #expect(formula.hasIntercept == hasIntercept)
        #expect(try Formula("y ~ z | \(part) | e ~ w").endogenousNames == ["e"])
    }

    @Test func namesAreListedOnceInOrder() throws {
        let formula = try Formula("log(y / pop) ~ x + i(year, z, ref = 1) + x:w + l(v) | u^t + t | e ~ x + q")
        #expect(formula.names == ["y", "pop", "x", "year", "z", "v", "w", "e", "q", "u", "t"])
        #expect(formula.responseName == "log(y/pop)")
        #expect(formula.usesPanel)
    }

    /// Each faulty formula with the character at fault and a word of the message.
    static let faults: [(String, Int, String)] = [
        ("", 1, "'~'"),
        ("y", 2, "'~'"),
        ("y + x", 6, "'~'"),
        ("~ x", 1, "response"),
        ("y ~", 4, "term is expected"),
        ("y ~ ", 5, "term is expected"),
        ("y ~ x +", 8, "term is expected"),
        ("y ~ x1 +) z", 9, "term is expected"),
        ("y ~ x)", 6, "closes nothing"),
        ("y ~ (x", 7, "')' is expected"),
        ("y ~ log(x", 10, "')' is expected"),
        ("y ~ x z", 7, "not expected"),
        ("y ~ x ~ z", 7, "second '~'"),
        ("y ~ x | a | b ~ c | d", 19, "too many parts"),
        ("y ~ x | ", 9, "column to absorb"),
        ("y ~ x | a | ", 13, "term is expected"),
        ("y ~ x | a | b", 14, "'~' is expected"),
        ("y ~ x | a | b ~ 1", 17, "no instrument"),
        ("y ~ x | a[]", 11, "variable is expected"),
        ("y ~ x | a[z", 12, "']' is expected"),
        ("y ~ x | a[[z] + b", 15, "']' is expected"),
        ("y ~ x | a[z,]", 13, "variable is expected"),
        ("y ~ x | a[z w]", 13, "']' is expected"),
        ("y ~ lag(x)", 5, "no function"),
        ("y ~ 2*x", 5, "number is no term"),
        ("y ~ x^z", 7, "whole number"),
        ("y ~ x^2.5", 7, "whole number"),
        ("y ~ x @ z", 7, "'@'"),
        ("y ~ `x", 5, "backtick"),
        ("y ~ ``", 5, "empty"),
        ("y ~ i(x, ref = 'a)", 16, "quote"),
        ("y ~ i(x, base = 2)", 10, "no further argument"),
        ("y ~ i(x, z, w)", 13, "two columns"),
        ("y ~ l(x, 1.5)", 10, "whole number of periods"),
        ("y ~ d(x, 0)", 10, "at least 1"),
        ("y ~ I(l(x, 1:2))", 7, "several periods"),
        ("y ~ 2x", 5, "digit"),
        ("y ~ I(1.2.3)", 7, "not a number"),
        ("y ~ x > 2", 7, "between terms"),
        ("y ~ 0", 6, "no term"),
        ("y ~ (x - 1)", 10, "number is no term"),
        ("y ~ I()", 7, "number or a column"),
        ("y ~ x + log(z + )", 17, "number or a column"),
        ("y ~ \u{1F600}x", 5, "no meaning"),
        ("y ~ x & z", 7, "between terms"),
        ("y ~ I(is.na(x))", 7, "nothing is missing"),
        ("y ~ is.na(x)", 5, "nothing is missing"),
    ]

    @Test(arguments: faults)
    func faultsPointAtTheirCharacter(_ text: String, _ character: Int, _ word: String) {
        let error = #expect(throws: CausalError.self) { try Formula(text) }
        #expect(error?.code == .syntax)
        #expect(error?.message.contains("at character \(character):") == true, "\(error?.message ?? "")")
        #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
    }

    @Test func theExcerptPutsACaretUnderTheFault() throws {
        let error = #expect(throws: CausalError.self) { try Formula("y ~ x1 +) z") }
        #expect(error?.remedy?.hasSuffix("\n    y ~ x1 +) z\n            ^") == true)
        let long = "y ~ " + (1...40).map { "x\($0)" }.joined(separator: " + ") + " + ? + " + "z"
        let lines = try #require(#expect(throws: CausalError.self) { try Formula(long) }?.remedy)
            .split(separator: "\n")
        let caret = try #require(lines[2].firstIndex(of: "^"))
        #expect(Array(lines[1])[lines[2].distance(from: lines[2].startIndex, to: caret)] == "?")
    }

    @Test func aMisspeltFunctionIsAnsweredWithTheNearest() {
        let error = #expect(throws: CausalError.self) { try Formula("y ~ sqr(x)") }
        #expect(error?.remedy?.hasPrefix("Did you mean 'sqrt'?") == true)
    }

    /// Nesting and expansion that would exhaust the stack or the memory are refused.
    @Test(arguments: [
        "y ~ " + String(repeating: "(", count: 20_000) + "x",
        "y ~ I(" + String(repeating: "(", count: 20_000) + "x",
        "y ~ I(" + String(repeating: "-", count: 20_000) + "x)",
        "y ~ I(" + String(repeating: "+", count: 20_000) + "x)",
        "y ~ I(" + String(repeating: "x+", count: 20_000) + "x)",
        "y ~ I(" + String(repeating: "x^", count: 20_000) + "x)",
        "y ~ " + String(repeating: "log(", count: 10_000) + "x",
        "y ~ (" + (1...60).map { "x\($0)" }.joined(separator: "+") + ")^30",
        "y ~ " + (1...40).map { "x\($0)" }.joined(separator: "*"),
        String(repeating: "-", count: 40_000) + "y ~ x",
        "y ~ " + String(repeating: "x", count: 60_000),
    ])
    func excessIsRefused(_ text: String) {
        let error = #expect(throws: CausalError.self) { try Formula(text) }
        #expect(error?.code == .syntax)
    }

    /// Every prefix and every formula with one character exchanged is read or refused, and never traps.
    @Test func anyTextIsReadOrRefused() {
        let formula = Array(
            "log(y) ~ `a b`*x + I(x^-2) + i(t, z, ref = c(-1, 'q')) + l(w, 1:2) | u^t | e ~ z")
        for length in formula.indices { _ = try? Formula(String(formula[..<length])) }
        for place in formula.indices {
            for character in "~|+-*/^:()[],=<>`'\"0.9eé \n" {
                var text = formula
                text[place] = character
                _ = try? Formula(String(text))
            }
        }
    }
}
