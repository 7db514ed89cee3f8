import ArgumentParser
import Causal

/// `causal evppi`
struct PartialInformationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evppi",
        abstract: "What it is worth to know some of a model's parameters.",
        discussion: """
            causal evppi --draws psa.csv --effects e1,e2 --costs c1,c2 \\
                --parameters p,q --wtp 25000
            causal evppi --draws psa.csv --effects e1,e2 --costs c1,c2 \\
                --parameters p,q --jointly --wtp 25000
            causal evppi --draws nested.csv --effects e1,e2 --costs c1,c2 \\
                --outer sample --wtp 25000

            By regression on splines of the parameters (Strong, Oakley & Brennan 2014),
            or from nested simulation whose rows name their outer sample.
            """)

    @OptionGroup(title: "Draws of a probabilistic analysis") var draws: DrawOptions

    @Option(help: "The columns of parameters, each by itself unless --jointly.")
    var parameters: ColumnNames?

    @Flag(help: "All parameters together.")
    var jointly = false

    @Option(help: "The column of outer samples, for nested simulation.")
    var outer: String?

    @Option(parsing: .unconditional, help: "What a unit of effect may cost, or several amounts.")
    var wtp: BoundList

    @Option(help: "The seed of the standard errors (default: 42).")
    var seed: UInt64?

    @OptionGroup var output: OutputOptions

    /// Reads, computes and writes.
    func run() throws {
        try output.apply()
        guard (parameters == nil) != (outer == nil) else {
            throw CausalError(.badArgument, "evppi needs either --parameters or --outer")
        }
        guard outer == nil || !jointly else {
            throw CausalError(.badArgument, "--jointly belongs to --parameters")
        }
        var stopwatch = Stopwatch()
        let (table, effects, costs) = try stopwatch.time("read", draws.table)
        let sample = try StrategyDraws(
            table, effects: effects, costs: costs, names: draws.strategies?.names ?? effects)
        let found = try stopwatch.time("decision") { () throws(CausalError) in try values(sample, table) }
        try output.write(PartialInformation.estimates(found, level: output.level), stopwatch)
    }

    private func values(_ sample: StrategyDraws, _ table: DataTable) throws(CausalError)
        -> [PartialInformation]
    {
        var found: [PartialInformation] = []
        for k in wtp.values {
            if let outer {
                found.append(try sample.nestedInformation(outer: Sample(table).factor(outer), willingness: k))
                continue
            }
            var columns: [(name: String, draws: [Double])] = []
            for name in parameters?.names ?? [] { columns.append((name, try table.numbers(name))) }
            for set in jointly ? [columns] : columns.map({ [$0] }) {
                found.append(try sample.partialInformation(set, willingness: k, seed: seed ?? 42))
            }
        }
        return found
    }
}
