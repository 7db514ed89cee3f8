import Groundwork
import OracleSupport
import Testing

@testable import Decisions

/// The curves of sensitivity pictures meet the numbers that they belong to.
@Suite struct ContourTests {
    @Test(arguments: [0.01, 0.05, 0.2, 0.6]) func contoursOfRobustness(_ treatment: Double) throws {
        let value = try RobustnessValue(term: "x", estimate: -2.4, standardError: 0.6, degreesOfFreedom: 120)
        for q in [0.5, 1, 1.5] {
            if let share = value.outcomeShare(besides: treatment, q: q) {
                let left = value.adjusted(for: try .init(treatment: treatment, outcome: share))
                #expect(abs(left.estimate - (1 - q) * -2.4) < 1e-12)
            }
            // The robustness value is where the contour meets the diagonal.
            let rv = value.value(q: q)
            #expect(agree(value.outcomeShare(besides: rv, q: q) ?? 0, rv, relative: 1e-12))
        }
        if let share = value.outcomeShare(besides: treatment, level: 0.95), share > 0 {
            let left = value.adjusted(for: try .init(treatment: treatment, outcome: share))
            #expect(abs(left.interval.high) < 1e-9)
            let less = try RobustnessValue.Confounder(treatment: treatment, outcome: 0.9 * share)
            #expect(value.adjusted(for: less).interval.high < 0)
        }
        let weak = try RobustnessValue(term: "x", estimate: 1, standardError: 1, degreesOfFreedom: 120)
        #expect(weak.outcomeShare(besides: treatment, level: 0.95) == 0)
        #expect(value.outcomeShare(besides: 1e-9) == nil && value.outcomeShare(besides: 1) == nil)
    }

    @Test func theEValueLiesOnItsCurve() throws {
        for ratio in [3.9, 1 / 3.9, 1.2] {
            let value = try EValue(riskRatio: ratio, low: ratio * 0.9, high: ratio * 1.05)
            #expect(
                agree(
                    value.outcomeRatio(besides: value.estimate, of: ratio) ?? 0, value.estimate,
                    relative: 1e-12))
            // The curve is symmetric in its two ties.
            let other = try #require(value.outcomeRatio(besides: 20, of: ratio))
            #expect(agree(value.outcomeRatio(besides: other, of: ratio) ?? 0, 20, relative: 1e-9))
            #expect(value.outcomeRatio(besides: 1.1, of: ratio) == nil)
        }
        #expect(try EValue(riskRatio: 2, low: 0.9, high: 4).nearerLimit == nil)
        #expect(try EValue(riskRatio: 2, low: 1.5, high: 4).nearerLimit == 1.5)
        #expect(try EValue(riskRatio: 0.5, low: 0.2, high: 0.8).nearerLimit == 0.8)
    }
}
