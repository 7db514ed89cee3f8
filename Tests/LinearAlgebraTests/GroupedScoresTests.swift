import Groundwork
import LinearAlgebra
import Testing

/// Scores by group against sums written as they are defined, over codes that take each way through the pass.
@Suite struct GroupedScoresTests {
    static let n = 70_000

    enum Codes: String, CaseIterable, CustomTestStringConvertible {
        case few, one, many, sorted, everyRowItsOwn, withGaps
        var testDescription: String { rawValue }
        var groupCount: Int {
            switch self {
            case .few: 10
            case .one: 1
            case .many: 60_000
            case .sorted: 7_000
            case .everyRowItsOwn: GroupedScoresTests.n
            case .withGaps: 12
            }
        }
        func code(_ i: Int) -> Int32 {
            switch self {
            case .few: Int32((i * 7919) % 10)
            case .one: 0
            case .many: Int32((i * 7919) % 60_000)
            case .sorted: Int32(i / 10)
            case .everyRowItsOwn: Int32(i)
            case .withGaps: Int32((i * 7919) % 20) - 4
            }
        }
    }

    @Test(arguments: Codes.allCases, [1, 5]) func sums(_ codes: Codes, _ k: Int) {
        let x = Uniform.columns(k, of: Self.n)
        let u = Uniform.columns(1, of: Self.n, seed: 4)[0]
        let weights = u.map { $0 + 0.7 }
        let groups = (0..<Self.n).map(codes.code)
        for (intercept, weights) in [(true, weights), (false, nil)] {
            let found = Kernels.groupedScores(
                columns: x, intercept: intercept, residuals: u, weights: weights, groups: groups,
                groupCount: codes.groupCount)
            let all = (intercept ? [Array(repeating: 1.0, count: Self.n)] : []) + x
            var expected = Matrix(codes.groupCount, all.count)
            var size = expected
            for (j, column) in all.enumerated() {
                for i in 0..<Self.n where groups[i] >= 0 && Int(groups[i]) < codes.groupCount {
                    let score = u[i] * (weights?[i] ?? 1) * column[i]
                    expected[Int(groups[i]), j] += score
                    size[Int(groups[i]), j] += abs(score)
                }
            }
            #expect(found.rowCount == expected.rowCount && found.columnCount == expected.columnCount)
            // Two orders of summing up to 70,000 terms differ by about √n ε of the sum of their magnitudes.
            let errors = zip(found.values, expected.values).map { abs($0 - $1) }
            #expect(zip(errors, size.values).allSatisfy { $0 <= 1e-13 * $1 })
        }
    }

    @Test(arguments: Codes.allCases) func oneFusedPassGivesTheSame(_ codes: Codes) {
        let x = Uniform.columns(6, of: Self.n)
        let y = Uniform.columns(1, of: Self.n, seed: 4)[0]
        let groups = (0..<Self.n).map(codes.code)
        let b = [1, -2, 0.5, 3, 0, 1.0]
        for intercept in [0.5, nil] {
            let residuals = Kernels.residuals(
                columns: x, response: y, intercept: intercept, coefficients: b)
            let fused = Kernels.residualsAndScores(
                columns: x, response: y, intercept: intercept, coefficients: b, weights: nil, groups: groups,
                groupCount: codes.groupCount)
            #expect(fused.residuals == residuals)
            #expect(
                fused.scores
                    == Kernels.groupedScores(
                        columns: x, intercept: intercept != nil, residuals: residuals, weights: nil,
                        groups: groups, groupCount: codes.groupCount))
        }
    }

    @Test func nothingGivesNothing() {
        let none = Kernels.groupedScores(
            columns: [[]], intercept: true, residuals: [], weights: nil, groups: [], groupCount: 3)
        #expect(none == Matrix(3, 2))
        let noGroups = Kernels.groupedScores(
            columns: [[1, 2]], intercept: false, residuals: [1, 1], weights: nil, groups: [-1, 5],
            groupCount: 0)
        #expect(noGroups.rowCount == 0 && noGroups.columnCount == 1)
    }
}
