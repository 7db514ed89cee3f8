import Causal
import Foundation
import Testing

@Suite struct PlotTests {
    static let data = "y,x\n1,1\n2,2\n2,3\n4,5\n"

    /// `--plot` writes what the library writes, and leaves the result as it was.
    @Test(arguments: [".svg", ".vl.json", ".html"])
    func thePictureBelongsToTheResult(ending: String) throws {
        let file = try TemporaryFile(name: "before" + ending)
        let plain = try CommandRun("ols", "-", "y ~ x", "--format", "json", input: Self.data)
        let run = try CommandRun(
            "ols", "-", "y ~ x", "--format", "json", "--plot", file.path, input: Self.data)
        #expect(run.status == 0 && run.error.isEmpty && run.output == plain.output, "\(run.error)")
        let estimates = try JSONDecoder().decode(Estimates.self, from: Data(run.output.utf8))
        let expected = try TemporaryFile(name: "expected" + ending)
        try Picture(of: estimates).write(to: expected.path, with: estimates)
        #expect(try Data(contentsOf: file.url) == Data(contentsOf: expected.url))
    }

    /// Each estimator of the command has a picture of its own.
    @Test func effects() throws {
        let table = try TemporaryFile(try SimulatedClinics().table().csv())
        let titles = [
            "event-study": "Effects by time since the start", "2x2": "Means before and after",
            "twfe": "Estimates for burnout",
        ]
        for (estimator, title) in titles {
            let file = try TemporaryFile(name: "plot.svg")
            let run = try CommandRun(
                "did", table.path, "--outcome", "burnout", "--unit", "clinician", "--time", "month",
                "--treatment", "treated", "--estimator", estimator, "--plot", file.path)
            #expect(run.status == 0, "\(run.error)")
            #expect(try String(contentsOf: file.url, encoding: .utf8).contains(">\(title)<"), "\(estimator)")
        }
    }

    /// A wrong ending is said before anything is computed; a picture that cannot be written leaves what was there.
    @Test func faultsAreSaid() throws {
        let wrong = try CommandRun("ols", "-", "y ~ x", "--plot", "a.jpg", input: Self.data)
        #expect(wrong.status == 64 && wrong.output.isEmpty && wrong.error.contains(".vl.json"))
        let folder = try CommandRun("ols", "-", "y ~ x", "--plot", "/no/folder/a.svg", input: Self.data)
        #expect(folder.status == 64 && folder.error.contains("/no/folder"))
    }

    /// Without a converter PNG names how to get one, and a file that was there stays.
    @Test func pngWithoutAConverter() throws {
        let file = try TemporaryFile("before", name: "plot.png")
        let tool = CommandRun.products.appendingPathComponent("causal").path
        let script = "PATH=/nowhere; export PATH; exec \"$0\" ols - 'y ~ x' --plot \"$1\""
        let process = Process()
        let (input, error) = (try TemporaryFile(Self.data), try TemporaryFile())
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", script, tool, file.path]
        process.standardInput = try FileHandle(forReadingFrom: input.url)
        process.standardError = try FileHandle(forWritingTo: error.url)
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 64)
        #expect(try String(contentsOf: error.url, encoding: .utf8).contains("pip install vl-convert-python"))
        #expect(try String(contentsOf: file.url, encoding: .utf8) == "before")
    }
}
