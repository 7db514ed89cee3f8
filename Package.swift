// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "swift-causal",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Causal", targets: ["Causal"]),
        .executable(name: "causal", targets: ["CausalCommand"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.0"),
    ],
    targets: [
        // Errors, JSON values and the one way to run work on several threads.
        .target(name: "Groundwork"),
        .testTarget(name: "GroundworkTests", dependencies: ["Groundwork"]),

        // Columns, missing values, readers.
        .target(name: "CNumberText"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .systemLibrary(name: "CReadStat", providers: [.apt(["libreadstat-dev"]), .brew(["readstat"])]),
        .target(name: "Tables", dependencies: ["Groundwork", "CNumberText", "CZlib", "CReadStat"]),
        .testTarget(name: "TablesTests", dependencies: ["Tables"], resources: [.copy("Oracles")]),

        // Libraries that are loaded when they are first needed (Linux): LAPACK and Clp.
        .target(name: "CSharedLibrary", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),

        // Matrices over LAPACK; distributions over Boost.Math.
        .target(
            name: "CLAPACK", dependencies: ["CSharedLibrary"],
            linkerSettings: [.linkedFramework("Accelerate", .when(platforms: [.macOS]))]),
        .target(name: "CKernels"),
        .target(name: "LinearAlgebra", dependencies: ["Groundwork", "CLAPACK", "CKernels"]),
        .testTarget(
            name: "LinearAlgebraTests", dependencies: ["LinearAlgebra"], resources: [.copy("Oracles")]),
        .target(
            name: "CSpecialFunctions",
            linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
        .target(name: "Distributions", dependencies: ["Groundwork", "CSpecialFunctions"]),
        .testTarget(
            name: "DistributionsTests", dependencies: ["Distributions"], resources: [.copy("Oracles")]),

        // From a table to matrices, from a fit to estimates.
        .target(name: "Design", dependencies: ["Tables", "LinearAlgebra"]),
        .testTarget(name: "DesignTests", dependencies: ["Design"], resources: [.copy("Oracles")]),
        .target(name: "Inference", dependencies: ["Design", "LinearAlgebra", "Distributions"]),

        // Oracle files and the simulated tables that they were computed on, for the tests of estimators.
        .target(
            name: "OracleSupport", dependencies: ["DifferenceInDifferences", "Tables", "Groundwork"],
            path: "Tests/OracleSupport"),

        // Estimators.
        .target(name: "Regression", dependencies: ["Inference", "CKernels"]),
        .testTarget(
            name: "RegressionTests",
            dependencies: ["Regression", "DifferenceInDifferences", "OracleSupport"],
            resources: [.copy("Oracles")]),
        .target(name: "SimplexWeights", dependencies: ["LinearAlgebra"]),
        .target(name: "DifferenceInDifferences", dependencies: ["Regression", "SimplexWeights"]),
        .testTarget(
            name: "DifferenceInDifferencesTests", dependencies: ["DifferenceInDifferences", "OracleSupport"],
            resources: [.copy("Oracles")]),

        .target(name: "InterruptedTimeSeries", dependencies: ["Regression", "SimplexWeights"]),
        .testTarget(
            name: "InterruptedTimeSeriesTests", dependencies: ["InterruptedTimeSeries", "OracleSupport"],
            resources: [.copy("Oracles")]),

        // From an effect to a decision.
        .systemLibrary(name: "CClpSystem", pkgConfig: "clp", providers: [.brew(["clp"])]),
        .target(
            name: "CClp",
            dependencies: [
                "CSharedLibrary", .target(name: "CClpSystem", condition: .when(platforms: [.macOS])),
            ]),
        .target(name: "Decisions", dependencies: ["Regression", "CClp"]),
        .testTarget(
            name: "DecisionsTests", dependencies: ["Decisions", "OracleSupport"],
            resources: [.copy("Oracles")]),

        // Work systems: queues, capacity, early warning, measurement, feedback.
        .target(name: "WorkSystems", dependencies: ["Regression"]),
        .testTarget(
            name: "WorkSystemsTests", dependencies: ["WorkSystems", "OracleSupport"],
            resources: [.copy("Oracles")]),

        .systemLibrary(
            name: "CNLopt", pkgConfig: "nlopt", providers: [.apt(["libnlopt-dev"]), .brew(["nlopt"])]),
        .target(name: "SteppedWedge", dependencies: ["Regression", "DifferenceInDifferences", "CNLopt"]),
        .testTarget(
            name: "SteppedWedgeTests",
            dependencies: ["SteppedWedge", "DifferenceInDifferences", "OracleSupport"],
            resources: [.copy("Oracles")]),

        // Exact answers from sums that a database or parts of the rows give.
        .target(
            name: "Aggregates",
            dependencies: ["DifferenceInDifferences", "InterruptedTimeSeries", "SteppedWedge"]),
        .testTarget(name: "AggregatesTests", dependencies: ["Aggregates"]),

        // Inputs of every kind, changed at random; see Tests/Fuzz/run.
        .executableTarget(
            name: "Fuzz", dependencies: ["Regression"], path: "Tests/Fuzz", exclude: ["Corpus", "run"]),

        // What people see.
        .target(name: "Presentation", dependencies: ["Inference"]),
        .testTarget(
            name: "PresentationTests", dependencies: ["Presentation"],
            exclude: ["Oracles"], resources: [.copy("Pictures"), .copy("Golden")]),
        .target(
            name: "Causal",
            dependencies: [
                "Decisions", "DifferenceInDifferences", "InterruptedTimeSeries", "SteppedWedge",
                "WorkSystems", "Aggregates",
                "Presentation",
            ]),
        .executableTarget(
            name: "CausalCommand",
            dependencies: [
                "Causal", "Presentation",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .testTarget(
            name: "CausalCommandTests", dependencies: ["CausalCommand", "Causal"], exclude: ["Schema"]),
    ]
)
