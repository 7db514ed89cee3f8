// swift-tools-version: 6.1
import PackageDescription

// A package as its users write them: it depends on ours by path and uses every public entry.
let package = Package(
    name: "consumer",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "swift-causal", path: "../..")],
    targets: [
        .executableTarget(name: "Consumer", dependencies: [.product(name: "Causal", package: "swift-causal")])
    ]
)
