import ArgumentParser
import Causal

/// How many threads work.
struct ThreadOption: ParsableArguments {
    @Option(parsing: .unconditional, help: "How many threads may work; the result does not depend on it.")
    var threads: Int?

    /// Sets it for the whole run.
    func apply() throws(CausalError) {
        guard let threads else { return }
        guard (1...1024).contains(threads) else {
            throw CausalError(.badArgument, "--threads is a number from 1 to 1024", value: "\(threads)")
        }
        Parallel.threads = threads
    }
}
