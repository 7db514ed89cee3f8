import Groundwork
import OracleSupport
import Testing

@testable import Decisions

@Suite struct SequentialTests {
    /// Lan & DeMets's bounds as the field's programs print them to three decimals: five looks, two-sided .05.
    @Test func publishedTables() throws {
        let looks = [0.2, 0.4, 0.6, 0.8, 1]
        let fleming = try SequentialBounds(information: looks).bounds.map { $0 ?? 0 }
        for (found, printed) in zip(fleming, [4.877, 3.357, 2.680, 2.290, 2.031]) {
            #expect(abs(found - printed) < 6e-4)
        }
        let pocock = try SequentialBounds(information: looks, spending: .pocock).bounds.map { $0 ?? 0 }
        for (found, printed) in zip(pocock, [2.438, 2.427, 2.410, 2.397, 2.386]) {
            #expect(abs(found - printed) < 6e-4)
        }
    }

    @Test func boundsAreThoseOfAnotherIntegration() throws {
        for entry in try Reference.list("spending") {
            let found = try SequentialBounds(
                information: entry.numbers("information"), alpha: entry.number("alpha"),
                spending: AlphaSpending(entry["spending"]?.text ?? ""), isTwoSided: entry.number("sides") == 2
            )
            for (bound, wanted) in zip(found.bounds, entry.numbers("bounds")) {
                // Simpson's rule on 1601 nodes holds eight digits while the kernel spans many of them.
                #expect(agree(bound ?? .nan, wanted, relative: 1e-8), "\(entry)")
            }
            #expect(isClean(found.estimates))
        }
    }

    @Test func oneLookIsTheQuantile() throws {
        let one = try SequentialBounds(information: [1], alpha: 0.05, spending: .pocock)
        #expect(agree(one.bounds[0] ?? 0, 1.959963984540054, relative: 1e-13))
        #expect(agree(one.nominal[0], 0.05, relative: 1e-12))
    }

    /// The repeated p-value of a statistic on the bound is α.
    @Test func repeatedPValuesInvertTheBounds() throws {
        let looks = [0.3, 0.7, 1]
        let bounds = try SequentialBounds(
            information: looks, alpha: 0.03, spending: .pocock, isTwoSided: false)
        let p = try SequentialBounds.repeatedPValue(
            bounds.bounds[2] ?? 0, information: looks, spending: .pocock)
        #expect(agree(p, 0.03, relative: 1e-9))
        let single = try SequentialBounds.repeatedPValue(2, information: [1], spending: .obrienFleming)
        #expect(agree(single, Normal().survival(2), relative: 1e-10))
        #expect(try SequentialBounds.repeatedPValue(-3, information: looks, spending: .pocock) == 1)
    }

    @Test func faults() {
        #expect(
            code { () throws(CausalError) in _ = try SequentialBounds(information: [0.5, 0.5]) }
                == .badArgument)
        #expect(
            code { () throws(CausalError) in _ = try SequentialBounds(information: [0.5, 1.2]) }
                == .badArgument)
        #expect(code { () throws(CausalError) in _ = try SequentialBounds(information: []) } == .badArgument)
        #expect(
            code { () throws(CausalError) in _ = try SequentialBounds(information: [.nan]) } == .badArgument)
        #expect(code { () throws(CausalError) in _ = try AlphaSpending("power:-1") } == .badArgument)
    }
}
