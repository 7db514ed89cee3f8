import SteppedWedge
import Testing

/// What cannot be fitted is refused with a reason; what is unusual is noted.
@Suite struct TrialCheckTests {
    /// Four clusters, four periods, three rows each; the cluster `c` starts in period c + 2.
    private struct Rows {
        var cluster: [Double] = []
        var period: [Double] = []
        var treatment: [Double] = []
        var person: [Double] = []
        var y: [Double] = []

        init(clusters: Int = 4, starts: (Int) -> Int = { $0 + 2 }, perCell: Int = 3) {
            var generator = Generator(seed: 7)
            for c in 0..<clusters {
                let level = generator.normal()
                for t in 1...4 {
                    for k in 0..<perCell {
                        cluster.append(Double(c))
                        period.append(Double(t))
                        treatment.append(t >= starts(c) ? 1 : 0)
                        person.append(Double(100 * c + k))
                        y.append(level + 0.1 * Double(t) + generator.normal())
                    }
                }
            }
        }

        func table() throws -> DataTable {
            try DataTable([
                Column("c", cluster), Column("t", period), Column("x", treatment), Column("p", person),
                Column("y", y),
            ])
        }
    }

    private func model(
        _ correlation: TrialCorrelation = .nestedExchangeable, individual: String? = nil,
        effect: TreatmentEffect = .immediate
    ) -> SteppedWedge {
        SteppedWedge(
            outcome: "y", cluster: "c", period: "t", treatment: "x", correlation: correlation,
            individual: individual, effect: effect)
    }

    private func code(
        _ rows: Rows, _ model: SteppedWedge
    ) throws -> CausalError.Code? {
        let table = try rows.table()
        do throws(CausalError) {
            let fit = try model.fit(table)
            _ = try fit.estimates()
            return nil
        } catch { return error.code }
    }

    @Test func impossibleDataAreRefused() throws {
        var constant = Rows()
        constant.y = constant.y.map { _ in 3 }
        #expect(try code(constant, model()) == .notIdentified)
        #expect(try code(Rows(starts: { _ in 9 }), model()) == .notIdentified)
        #expect(try code(Rows(starts: { _ in 1 }), model()) == .notIdentified)
        #expect(try code(Rows(clusters: 1), model()) == .tooFewRows)
        // All clusters start together: the effect is the periods' change.
        #expect(try code(Rows(starts: { _ in 3 }), model()) == .notIdentified)
        #expect(try code(Rows(perCell: 1), model()) == .notIdentified)
        #expect(try code(Rows(perCell: 1), model(.exchangeable)) == nil)
        var moving = Rows()
        moving.person[moving.person.count - 1] = 0
        #expect(try code(moving, model(individual: "p")) == .badPanel)
        var perfect = Rows()
        perfect.y = zip(perfect.period, perfect.treatment).map { $0 * 2 + $1 }
        #expect(try code(perfect, model()) == .notIdentified)
        var infinite = Rows()
        infinite.treatment[3] = .infinity
        #expect(try code(infinite, model()) != nil)
    }

    @Test func unusualSchedulesAreNoted() throws {
        func notes(_ rows: Rows) throws -> String {
            try model().fit(rows.table()).estimates().notes.joined(separator: "\n")
        }
        let never = try notes(Rows(starts: { $0 == 0 ? 9 : $0 + 1 }))
        #expect(never.contains("Cluster 0 never crosses to treatment."))
        let last = try notes(Rows(clusters: 3))
        #expect(last.contains("Every sequence has one cluster"))
        var reverting = Rows()
        for row in reverting.cluster.indices where reverting.cluster[row] == 0 && reverting.period[row] == 4 {
            reverting.treatment[row] = 0
        }
        #expect(try notes(reverting).contains("Cluster 0 return"))
        #expect(try code(reverting, model(effect: .exposureTime)) == .badPanel)
        let full = try notes(Rows(starts: { min($0 + 2, 4) }))
        #expect(full.contains("No cluster is in control in t 4"))
        var holed = Rows()
        holed.y = zip(holed.y, zip(holed.cluster, holed.period)).map { $1 == (1, 2) ? .nan : $0 }
        #expect(try notes(holed).contains("1 of 16 cluster-periods have no rows."))
    }

    @Test func inferenceThatHasNoDegreesOfFreedomIsRefused() throws {
        let fit = try model().fit(Rows().table())
        #expect(throws: CausalError.self) { try fit.estimates(.t) }
        let likelihood = try model().fit(Rows().table(), .ml)
        #expect(throws: CausalError.self) { try likelihood.estimates(.kenwardRoger) }
        #expect(throws: CausalError.self) { try fit.estimates(.normal, level: 1) }
        for inference in MixedInference.allCases where inference != .t {
            let answer = try fit.estimates(inference)
            #expect(answer["treatment"].isTestable, "\(inference)")
            #expect(!answer.json.text(indent: nil).contains("nan"))
        }
    }
}
