import Groundwork
import Tables
import Testing

@testable import Design

/// The same bits on any number of threads. Serialized, for the number is the process's.
@Suite(.serialized) struct ThreadTests {
    @Test func framesDoNotDependOnThreads() throws {
        var noise = Noise(21)
        // Two blocks of the largest size.
        let count = 140_000
        var x = noise.below(1 << 30, count).map { Double($0) / 1e6 + 1 }
        for row in stride(from: 5, to: count, by: 997) { x[row] = .nan }
        let table = try DataTable([
            Column("y", noise.below(1000, count)), Column("x", x), Column("firm", noise.below(20_000, count)),
            Column("grade", noise.below(9, count).map { Optional("g\($0)") }),
        ])
        let formula = try Formula("log(y + 1) ~ x*grade + I(x^2) | firm^grade")
        var frames: [ModelFrame] = []
        for threads in [1, 2, 5] {
            Parallel.threads = threads
            frames.append(try ModelFrame(formula, table: table))
        }
        Parallel.threads = 0
        for frame in frames.dropFirst() {
            #expect(frame.columns == frames[0].columns)
            #expect(frame.response == frames[0].response)
            #expect(frame.sample.rows == frames[0].sample.rows)
            #expect(frame.absorbed[0].codes == frames[0].absorbed[0].codes)
        }
    }
}
