// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that whoever imports the library never resolves a benchmark tool.
let package = Package(
    name: "swift-causal-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "swift-causal", path: ".."),
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.30.0", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "CausalBenchmarks",
            dependencies: [
                .product(name: "Causal", package: "swift-causal"),
                .product(name: "Benchmark", package: "benchmark"),
            ],
            path: "CausalBenchmarks",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
        .executableTarget(
            name: "PeerRunner",
            dependencies: [.product(name: "Causal", package: "swift-causal")]),
        .executableTarget(
            name: "RejectionRates",
            dependencies: [.product(name: "Causal", package: "swift-causal")]),
        .executableTarget(
            name: "SeriesRejection",
            dependencies: [.product(name: "Causal", package: "swift-causal")]),
        .executableTarget(
            name: "EstimatorCoverage",
            dependencies: [.product(name: "Causal", package: "swift-causal")]),
        .executableTarget(
            name: "SteppedWedgeSpeed",
            dependencies: [.product(name: "Causal", package: "swift-causal")]),
        .executableTarget(
            name: "SteppedWedgeCoverage",
            dependencies: [.product(name: "Causal", package: "swift-causal")]),
    ]
)
