import Testing
import WorkSystems

/// Paths and mediation against lm and sandwich.
@Suite struct PathTests {
    struct File: Decodable {
        let data: [String: [Double]]
        let mediation: [String: Effects]
        let demands: Demands
    }
    struct Effects: Decodable { let paths, pathErrors, indirect, indirectErrors: [Double] }
    struct Demands: Decodable {
        let clustered, independent: Processes
    }
    struct Processes: Decodable {
        let exhaustion, engagement: Process
        let sd: Double
    }
    struct Process: Decodable { let estimates, errors: [Double] }

    static func file() throws -> (File, DataTable) {
        let file = try oracle("demands/paths.json", as: File.self)
        let names = file.data.keys.sorted()
        return (file, try DataTable(names.map { Column($0, file.data[$0] ?? []) }))
    }

    static let model = Mediation(
        exposures: ["workload"], mediators: ["exhaustion", "engagement"], outcome: "errors", covariates: "age"
    )

    @Test func mediation() throws {
        let (file, table) = try Self.file()
        let fit = try Self.model.fit(table)
        for (name, cluster) in [("clustered", ["clinic"]), ("independent", [])] {
            let expected = try #require(file.mediation[name])
            let answer = try fit.estimates(cluster: cluster, interval: .delta)
            let paths = [
                "workload -> exhaustion", "exhaustion -> errors", "workload -> engagement",
                "engagement -> errors", "workload -> errors",
            ]
            for (i, term) in paths.enumerated() {
                #expect(near(answer[term].estimate, expected.paths[i], 1e-9), "\(term)")
                #expect(near(answer[term].standardError, expected.pathErrors[i], 1e-9), "\(term)")
            }
            let effects = [
                "workload -> exhaustion -> errors", "workload -> engagement -> errors",
                "workload -> (all) -> errors", "workload => errors", "workload: share mediated",
            ]
            for (i, term) in effects.enumerated() {
                #expect(near(answer[term].estimate, expected.indirect[i], 1e-9), "\(term)")
                #expect(near(answer[term].standardError, expected.indirectErrors[i], 1e-8), "\(term)")
            }
        }
    }

    /// The total effect is that of the outcome on the exposure alone; in linear models this is arithmetic.
    @Test func totalIsTheShortRegression() throws {
        let (_, table) = try Self.file()
        let answer = try Self.model.fit(table).estimates(interval: .delta)
        let short = try LeastSquares("errors ~ workload + age").fit(table).estimates()
        #expect(near(answer["workload => errors"].estimate, short["workload"].estimate, 1e-10))
    }

    /// Draws agree with the delta method where effects are far from zero, and with themselves on any thread count.
    @Test func draws() throws {
        let (_, table) = try Self.file()
        let fit = try Self.model.fit(table)
        let term = "workload -> exhaustion -> errors"
        let delta = try fit.estimates(cluster: ["clinic"], interval: .delta)[term]
        for interval in [IndirectInterval.monteCarlo(draws: 4000), .bootstrap(draws: 400)] {
            let answer = try fit.estimates(cluster: ["clinic"], interval: interval)
            let row = answer[term]
            #expect(row.estimate == delta.estimate && row.standardError.isNaN)
            #expect(abs(row.interval.low - delta.interval.low) < 0.5 * delta.standardError)
            #expect(abs(row.interval.high - delta.interval.high) < 0.5 * delta.standardError)
            Parallel.threads = 1
            defer { Parallel.threads = 0 }
            #expect(try fit.estimates(cluster: ["clinic"], interval: interval)[term] == row)
        }
    }

    @Test func demandsAndResources() throws {
        let (file, table) = try Self.file()
        let model = try DemandsResources(
            demands: ["workload", "paperwork"], resources: ["autonomy"], exhaustion: ["exhaustion"],
            engagement: ["engagement"], outcome: "errors", covariates: "age")
        let fit = try model.fit(table)
        for (expected, cluster) in [(file.demands.clustered, ["clinic"]), (file.demands.independent, [])] {
            let answer = try fit.estimates(cluster: cluster, interval: .delta)
            #expect(near(answer.fact("sd.resources")?.double ?? 0, expected.sd, 1e-10))
            for (response, numbers) in [
                ("exhaustion", expected.exhaustion), ("engagement", expected.engagement),
            ] {
                let terms = [
                    "demands -> \(response)", "resources -> \(response)", "demands:resources -> \(response)",
                    "demands -> \(response), resources low", "demands -> \(response), resources high",
                ]
                for (i, term) in terms.enumerated() {
                    #expect(near(answer[term].estimate, numbers.estimates[i], 1e-8), "\(term)")
                    #expect(near(answer[term].standardError, numbers.errors[i], 1e-8), "\(term)")
                }
            }
            let indirect = answer["demands -> exhaustion -> errors"].estimate
            #expect(
                near(
                    indirect,
                    answer["demands -> exhaustion"].estimate * answer["exhaustion -> errors"].estimate, 1e-12)
            )
        }
    }

    /// Units do not change standardised answers, nor t.
    @Test func rescaling() throws {
        let (_, table) = try Self.file()
        let columns = table.columns.map { column in
            column.name == "workload"
                ? Column("workload", (column.numbers ?? []).map { 5 + 3 * $0 }) : column
        }
        let model = try DemandsResources(
            demands: ["workload"], resources: ["autonomy"], exhaustion: ["exhaustion"], isStandardised: true)
        let first = try model.fit(table).estimates(cluster: ["clinic"])
        let second = try model.fit(try DataTable(columns)).estimates(cluster: ["clinic"])
        for (a, b) in zip(first.rows, second.rows) {
            #expect(near(a.estimate, b.estimate, 1e-8) && near(a.standardError, b.standardError, 1e-8))
        }
    }

    @Test func absorbedFactors() throws {
        let (_, table) = try Self.file()
        var model = Self.model
        model.absorbed = ["clinic"]
        let fit = try model.fit(table)
        let within = try LeastSquares("exhaustion ~ workload + age | clinic").fit(table)
            .estimates(.clustered(by: "clinic"))
        let answer = try fit.estimates(cluster: ["clinic"], interval: .delta)
        #expect(near(answer["workload -> exhaustion"].standardError, within["workload"].standardError, 1e-10))
        #expect(throws: CausalError.self) { try fit.estimates(interval: .bootstrap()) }
    }

    @Test func faults() throws {
        let (_, table) = try Self.file()
        for model in [
            Mediation(exposures: [], mediators: ["age"], outcome: "errors"),
            Mediation(exposures: ["age"], mediators: ["age"], outcome: "errors"),
            Mediation(exposures: ["none"], mediators: ["age"], outcome: "errors"),
        ] {
            #expect(throws: CausalError.self) { try model.fit(table) }
        }
        let fit = try Self.model.fit(table)
        #expect(throws: CausalError.self) { try fit.estimates(interval: .monteCarlo(draws: 3)) }
        #expect(throws: CausalError.self) { try fit.estimates(cluster: ["none"]) }
    }
}
