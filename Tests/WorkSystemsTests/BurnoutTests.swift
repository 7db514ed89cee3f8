import Testing
import WorkSystems

@Suite struct BurnoutTests {
    static func survey() throws -> DataTable {
        var random = Generator(seed: 3)
        var columns: [Column] = []
        let people = 120
        let tired = (0..<people).map { _ in random.normal() }
        for (name, sign) in [("ex", 1.0), ("cy", 0.7), ("pe", -0.5)] {
            for item in 1...4 {
                columns.append(
                    Column(
                        "\(name)\(item)",
                        tired.map { min(6, max(0, (3 + sign * $0 + random.normal()).rounded())) }))
            }
        }
        columns.append(Column("clinic", (0..<people).map { "clinic \($0 / 10)" }))
        return try DataTable(columns)
    }

    static func measure() throws -> BurnoutMeasure {
        try BurnoutMeasure(
            exhaustion: ["ex1", "ex2", "ex3", "ex4"], cynicism: ["cy1", "cy2", "cy3", "cy4"],
            efficacy: ["pe1", "pe2", "pe3", "pe4"], range: 0...6)
    }

    @Test func patterns() {
        let all = [false, true].flatMap { e in
            [false, true].flatMap { c in
                [false, true].map { BurnoutProfile(isExhausted: e, isCynical: c, isIneffective: $0) }
            }
        }
        #expect(
            all == [.engaged, .ineffective, .disengaged, .mixed, .overextended, .mixed, .mixed, .burnout])
    }

    @Test func means() throws {
        let table = try Self.survey()
        let scored = try Self.measure().fit(table)
        let answer = try scored.estimates(cluster: "clinic")
        // Clustered means are least squares on a constant.
        let ols = try LeastSquares("exhaustion ~ 1").fit(try scored.table())
            .estimates(.clustered(by: "clinic"))
        #expect(near(answer["exhaustion"].estimate, ols.rows[0].estimate, 1e-12))
        #expect(near(answer["exhaustion"].standardError, ols.rows[0].standardError, 1e-11))
        #expect(answer["exhaustion"].degreesOfFreedom == 11)
        let shares = answer.rows.filter { $0.term.hasPrefix("profile.") }.map(\.estimate)
        #expect(near(shares.reduce(0, +), 1, 1e-12) && shares.count == 6)
        #expect(answer.diagnostic("reliability.efficacy")?["omega"]?.double != nil)
        #expect(answer.json.text(indent: nil).contains("NaN") == false)
    }

    /// Groups one by one are the rows of that group alone, when boundaries are given.
    @Test func groups() throws {
        let table = try Self.survey()
        var measure = try Self.measure()
        measure.boundaries = .scores(exhaustion: 3.5, cynicism: 3, efficacy: 2.5)
        let all = try measure.fit(table).estimates(by: "clinic")
        let alone = try measure.fit(table.filtered(where: "clinic == 'clinic 4'")).estimates()
        let own = all.rows.filter { row in row.labels.contains { $0.value == .string("clinic 4") } }
        #expect(own.count == 9)
        for (a, b) in zip(own, alone.rows) {
            #expect(near(a.estimate, b.estimate, 1e-12))
            #expect(a.standardError.isNaN == b.standardError.isNaN)
            if !a.standardError.isNaN { #expect(near(a.standardError, b.standardError, 1e-11)) }
        }
    }

    @Test func groupsWithClusters() throws {
        struct File: Decodable {
            let data: [ReliabilityTests.Person]
            let means: [ReliabilityTests.Group]
        }
        let file = try oracle("measurement/measurement.json", as: File.self)
        let table = try DataTable([
            Column("y", file.data.map { $0.y + 100 }), Column("z", file.data.map { $0.z + 1 }),
            Column("x", file.data.map(\.y)), Column("clinic", file.data.map(\.clinic)),
            Column("arm", file.data.map { Optional($0.arm) }),
        ])
        let measure = try BurnoutMeasure(exhaustion: ["y"], cynicism: ["z"], efficacy: ["x"])
        let scored = try measure.fit(table)
        for (cluster, pick) in [(nil, \ReliabilityTests.Group.iid), ("clinic", \.clustered)] {
            let answer = try scored.estimates(by: "arm", cluster: cluster)
            for group in file.means {
                let own = answer.rows.filter { row in row.labels.contains { $0.value == .string(group.group) }
                }
                #expect(near(own[0].estimate, group.means[0] + 100, 1e-12))
                #expect(near(own[0].standardError, group[keyPath: pick][0], 1e-9))
                #expect(near(own[1].standardError, group[keyPath: pick][1], 1e-9))
            }
        }
    }

    @Test func reversedAndMissing() throws {
        let table = try DataTable([
            Column("a", [1.0, 2, 3, 6, 0]), Column("b", [5.0, 4, .nan, 0, 6]),
            Column("c", [1.0, 2, 2, 3, 1]), Column("d", [4.0, 3, 3, 1, .nan]),
        ])
        let measure = try BurnoutMeasure(
            exhaustion: ["a", "b"], cynicism: ["c"], efficacy: ["d"], reversed: ["b"], range: 0...6)
        let scores = try measure.fit(table)
        #expect(scores.scores[0] == [1, 2, 3, 6, 0])
        #expect(scores.profiles[4] == nil)
        let strict = try BurnoutMeasure(
            exhaustion: ["a", "b"], cynicism: ["c"], efficacy: ["d"], reversed: ["b"], range: 0...6,
            answeredShare: 1)
        #expect(try strict.fit(table).scores[0][2].isNaN)
    }

    @Test func faults() throws {
        #expect(throws: CausalError.self) {
            try BurnoutMeasure(exhaustion: [], cynicism: ["a"], efficacy: ["b"])
        }
        #expect(throws: CausalError.self) {
            try BurnoutMeasure(exhaustion: ["a"], cynicism: ["a"], efficacy: ["b"])
        }
        #expect(throws: CausalError.self) {
            try BurnoutMeasure(exhaustion: ["a"], cynicism: ["c"], efficacy: ["b"], reversed: ["b"])
        }
        let narrow = try BurnoutMeasure(
            exhaustion: ["ex1"], cynicism: ["cy1"], efficacy: ["pe1"], range: 0...3)
        let error = #expect(throws: CausalError.self) { try narrow.fit(try Self.survey()) }
        #expect(error?.code == .badValue && error?.row != nil)
    }
}

@Suite struct EffortRewardTests {
    /// By hand: efforts 4, 4, 2 over rewards 2, 2, 2, 2 are 10/(8·3/4).
    @Test func ratio() throws {
        let table = try DataTable([
            Column("e1", [4.0, 1, 2, 3]), Column("e2", [4.0, 1, 3, 2]), Column("e3", [2.0, 1, 2, 4]),
            Column("r1", [2.0, 4, 3, 1]), Column("r2", [2.0, 4, 2, 2]), Column("r3", [2.0, 3, 4, 3]),
            Column("r4", [2.0, 4, 4, 1]),
        ])
        let measure = try EffortReward(effort: ["e1", "e2", "e3"], reward: ["r1", "r2", "r3", "r4"])
        #expect(measure.correction == 0.75)
        let scores = try measure.fit(table)
        #expect(near(scores.ratios[0], 10.0 / (8 * 0.75), 1e-14))
        let answer = try scores.estimates()
        #expect(answer["imbalance"].estimate == 0.5)
        #expect(near(answer["ratio"].estimate, scores.ratios.reduce(0, +) / 4, 1e-14))
    }

    @Test func zeroRewardIsRefused() throws {
        let table = try DataTable([Column("e", [1.0, 2, 3]), Column("r", [1.0, 0, 2])])
        let error = #expect(throws: CausalError.self) {
            try EffortReward(effort: ["e"], reward: ["r"]).fit(table)
        }
        #expect(error?.row == 2)
    }
}

@Suite struct ShareTests {
    /// Wilson's interval of 0 and of 5 among 20, t with 19 degrees of freedom in place of z.
    @Test func wilson() throws {
        let table = try DataTable([
            Column("e", (0..<20).map { $0 < 5 ? 4.0 : Double($0 % 3) }),
            Column("c", (0..<20).map { Double($0 % 4) }),
            Column("p", (0..<20).map { Double($0 % 5) + 6 }),
        ])
        let measure = try BurnoutMeasure(
            exhaustion: ["e"], cynicism: ["c"], efficacy: ["p"],
            boundaries: .scores(exhaustion: 3, cynicism: 9, efficacy: 1))
        let answer = try measure.fit(table).estimates()
        let (none, some) = (answer["profile.burnout"], answer["profile.overextended"])
        let t = StudentT(df: 19).upperQuantile(0.025)
        #expect(none.interval.low == 0 && near(none.interval.high, t * t / (20 + t * t), 1e-12))
        #expect(some.estimate == 0.25 && some.interval.low > 0 && some.interval.high < 0.6)
    }
}
