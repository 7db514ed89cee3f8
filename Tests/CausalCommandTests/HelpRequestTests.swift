import Foundation
import Testing

/// Help is answered without parsing; it is the parser's own all the same.
@Suite struct HelpRequestTests {
    @Test(arguments: ["", "ols", "did", "simulate", "simulate did", "stepped-wedge", "stepped-wedge fit"])
    func asTheParserSays(command: String) throws {
        let words = command.split(separator: " ").map(String.init)
        let parsed = try CommandRun(["help"] + words)
        #expect(parsed.status == 0 && parsed.output.contains("USAGE: causal \(command)"))
        for option in ["--help", "-h"] {
            let run = try CommandRun(words + [option])
            #expect(run.status == 0 && run.output == parsed.output && run.error.isEmpty)
        }
    }

    /// Behind other options, or behind words that are no subcommand, the parser decides.
    @Test func elsewhere() throws {
        let help = try CommandRun("ols", "--help").output
        #expect(try CommandRun("ols", "data.csv", "y ~ x", "--level", "0.9", "--help").output == help)
        #expect(try CommandRun("ols", "--help", "data.csv").output == help)
        let misspelt = try CommandRun("olss", "--help")
        #expect(misspelt.output == (try CommandRun("--help").output))
        let version = try CommandRun("--version")
        #expect(version.status == 0 && version.output.hasSuffix("\n") && version.output.count < 20)
        #expect(try CommandRun("sql", "did", "--help").output.contains("[<options of causal did>]"))
        #expect(try CommandRun("--generate-completion-script", "bash").output.contains("early-warning"))
    }

    /// What cannot be written is told: help, a version, completions.
    @Test(
        .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs /dev/full"),
        arguments: ["--help", "ols --help", "help ols", "--version", "--generate-completion-script zsh"])
    func onAFullDisk(line: String) throws {
        let process = Process()
        process.executableURL = CommandRun.products.appendingPathComponent("causal")
        process.arguments = line.split(separator: " ").map(String.init)
        let error = try TemporaryFile()
        process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
        process.standardError = try FileHandle(forWritingTo: error.url)
        try process.run()
        process.waitUntilExit()
        let words = try String(contentsOf: error.url, encoding: .utf8)
        #expect(process.terminationStatus == 1)
        #expect(words.hasPrefix("causal: error: standard output cannot be written"))
        #expect(words.split(separator: "\n").count == 1)
    }
}
