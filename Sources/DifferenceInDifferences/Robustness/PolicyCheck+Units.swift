import Distributions
import Regression

extension PolicyCheck {
    /// A placebo in units: never-treated units are given starts at random, in the shares of the true ones, and the
    /// effect is estimated among them, again and again.
    ///
    /// With K draws of b the p-value is (1 + #{|b_k| ≥ |b̂|})/(1 + K), b̂ the true estimate: how often an effect as
    /// large arises where there is none.
    ///
    /// - Parameters:
    ///   - table: the data.
    ///   - draws: how often starts are dealt out, 1 to 100,000.
    ///   - seed: of the random numbers.
    ///   - column: the column within whose values starts are the same (clinics, states); nil means units.
    /// - Returns: a row `ATT`, the true estimate, and the diagnostic `placebo-in-units` with `p.value`, and `mean`, `sd`,
    ///   `low`, `high` (2.5 % and 97.5 %) of the draws.
    /// - Throws: `CausalError.Code.notIdentified` with fewer than four never-treated units; what the estimator throws.
    public func placeboInUnits(
        _ table: DataTable, draws: Int = 200, seed: UInt64 = 42, by column: String? = nil
    ) throws(CausalError) -> Estimates {
        guard (1...100_000).contains(draws) else {
            throw CausalError(.badArgument, "a placebo takes 1 to 100,000 draws", value: "\(draws)")
        }
        let known = try policyRows(table)
        let lottery = try PlaceboLottery(known, by: column ?? panel.unit)
        let whole = try estimate(table, treatment)
        let root = Generator(seed: seed)
        let found = DrawProgress.map(draws) { draw -> Result<Double, CausalError> in
            do throws(CausalError) {
                let starts = lottery.starts(root.stream(draw))
                return .success(try estimate(known, rows: lottery.rows, starts: starts).estimate)
            } catch { return .failure(error) }
        }
        var values: [Double] = []
        var failed = 0
        for result in found {
            if case .success(let value) = result, value.isFinite { values.append(value) } else { failed += 1 }
        }
        guard !values.isEmpty else { throw PolicyCheck.failure(found) }
        return Estimates(
            checks: [whole.renamed("ATT")], "placebo-in-units",
            diagnostics: [PolicyCheck.summary(values, whole.estimate, seed: seed, units: lottery.count)],
            notes: failed == 0 ? [] : ["In \(failed) draws the effect could not be estimated."])
    }

    private static func failure(_ found: [Result<Double, CausalError>]) -> CausalError {
        for case .failure(let error) in found { return error }
        return CausalError(.notIdentified, "the effect could not be estimated in any draw")
    }

    private static func summary(
        _ values: [Double], _ truth: Double, seed: UInt64, units: Int
    ) -> Diagnostic {
        let sorted = values.sorted()
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let quantile = { (p: Double) in
            sorted[min(sorted.count - 1, max(0, Int((count * p).rounded(.up)) - 1))]
        }
        let larger = values.count { $0.magnitude >= truth.magnitude }
        return Diagnostic(
            "placebo-in-units",
            [
                .init("draws", .integer(values.count)), .init("seed", .seed(seed)),
                .init("never.treated", .integer(units)), .init("mean", .number(mean)),
                .init("sd", .number(count > 1 ? (squares / (count - 1)).squareRoot() : .nan)),
                .init("low", .number(quantile(0.025))), .init("high", .number(quantile(0.975))),
                .init("p.value", .number(Double(1 + larger) / (1 + count))),
            ])
    }
}

/// Deals starts to never-treated units.
private struct PlaceboLottery: Sendable {
    /// The rows of never-treated units.
    let rows: [Int32]
    private let owners: Factor
    /// The starts to deal out, one for each owner.
    private let deck: [Double]
    var count: Int { deck.count }

    init(_ known: PolicyPanel, by column: String?) throws(CausalError) {
        guard let column else {
            throw CausalError(
                .badArgument, "starts are dealt to units, and none are given",
                remedy: "Name the column of units.")
        }
        let owner = try known.sample.factor(column)
        var starts = [Double](repeating: .nan, count: owner.levelCount)
        for (row, code) in owner.codes.enumerated() {
            let start = known.firstTreated[row]
            if starts[Int(code)].isNaN || start < starts[Int(code)] { starts[Int(code)] = start }
        }
        let never = starts
        rows = Parallel.positions(known.time.count) { never[Int(owner.codes[$0])] == .infinity }
        owners = owner.keeping(rows)
        guard owners.levelCount >= 4, !known.cohorts.isEmpty else {
            throw CausalError(
                .notIdentified, "a placebo in units needs four never-treated units or more, and treated ones",
                column: column)
        }
        deck = PlaceboLottery.deck(owners.levelCount, starts)
    }

    /// The true starts in their shares, at least one owner with the most frequent one and at least two with none.
    private static func deck(_ size: Int, _ starts: [Double]) -> [Double] {
        let sorted = starts.sorted()
        var deck = (0..<size).map { sorted[($0 * 2 + 1) * sorted.count / (2 * size)] }
        if deck[0] == .infinity { deck[0] = sorted[0] }
        deck[size - 1] = .infinity
        deck[size - 2] = .infinity
        return deck
    }

    /// The start of each row in one draw.
    func starts(_ generator: Generator) -> [Double] {
        var generator = generator
        var dealt = deck
        generator.shuffle(&dealt)
        return owners.codes.map { dealt[Int($0)] }
    }
}
