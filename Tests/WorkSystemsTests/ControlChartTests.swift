import Testing
import WorkSystems

/// Charts against numpy, and rules against sequences made to break them.
@Suite struct ControlChartTests {
    struct File: Decodable { let charts: Numbers }
    struct Numbers: Decodable {
        let x, events, sizes, low, high, highPrime, counts, exposure, uHigh, ewma, ewmaMargins: [Double]
        let sd, mean, mrLimit, p, sigmaZ, u: Double
    }

    static func table(_ columns: (String, [Double])...) throws -> DataTable {
        try DataTable(columns.map { Column($0.0, $0.1) })
    }

    @Test func limits() throws {
        let n = try oracle("audit/audit.json", as: File.self).charts
        let x = try ControlChart(.individuals, value: "x").fit(try Self.table(("x", n.x))).estimates
        #expect(near(x.fact("sd")?.double ?? 0, n.sd, 1e-12))
        #expect(near(x.fact("moving.range.limit")?.double ?? 0, n.mrLimit, 1e-12))
        let shares = try Self.table(("r", n.events), ("n", n.sizes))
        let p = try ControlChart(.proportions, value: "r", size: "n").fit(shares)
        let prime = try ControlChart(.proportionsPrime, value: "r", size: "n").fit(shares)
        for i in n.low.indices {
            #expect(near(p.low[i], n.low[i], 1e-12) && near(p.high[i], n.high[i], 1e-12))
            #expect(near(prime.high[i], n.highPrime[i], 1e-12))
        }
        #expect(near(prime.estimates.fact("sigma.z")?.double ?? 0, n.sigmaZ, 1e-12))
        let u = try ControlChart(.rates, value: "c", size: "e").fit(
            try Self.table(("c", n.counts), ("e", n.exposure)))
        for i in n.uHigh.indices { #expect(near(u.high[i], n.uHigh[i], 1e-12)) }
        let average = try ControlChart(
            .weightedAverage(try WeightedAverage(smoothing: 0.3, width: 2.7)), value: "x", target: 10,
            standardDeviation: 2
        ).fit(try Self.table(("x", n.x)))
        for i in n.ewma.indices {
            #expect(near(average.points[i], n.ewma[i], 1e-12))
            #expect(near(average.high[i] - 10, n.ewmaMargins[i], 1e-11))
        }
    }

    /// Montgomery's table 9.2 (2013): k 0.5, h 5, target 10, σ 1; the upper sum signals first at point 29.
    @Test func montgomerysExample() throws {
        let x = [
            9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.20, 10.34, 9.03, 11.47, 10.51, 9.40, 10.08,
            9.37,
            10.62, 10.31, 8.52, 10.84, 10.90, 9.33, 12.29, 11.50, 10.60, 11.08, 10.38, 11.62, 11.31, 10.52,
        ]
        let sum = try ControlChart(
            .cumulativeSum(try CumulativeSum()), value: "x", target: 10, standardDeviation: 1
        ).fit(try Self.table(("x", x)))
        #expect(sum.signalled.first == 28)
        #expect(near(sum.points[28], 5.28, 1e-9) && near(sum.points[29], 5.30, 1e-9))
        #expect(near(sum.lowerPoints[1], -1.56, 1e-9))
    }

    @Test func rules() {
        let western = ChartRules.westernElectric, nelson = ChartRules.nelson
        #expect(western.signals([0, 3.1]) == [[], [1]])
        #expect(western.signals([2.1, 0, 2.1]) == [[], [], [2]])
        #expect(western.signals([2.1, 0, -2.1]) == [[], [], []])
        #expect(western.signals([1.1, 1.1, 0, 1.1, 1.1])[4] == [3])
        #expect(western.signals([Double](repeating: 0.5, count: 8))[7] == [4])
        #expect(western.signals([Double](repeating: 0.5, count: 7))[6] == [])
        #expect(nelson.signals([Double](repeating: 0.5, count: 9))[8] == [2])
        #expect(nelson.signals([-0.3, -0.2, -0.1, 0.1, 0.2, 0.3])[5] == [3])
        #expect(nelson.signals((0..<14).map { $0 % 2 == 0 ? 0.5 : -0.5 })[13] == [4])
        #expect(nelson.signals((0..<15).map { $0 % 3 == 0 ? 0.5 : -0.4 })[14] == [7])
        #expect(nelson.signals([1.5, -1.5, 1.2, -1.2, 1.2, -1.5, 1.5, -1.2])[7] == [8])
        #expect(ChartRules.shewhart.signals([Double](repeating: 0.5, count: 20)).allSatisfy { $0.isEmpty })
    }

    /// Median 5.5; the last seven lie above it.
    @Test func runs() {
        let runs = RunChart([1, 2, 3, 4, 5, 5, 4, 6, 7, 8, 7, 8, 9, 8].map(Double.init))
        #expect(runs.median == 5.5 && runs.useful == 14 && runs.longestRun == 7)
        #expect(runs.crossings == 1 && runs.longestRunLimit == 7 && runs.crossingsLimit == 4)
        #expect(runs.signals.last == [2, 3] && runs.signals[4] == [4])
        // Points on the median neither break a run nor lengthen it.
        #expect(RunChart([1, 3, 2, 2, 3, 1], median: 2).crossings == 2)
        // qbinom(0.05, n - 1, 0.5) for 10 … 24 useful points (Anhøj & Olesen 2014, table 1).
        let limits = (10...24).map { n in
            RunChart((0..<n).map { $0 % 2 == 0 ? 1 : -1 }, median: 0).crossingsLimit
        }
        #expect(limits == [2, 2, 3, 3, 4, 4, 4, 5, 5, 6, 6, 6, 7, 7, 8])
        #expect(RunChart([2, 2, 2]).crossings == 0)
    }

    @Test func orderOfTime() throws {
        let table = try DataTable([
            Column("month", ["2024-02", "2024-01", "2024-03"]), Column("x", [2.0, 1, 3]),
        ])
        let series = try ControlChart(.individuals, value: "x", time: "month").fit(table)
        #expect(series.points == [1, 2, 3] && series.labels.first == "2024-01" && series.times == [1, 2, 3])
    }

    @Test func faults() throws {
        let flat = try Self.table(("x", [1, 1, 1]), ("n", [2, 2, 2]))
        #expect(throws: CausalError.self) { try ControlChart(.individuals, value: "x").fit(flat) }
        #expect(throws: CausalError.self) { try ControlChart(.proportions, value: "x").fit(flat) }
        #expect(throws: CausalError.self) { try ControlChart(.counts, value: "x", size: "n").fit(flat) }
        #expect(throws: CausalError.self) {
            try ControlChart(.individuals, value: "x", baseline: 9).fit(flat)
        }
        #expect(throws: CausalError.self) { try CumulativeSum(reference: -1) }
        #expect(throws: CausalError.self) { try WeightedAverage(smoothing: 0) }
        let quiet = try ControlChart(.counts, value: "x").fit(flat).estimates
        #expect(!quiet.json.text(indent: nil).contains("nan"))
    }
}
