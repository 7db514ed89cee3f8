import Foundation

/// One run of the built command: what it wrote and how it ended.
struct CommandRun {
    let output: String
    let error: String
    let status: Int32
    let endedBySignal: Bool

    /// The folder of built products, beside which the test bundle lies.
    static let products = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()

    /// Runs `causal` with arguments and, if given, text on standard input.
    init(_ arguments: String..., input: String? = nil) throws { try self.init(arguments, input: input) }

    /// Runs `causal` with a list of arguments.
    init(_ arguments: [String], input: String? = nil, environment: [String: String] = [:]) throws {
        let process = Process()
        process.executableURL = CommandRun.products.appendingPathComponent("causal")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let (out, err, inp) = (try TemporaryFile(), try TemporaryFile(), try TemporaryFile(input ?? ""))
        process.standardOutput = try FileHandle(forWritingTo: out.url)
        process.standardError = try FileHandle(forWritingTo: err.url)
        process.standardInput = try FileHandle(forReadingFrom: inp.url)
        try process.run()
        process.waitUntilExit()
        output = try String(contentsOf: out.url, encoding: .utf8)
        error = try String(contentsOf: err.url, encoding: .utf8)
        status = process.terminationStatus
        endedBySignal = process.terminationReason == .uncaughtSignal
    }

    /// The output as JSON.
    func json() throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] ?? [:]
    }

    /// The rows of `estimates`.
    func rows() throws -> [[String: Any]] { try json()["estimates"] as? [[String: Any]] ?? [] }
}

/// A file that goes away with the value that owns it.
final class TemporaryFile: Sendable {
    let url: URL
    var path: String { url.path }

    init(_ text: String = "", name: String = "data.csv") throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        url = folder.appendingPathComponent(name)
        try Data(text.utf8).write(to: url)
    }

    deinit { try? FileManager.default.removeItem(at: url.deletingLastPathComponent()) }
}
