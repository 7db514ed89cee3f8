import Benchmark
import Causal
import Foundation
import LinearAlgebra
import Tables

/// A failure to set up is a benchmark's failure: reported, not skipped.
private func attempt<Value>(_ benchmark: Benchmark, _ body: () throws -> Value) -> Value? {
    do { return try body() } catch {
        benchmark.error("\(error)")
        return nil
    }
}

/// The sizes at which the project's speed is judged.
private let sizes = [(rows: 1_000_000, regressors: 50), (rows: 10_000_000, regressors: 10)]

/// What every benchmark reports; large ones need few repetitions.
private var configuration: Benchmark.Configuration {
    .init(
        metrics: [.wallClock, .cpuTotal, .peakMemoryResident], warmupIterations: 1, maxDuration: .seconds(20),
        maxIterations: 20)
}

let benchmarks: @Sendable () -> Void = {
    for size in sizes {
        let label = "n = \(size.rows), k = \(size.regressors)"

        Benchmark("cross-products, \(label)", configuration: configuration) { benchmark, columns in
            benchmark.startMeasurement()
            blackHole(Kernels.crossProducts(columns: columns, weights: nil))
            benchmark.stopMeasurement()
        } setup: {
            let table = try SimulatedData.table(rows: size.rows, regressors: size.regressors)
            return try (1...size.regressors).map { try table.numbers("x\($0)") }
        }

        Benchmark("least squares, clustered, \(label)", configuration: configuration) {
            benchmark, table in
            let formula = SimulatedData.formula(regressors: size.regressors)
            benchmark.startMeasurement()
            let estimates = attempt(benchmark) {
                try LeastSquares(formula).fit(table).estimates(.clustered(by: "cl"))
            }
            benchmark.stopMeasurement()
            blackHole(estimates)
        } setup: {
            try SimulatedData.table(rows: size.rows, regressors: size.regressors)
        }

        Benchmark("cr2 with degrees of freedom, \(label)", configuration: configuration) {
            benchmark, fit in
            benchmark.startMeasurement()
            let estimates = attempt(benchmark) {
                try fit.estimates(.clustered(by: "cl", correction: .cr2))
            }
            benchmark.stopMeasurement()
            blackHole(estimates)
        } setup: {
            try LeastSquares(SimulatedData.formula(regressors: size.regressors))
                .fit(SimulatedData.table(rows: size.rows, regressors: size.regressors))
        }
    }

    Benchmark("read CSV, n = 1000000, 7 columns", configuration: configuration) { benchmark, path in
        benchmark.startMeasurement()
        let table = attempt(benchmark) { try DataTable(csv: path) }
        benchmark.stopMeasurement()
        blackHole(table)
    } setup: {
        try SimulatedFile.write(rows: 1_000_000)
    }
}
