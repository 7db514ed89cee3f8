import Foundation

/// The folder of oracle files in the test bundle.
let oracles = Bundle.module.bundleURL.appendingPathComponent("Oracles")

/// Reads one oracle file.
func oracle<File: Decodable>(_ name: String, as type: File.Type = File.self) throws -> File {
    try JSONDecoder().decode(File.self, from: Data(contentsOf: oracles.appendingPathComponent(name)))
}

/// Whether two numbers agree relative to the second, or absolutely where it is next to nothing.
func near(_ value: Double, _ expected: Double, _ tolerance: Double = 1e-10) -> Bool {
    abs(value - expected) <= tolerance * max(abs(expected), 1e-3)
}
