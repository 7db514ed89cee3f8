import Foundation
import Groundwork
import Tables

/// Published data sets, read from the folder that the variable CAUSAL_REFERENCE_DATA names.
///
/// They are not part of the project; tests that need them are skipped, visibly, without the variable.
public enum ReferenceData {
    /// Whether the folder is there.
    public static var isAvailable: Bool { folder != nil }

    private static var folder: String? { ProcessInfo.processInfo.environment["CAUSAL_REFERENCE_DATA"] }

    /// The path of a file.
    public static func path(_ file: String) throws -> String {
        guard let folder else { throw CausalError(.noSuchInput, "CAUSAL_REFERENCE_DATA is not set") }
        return folder + "/" + file
    }

    /// Reads a CSV file.
    public static func table(_ file: String) throws -> DataTable { try DataTable(csv: path(file)) }
}

/// Whether two numbers agree to a relative tolerance (absolute below 1e-12 of `scale`).
public func agree(_ value: Double, _ expected: Double, relative: Double, scale: Double = 0) -> Bool {
    abs(value - expected) <= relative * abs(expected) + 1e-12 * scale
}
