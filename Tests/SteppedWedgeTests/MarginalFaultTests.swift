import OracleSupport
import SteppedWedge
import Testing

/// What a marginal or generalised mixed model refuses, and with which code.
@Suite("Stepped wedge: refusals of marginal and mixed models")
struct MarginalFaultTests {
    private func table(_ change: (inout [String: [Double]]) -> Void) throws -> DataTable {
        var columns: [String: [Double]] = ["cluster": [], "period": [], "treatment": [], "y": [], "id": []]
        for row in 0..<160 {
            let (cluster, period) = (row / 20, row / 5 % 4)
            columns["cluster"]?.append(Double(cluster))
            columns["period"]?.append(Double(period))
            columns["treatment"]?.append(period > cluster % 3 ? 1 : 0)
            columns["y"]?.append(Double((row * 7 + row / 3) % 3 == 0 ? 1 : 0))
            columns["id"]?.append(Double(cluster * 10 + row % 5))
        }
        change(&columns)
        return try DataTable(columns.sorted { $0.key < $1.key }.map { Column($0.key, $0.value) })
    }

    private func code(_ family: OutcomeFamily, _ change: (inout [String: [Double]]) -> Void) throws -> Set<
        String
    > {
        let table = try table(change)
        var codes: Set<String> = []
        do {
            _ = try MarginalModel(MarginalOracles.trial(), family: family).fit(table).estimates()
            codes.insert("fits")
        } catch { codes.insert(error.code.rawValue) }
        do {
            _ = try GeneralisedMixedModel(MarginalOracles.trial(.exchangeable), family: family).fit(table)
                .estimates()
            codes.insert("fits")
        } catch { codes.insert(error.code.rawValue) }
        return codes
    }

    @Test func outcomes() throws {
        #expect(try code(.binomial) { _ in } == ["fits"])
        #expect(try code(.binomial) { $0["y"]?[7] = 2 } == ["bad-value"])
        #expect(try code(.binomial) { $0["y"]?[7] = 0.5 } == ["bad-value"])
        #expect(try code(.poisson) { $0["y"]?[7] = -1 } == ["bad-value"])
        #expect(try code(.poisson) { $0["y"]?[7] = 1.5 } == ["bad-value"])
        #expect(try code(.poisson) { $0["y"] = $0["y"]?.map { _ in 0 } } == ["not-identified"])
    }

    @Test func designs() throws {
        #expect(try code(.binomial) { $0["cluster"] = $0["cluster"]?.map { _ in 1 } } == ["too-few-rows"])
        #expect(
            try code(.binomial) { $0["treatment"] = $0["treatment"]?.map { _ in 0 } } == ["not-identified"])
        #expect(
            try code(.binomial) { all in all["treatment"] = all["period"]?.map { $0 > 1 ? 1 : 0 } } == [
                "not-identified"
            ])
        #expect(try code(.binomial) { $0["treatment"]?[3] = .infinity } == ["bad-value"])
        // No event in the last period.
        #expect(
            try code(.binomial) { all in
                all["y"] = zip(all["y"] ?? [], all["period"] ?? []).map { $1 == 3 ? 0 : $0 }
            } == ["not-identified"])
    }

    @Test func arguments() throws {
        let table = try table { _ in }
        let trial = MarginalOracles.trial()
        let cohort = MarginalOracles.trial(.exchangeable, individual: "id")
        let refused = [
            MarginalModel(MarginalOracles.trial(.randomTreatment)), MarginalModel(cohort),
            MarginalModel(trial, family: .poisson, link: .logit), MarginalModel(trial, tolerance: 0),
            MarginalModel(trial, offset: "log(y)"),
        ]
        for model in refused { #expect(throws: CausalError.self) { try model.fit(table) } }
        let mixed = [
            GeneralisedMixedModel(trial, family: .gaussian),
            GeneralisedMixedModel(trial, quadraturePoints: 5),
            GeneralisedMixedModel(trial, quadraturePoints: 0), GeneralisedMixedModel(cohort),
            GeneralisedMixedModel(MarginalOracles.trial(.decay)),
            GeneralisedMixedModel(trial, offset: "log(y + 1)"),
        ]
        for model in mixed { #expect(throws: CausalError.self) { try model.fit(table) } }
        let fit = try MarginalModel(trial, family: .binomial).fit(table)
        #expect(throws: CausalError.self) { try fit.estimates(.robust, level: 1) }
    }

    @Test func personsWhoMove() throws {
        let model = MarginalModel(MarginalOracles.trial(individual: "id"), family: .binomial)
        #expect(try model.fit(try table { _ in }).isConverged)
        let moved = try table { $0["id"]?[150] = 0 }
        #expect(throws: CausalError.self) { try model.fit(moved) }
        let twice = try table { $0["id"]?[1] = 0 }
        #expect(throws: CausalError.self) { try model.fit(twice) }
    }

    @Test func fewClustersAreSaid() throws {
        let small = try table { all in
            let rows = (all["cluster"] ?? []).indices.filter { (all["cluster"] ?? [])[$0] < 4 }
            for (name, values) in all { all[name] = rows.map { values[$0] } }
        }
        let answer = try MarginalModel(MarginalOracles.trial(), family: .binomial).fit(small).estimates(
            .robust)
        #expect(answer.notes.contains { $0.contains("K − 2") })
        #expect(answer["treatment"].degreesOfFreedom == 2)
    }
}
