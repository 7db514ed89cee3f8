import Foundation
import Testing

/// The help of every subcommand teaches by examples, and these run.
@Suite struct HelpExampleTests {
    /// The words that name each subcommand without further ones.
    static let paths: [[String]] = {
        func leaves(_ path: [String]) -> [[String]] {
            let help = (try? CommandRun(path + ["--help"]).output) ?? ""
            guard let list = help.components(separatedBy: "\nSUBCOMMANDS:\n").dropFirst().first else {
                return [path]
            }
            let names = list.components(separatedBy: "\n\n")[0].split(separator: "\n")
                .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
                .compactMap { $0.split(separator: " ").first.map(String.init) }
            return names.flatMap { leaves(path + [$0]) }
        }
        return leaves([])
    }()

    @Test func everySubcommandIsThere() {
        #expect(Self.paths.count > 45 && Self.paths.contains(["stepped-wedge", "power"]))
    }

    @Test(arguments: paths) func examplesRun(path: [String]) throws {
        let help = try CommandRun(path + ["--help"]).output
        let overview = help.components(separatedBy: "\nUSAGE:")[0]
        let examples = overview.replacingOccurrences(of: "\\\n", with: " ").split(separator: "\n")
            .map(String.init).filter { $0.hasPrefix("causal ") }
        let own = "causal " + path.joined(separator: " ") + " "
        #expect(examples.contains { $0.hasPrefix(own) }, "\(path) has no example in its help")
        let files = try ExampleFiles.shared.get().folder
        let folder = files.deletingLastPathComponent().appendingPathComponent(UUID().uuidString)
        try FileManager.default.copyItem(at: files, to: folder)
        defer { try? FileManager.default.removeItem(at: folder) }
        for example in examples where Self.canRun(example) {
            let (status, error) = try Self.shell(example, folder)
            #expect(status == 0, "\(example): \(error)")
        }
    }

    /// DuckDB's program, which reads Parquet files, is not everywhere.
    private static func canRun(_ example: String) -> Bool { !example.contains(".parquet") }

    private static func shell(_ line: String, _ folder: URL) throws -> (Int32, String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", line]
        process.currentDirectoryURL = folder
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        process.environment = ProcessInfo.processInfo.environment
            .merging(["PATH": CommandRun.products.path + ":" + path]) { $1 }
        let error = try TemporaryFile()
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: error.url)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return (process.terminationStatus, try String(contentsOf: error.url, encoding: .utf8))
    }

    /// Lines that are broken behind column 80 cannot be copied, and do not read well.
    @Test(arguments: paths) func linesFit(path: [String]) throws {
        let help = try CommandRun(path + ["--help"], environment: ["COLUMNS": "200"]).output
        let overview = help.components(separatedBy: "\nUSAGE:")[0].split(separator: "\n").dropFirst()
        #expect(overview.allSatisfy { $0.count <= 80 }, "\(path)")
    }
}
