import Regression
import Testing

/// Properties of two-stage least squares, and bad input.
@Suite struct TwoStageTests {
    /// n rows: z, w instruments, c exogenous, x endogenous with a strength, g clusters, k counts.
    static func table(rows n: Int = 60, strength: Double = 1, seed: UInt64 = 5) throws -> DataTable {
        var generator = Generator(seed: seed)
        func draws() -> [Double] { (0..<n).map { _ in generator.normal() } }
        let (z, w, c, u, e, v) = (draws(), draws(), draws(), draws(), draws(), draws())
        var (x, x2, y) = (u, u, u)
        for i in 0..<n {
            let push: Double = strength * (z[i] + 0.5 * w[i])
            x[i] = push + 0.3 * c[i] + u[i] + e[i]
            x2[i] = 0.7 * w[i] - 0.4 * z[i] + u[i] - v[i]
            y[i] = 2 * x[i] - c[i] + 2 * u[i] + v[i]
        }
        return try DataTable([
            Column("y", y), Column("x", x),
            Column("x2", x2), Column("z", z), Column("w", w), Column("c", c),
            Column("g", (0..<n).map { $0 % 12 }), Column("h", (0..<n).map { $0 / 12 }),
            Column("k", (0..<n).map { _ in 1 + generator.integer(below: 4) }),
        ])
    }

    static let covariances: [LinearCovariance] = [
        .iid, .hc0, .hc1, .hc2, .hc3, .clustered(by: "g"), .clustered(by: "g", correction: .cr0),
        .clustered(by: "g", correction: .cr2), .clustered(by: "g", "h"),
        .neweyWest(lag: 2, unit: "g", time: "h"),
        .driscollKraay(lag: 1, time: "h"),
    ]

    /// The endogenous column as its own instrument under another name gives least squares.
    @Test func aCopyAsInstrumentIsLeastSquares() throws {
        let table = try Self.table()
        let copied = try DataTable(table.columns + [Column("copy", table.numbers("x"))])
        let fit = try TwoStageLeastSquares("y ~ c | g | x ~ copy").fit(copied)
        let plain = try LeastSquares("y ~ c + x | g").fit(copied)
        for covariance in Self.covariances {
            let (a, b) = (try fit.estimates(covariance), try plain.estimates(covariance))
            for term in ["c", "x"] {
                #expect(abs(a[term].estimate - b[term].estimate) <= 1e-12 * abs(b[term].estimate))
                #expect(abs(a[term].standardError - b[term].standardError) <= 1e-9 * b[term].standardError)
                let (df, expected) = (a[term].degreesOfFreedom ?? 0, b[term].degreesOfFreedom ?? 1)
                #expect(abs(df - expected) < 1e-6 * expected)
            }
        }
        let result = try fit.estimates(.hc1)
        #expect(result.notes.contains { $0.contains("without error") })
        #expect(!"\(result.json)".contains("nan") && !"\(result.json)".contains("inf"))
    }

    @Test func everyCovarianceServes() throws {
        let fit = try TwoStageLeastSquares("y ~ c | g | x + x2 ~ z + w + I(z * w)").fit(Self.table())
        for covariance in Self.covariances {
            let result = try fit.estimates(covariance)
            #expect(result["x"].isTestable && result.diagnostic("first-stage") != nil)
        }
        #expect(throws: CausalError.self) {
            try fit.estimates(.clustered(by: "g", correction: .jackknife))
        }
    }

    /// With one instrument the Anderson–Rubin test of the estimate is zero, and the set's ends have p = 1 − level.
    @Test(arguments: [1, 0.3, 0.05, 0] as [Double], [1, 2, 3, 4] as [UInt64])
    func endsOfTheSetAreRejectedBarely(strength: Double, seed: UInt64) throws {
        let table = try Self.table(strength: strength, seed: seed)
        for formula in ["y ~ c | 0 | x ~ z", "y ~ c | 0 | x ~ z + w", "y ~ c | h | x ~ z + w + I(z * w)"] {
            let fit = try TwoStageLeastSquares(formula).fit(table)
            for covariance in [LinearCovariance.iid, .hc1, .clustered(by: "g")] {
                let set = try #require(try fit.instrumentTests(covariance, level: 0.9).confidenceSet)
                for interval in set.intervals {
                    for end in [interval.low, interval.high] where end.isFinite {
                        let p = try fit.andersonRubin([end], covariance).pValue
                        #expect(abs(p - 0.1) < 1e-9, "\(formula) \(set)")
                    }
                }
                for value in [-100, -3.1, -0.4, 0, 0.7, 1.6, 2.1, 2.5, 3.2, 6, 50] as [Double] {
                    let p = try fit.andersonRubin([value], covariance).pValue
                    #expect(set.contains(value) == (p >= 0.1), "\(formula) \(set) \(value)")
                }
            }
        }
    }

    /// A weak instrument gives unbounded sets in some samples, and the note names the set.
    @Test func weakInstrumentsAreSaid() throws {
        var kinds: Set<String> = []
        for seed in 1...20 as ClosedRange<UInt64> {
            let fit = try TwoStageLeastSquares("y ~ c | 0 | x ~ z + w")
                .fit(Self.table(strength: 0.15, seed: seed))
            let result = try fit.estimates(.hc1)
            let set = try #require(try fit.instrumentTests(.hc1).confidenceSet)
            kinds.insert(set.isEmpty ? "empty" : "\(set.intervals.count) \(set.isBounded)")
            #expect(
                result.notes.contains {
                    $0.hasPrefix("Weak instruments") && $0.contains("Anderson–Rubin set")
                })
        }
        #expect(kinds.isSuperset(of: ["1 true", "1 false", "2 false"]), "\(kinds)")
    }

    /// Units, the order of rows and the order of instruments change nothing.
    @Test func unitsAndOrderDoNotMatter() throws {
        let table = try Self.table()
        let n = table.rowCount
        let turned = table.rows((0..<n).map { Int32(($0 * 7 + 3) % n) })
        let first = try TwoStageLeastSquares("y ~ c | h | x ~ z + w").fit(table)
        let second = try TwoStageLeastSquares("I(y * 1e6) ~ c | h | x ~ I(w / 1e5) + I(z * 1e7 + w)").fit(
            turned)
        for covariance in [LinearCovariance.iid, .hc1, .clustered(by: "g")] {
            let (a, b) = (try first.estimates(covariance), try second.estimates(covariance))
            let near = { (a: Double, b: Double) in abs(a - b) <= 1e-9 * abs(a) }
            #expect(near(1e6 * a["x"].estimate, b["x"].estimate))
            #expect(near(1e6 * a["x"].standardError, b["x"].standardError))
            for (p, q) in zip(a.diagnostics, b.diagnostics) where p["statistic"] != nil {
                #expect(near(p["statistic"]?.double ?? .nan, q["statistic"]?.double ?? .nan), "\(p.name)")
            }
            let (s, t) = (
                a.diagnostic("anderson-rubin")?["conf.low"]?.double,
                b.diagnostic("anderson-rubin")?["conf.low"]?.double
            )
            #expect(near(1e6 * (s ?? .nan), t ?? .nan))
        }
    }

    /// Frequency weights are repeated rows in every number.
    @Test func frequenciesAreRepeatedRows() throws {
        let table = try Self.table()
        let counts = try table.numbers("k")
        let repeated = table.rows(
            counts.indices.flatMap { Array(repeating: Int32($0), count: Int(counts[$0])) })
        let formula = "y ~ c | h | x ~ z + w"
        let first = try TwoStageLeastSquares(formula, weights: "k", kind: .frequency).fit(table)
        let second = try TwoStageLeastSquares(formula).fit(repeated)
        for covariance in [LinearCovariance.iid, .hc0, .hc1, .clustered(by: "g")] {
            let (a, b) = (try first.estimates(covariance), try second.estimates(covariance))
            #expect(abs(a["x"].standardError - b["x"].standardError) <= 1e-10 * b["x"].standardError)
            for (p, q) in zip(a.diagnostics, b.diagnostics) {
                let (s, t) = (p["statistic"]?.double ?? 0, q["statistic"]?.double ?? 0)
                #expect(abs(s - t) <= 1e-9 * abs(t), "\(p.name)")
            }
        }
    }

    /// Sampling weights are robust by themselves.
    @Test func samplingWeightsAreRobust() throws {
        let fit = try TwoStageLeastSquares("y ~ c | 0 | x ~ z + w", weights: "k", kind: .sampling)
            .fit(Self.table())
        #expect(try fit.estimates().fact("vcov")?.text == "hc1")
        #expect(throws: CausalError.self) { try fit.estimates(.iid) }
    }

    @Test(arguments: [
        ("y ~ c | 0 | x + x2 ~ z", "as many instruments"), ("y ~ c + z | 0 | x ~ z", "determine 'z'"),
        ("y ~ c | 0 | x ~ x", "own instrument"), ("y ~ x | 0 | x ~ z", "exogenous and the endogenous"),
        ("y ~ c | 0 | I(2 * c) ~ z", "no endogenous column is left"), ("y ~ c | g | g ~ z", "no endogenous"),
        ("y ~ c | 0 | x ~ nobody", "nobody"), ("y ~ c | 0 | x + x2 ~ I(2 * z) + z", "as many instruments"),
        ("y ~ c + x", "needs instruments"), ("y ~ c | 0 | x ~ empty", "no row"),
    ])
    func badModelsAreRefused(formula: String, message: String) throws {
        let table = try Self.table()
        let gaps = try DataTable(
            table.columns + [Column("empty", Array(repeating: Double.nan, count: table.rowCount))])
        let error = #expect(throws: CausalError.self) { try TwoStageLeastSquares(formula).fit(gaps) }
        #expect(error?.message.contains(message) == true, "\(String(describing: error))")
    }

    /// Fitted values that are constant or repeat each other identify nothing.
    @Test func instrumentsThatMoveNothingAreRefused() throws {
        let table = try DataTable([
            Column("y", [1.0, 2, 4, 3, 5, 7, 1, 2]), Column("x", [1.0, -1, 1, -1, 1, -1, 1, -1]),
            Column("z", [1.0, 1, -1, -1, 1, 1, -1, -1]),
        ])
        let error = #expect(throws: CausalError.self) {
            try TwoStageLeastSquares("y ~ 1 | 0 | x ~ z").fit(table)
        }
        #expect(error?.code == .notIdentified)
    }

    @Test func redundantColumnsAreNamed() throws {
        let table = try Self.table()
        let gaps = try DataTable(
            table.columns.map {
                $0.name == "z"
                    ? Column("z", try table.numbers("z").enumerated().map { $0 == 4 ? .nan : $1 }) : $0
            })
        let fit = try TwoStageLeastSquares("y ~ c + I(c + 1) | 0 | x + I(x + c) ~ z + w + I(z - w) + c").fit(
            gaps)
        #expect(fit.droppedTerms == ["I(c + 1)", "I(x + c)"])
        #expect(fit.droppedInstruments == ["I(z - w)", "c"])
        #expect(fit.rowCount == table.rowCount - 1 && fit.endogenous == ["x"])
        let clean = try TwoStageLeastSquares("y ~ c | 0 | x ~ z + w").fit(gaps)
        #expect(abs(fit.coefficients[2 + 1] - clean.coefficients[2]) < 1e-10)
        let result = try fit.estimates()
        #expect(result.notes.contains { $0.hasPrefix("Instruments dropped") })
    }

    /// First stages and the reduced form are fits; their ratio is the estimate with one instrument.
    @Test func theEstimateIsAWaldRatio() throws {
        let fit = try TwoStageLeastSquares("y ~ c | h | x ~ z").fit(Self.table())
        let (form, stage) = (try fit.reducedForm(), fit.firstStages[0])
        #expect(abs(form.coefficients[1] / stage.coefficients[1] - fit.coefficients[1]) < 1e-10)
        let wild = try form.wildBootstrap("z = 0", clusters: ["g"], using: WildBootstrap(draws: 99))
        #expect(wild.pValue >= 0 && wild.pValue <= 1)
    }

    @Test func fewClustersLeaveTestsOutInWords() throws {
        let table = try Self.table()
        let two = try DataTable(table.columns + [Column("two", (0..<60).map { $0 % 2 })])
        let fit = try TwoStageLeastSquares("y ~ c | 0 | x ~ z + w + I(z * w)").fit(two)
        let result = try fit.estimates(.clustered(by: "two"))
        #expect(result.diagnostic("anderson-rubin") == nil)
        #expect(!"\(result.json)".contains("nan"))
    }
}
