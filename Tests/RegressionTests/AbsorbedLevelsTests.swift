import Regression
import Testing

/// Components, cores, references and rows that cannot be predicted.
@Suite struct AbsorbedLevelsTests {
    static func table(_ columns: [(String, [Double])]) throws -> DataTable {
        try DataTable(columns.map { Column($0.0, $0.1) })
    }

    /// Union and find against a flood fill on random graphs.
    @Test(arguments: 1...12)
    func componentsAreThoseOfAFloodFill(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        let n = 12 + Int(seed) * 3
        let (a, b) = (0..<n).reduce(into: ([Double](), [Double]())) { pair, _ in
            pair.0.append(Double(generator.next() % 12))
            pair.1.append(Double(generator.next() % 15))
        }
        let (first, second) = (Factor(name: "a", numbers: a), Factor(name: "b", numbers: b))
        let graph = LevelGraph(first, second)
        var label = Array(0..<n)
        var moves = true
        while moves {
            moves = false
            for i in 0..<n {
                for j in 0..<n where (a[i] == a[j] || b[i] == b[j]) && label[j] < label[i] {
                    label[i] = label[j]
                    moves = true
                }
            }
        }
        #expect(graph.componentCount == Set(label).count)
        for i in 0..<n {
            #expect(graph.first[Int(first.codes[i])] == graph.second[Int(second.codes[i])])
            for j in 0..<n {
                let same = graph.first[Int(first.codes[i])] == graph.first[Int(first.codes[j])]
                #expect(same == (label[i] == label[j]))
            }
        }
    }

    /// Firm 3 has one worker for two years, who has another firm besides: outside the core, no singleton.
    @Test func theCoreDropsLevelsWithOnePartner() throws {
        let data = try Self.table([
            ("worker", [1, 1, 2, 2, 1, 1, 3, 3]), ("firm", [1, 2, 1, 2, 3, 3, 1, 1]),
            ("x", [1, 3, 2, 5, 4, 4.5, 0, 2]), ("y", [2, 3, 1, 7, 5, 6, 1, 4]),
        ])
        var model = try LeastSquares("y ~ x | worker + firm")
        #expect(try model.fit(data).rowCount == 8)
        model.prunesToTwoCore = true
        let fit = try model.fit(data)
        #expect(fit.rowCount == 4 && fit.outsideCore == 4 && fit.singletons == 0)
        #expect(fit.notes.contains { $0.contains("2-core") })
        let one = try LeastSquares("y ~ x | worker")
        var core = one
        core.prunesToTwoCore = true
        #expect(throws: CausalError.self) { try core.fit(data) }
        // A tree has no core.
        #expect(throws: CausalError.self) { try model.fit(data.rows([0, 1, 6, 7])) }
    }

    /// What is not identified is missing, with a note for each reason.
    @Test func rowsThatAreNotIdentifiedAreMissing() throws {
        let data = try Self.table([
            ("a", [1, 1, 2, 2, 3, 3, 4, 4, 3, 1]), ("b", [1, 2, 1, 2, 3, 4, 3, 4, 3, 1]),
            ("x", [1, 3, 2, 5, 4, 4.5, 0, 2, 7, 3]), ("y", [2, 3, 1, 7, 5, 6, 1, 4, 2, 2]),
        ])
        let fit = try LeastSquares("y ~ x | a + b").fit(data)
        let new = try Self.table([
            ("a", [1, 1, 9, 3, .nan]), ("b", [2, 3, 1, 4, 1]), ("x", [0, 0, 0, 0, 0]),
        ])
        let found = try fit.predict(new, interval: .confidence)
        #expect(found.fit.map { $0 != nil } == [true, false, false, true, false])
        #expect(found.standardErrors.map { $0 != nil } == [true, false, false, true, false])
        #expect(found.notes.count == 3, "\(found.notes)")
        #expect(try fit.fixedEffects().notes.contains { $0.contains("2 components") })
        let components = try exact("y ~ x | a + b", data)
        #expect(components == .integer(1 + 4 + 4 - 2))
    }

    private func exact(_ formula: String, _ data: DataTable) throws -> JSONValue? {
        var model = try LeastSquares(formula)
        model.parameterRule = .exact
        return try model.fit(data).estimates().fact("parameters")
    }

    /// A factor that another determines adds no parameter; one inside the clusters does not count.
    @Test func nestedFactorsAddNothing() throws {
        let n = 48
        let unit = (0..<n).map { Double($0 / 4) }
        let data = try Self.table([
            ("unit", unit), ("region", unit.map { ($0 / 3).rounded(.down) }),
            ("t", (0..<n).map { Double($0 % 4) }),
            ("x", (0..<n).map { Double($0 * $0 % 17) }), ("y", (0..<n).map { Double($0 * 7 % 13) }),
        ])
        #expect(try exact("y ~ x | unit", data) == .integer(13))
        #expect(try exact("y ~ x | unit + region", data) == .integer(13))
        #expect(try exact("y ~ x | unit + t", data) == .integer(16))
        #expect(
            try LeastSquares("y ~ x | unit + region").fit(data).estimates().fact("parameters") == .integer(16)
        )
        var model = try LeastSquares("y ~ x | unit + t")
        model.parameterRule = .exact
        let clustered = try model.fit(data).estimates(.clustered(by: "unit"))
        #expect(clustered.fact("parameters") == .integer(1 + 1 + 3))
        // Slopes count by level, as fixest has it.
        #expect(
            try LeastSquares("y ~ x | unit[t]").fit(data).estimates().fact("parameters") == .integer(25))
        // A category among the terms is coded as it was, whichever levels the new rows have.
        let fit = try LeastSquares("y ~ x + factor(t) + i(region, x, ref = 0) | unit").fit(data)
        let whole = try fit.predict()
        let part = try fit.predict(data.rows([5, 17, 40]))
        for (place, row) in [5, 17, 40].enumerated() {
            #expect(abs((part.fit[place] ?? .nan) - (whole.fit[row] ?? .nan)) < 1e-9)
        }
    }
}
