import Foundation
import OracleSupport
import Testing

@testable import DifferenceInDifferences

/// Every number that R's synthdid, diff-diff and PyPI's synthdid gave on the same tables.
@Suite struct SyntheticOracleTests {
    private let data: OracleData

    init() throws { data = try OracleData(folder: oracles) }

    private func read<Answers: Decodable>(_ name: String, as type: Answers.Type) throws -> Answers {
        let decoder = JSONDecoder()
        return try decoder.decode(
            type, from: Data(contentsOf: oracles.appendingPathComponent("\(name).json")))
    }

    private func fit(
        _ table: String, _ method: SyntheticMethod = .syntheticDifferences, covariates: String? = nil,
        _ adjustment: SyntheticAdjustment = .projected
    ) throws -> SyntheticFit {
        try SyntheticDifferenceInDifferences(
            outcome: "burnout", panel: PanelIndex(unit: "clinician", period: "month"),
            treatment: .firstTreated("adopted"), method: method, covariates: covariates,
            adjustment: adjustment
        ).fit(data.table(table))
    }

    private func close(_ values: [Double], _ expected: [Double]) -> Bool {
        values.count == expected.count
            && zip(values, expected).allSatisfy { agree($0, $1, relative: 1e-8, scale: 1000) }
    }

    @Test func effectsAndWeightsAreThoseOfR() throws {
        let answers = try read("synthetic", as: ROracle.self)
        #expect(answers.cases.count == 12)
        // Steps for coefficients are many, and slow without optimisation: two cases stand for all.
        for entry in answers.cases
        where !entry.covariate || entry.data == "block" && entry.method != .differences {
            let fit = try fit(
                entry.data, entry.method, covariates: entry.covariate ? "I(caseload / 10)" : nil, .optimised)
            #expect(fit.cohorts.map(\.double) == entry.cohorts.map(\.start))
            for (cohort, expected) in entry.cohorts.enumerated() {
                let weights = fit.weights[cohort]
                let name = Comment(rawValue: "\(entry.data) \(entry.method) \(entry.covariate)")
                #expect(agree(fit.effects[cohort], expected.effect, relative: 1e-8), name)
                #expect(close(weights.units, expected.omega), name)
                // R gives synthetic control time weights of zero.
                if entry.method != .syntheticControl {
                    #expect(close(weights.periods, expected.lambda), name)
                }
                #expect(close(weights.coefficients, expected.beta), name)
            }
        }
    }

    @Test func replicatesAreThoseOfR() throws {
        for entry in try read("synthetic", as: ROracle.self).cases {
            guard let jackknife = entry.jackknife else { continue }
            let fit = try fit(entry.data, entry.method)
            let solver = fit.solver.preparedForDraws()
            for draw in entry.placebo ?? [] {
                let effect = fit.replicate(fit.placebo(draw.order), solver)[0]
                #expect(agree(effect, draw.effect, relative: 1e-8), "\(entry.method) placebo")
                // What draws share saves time and changes nothing.
                #expect(agree(effect, fit.replicate(fit.placebo(draw.order), fit.solver)[0], relative: 1e-8))
            }
            let treated = fit.solver.panel.cohorts[0].units
            for draw in entry.bootstrap ?? [] {
                let selection = SyntheticSelection(
                    controls: draw.order.filter { $0 < treated.lowerBound },
                    treated: [draw.order.filter(treated.contains)])
                let effect = fit.replicate(selection, solver)[0]
                #expect(agree(effect, draw.effect, relative: 1e-8), "\(entry.method) bootstrap")
            }
            let error = try fit.estimates(.jackknife).rows[0].standardError
            #expect(agree(error, jackknife, relative: 1e-8), "\(entry.method) jackknife")
        }
    }

    @Test func diffDiffAgrees() throws {
        let answer = try read("synthetic-diff-diff", as: PeerOracle.self)
        let fit = try fit("block")
        let row = try fit.estimates(.jackknife).rows[0]
        #expect(agree(row.estimate, answer.effect, relative: 1e-8))
        #expect(agree(row.standardError, answer.jackknife, relative: 1e-8))
        #expect(close(fit.weights[0].units, answer.omega) && close(fit.weights[0].periods, answer.periods))
    }

    /// Cohorts, and covariates by Kranz's projection.
    @Test func synthdidOfPythonAgrees() throws {
        for entry in try read("synthetic-python", as: PythonOracle.self).cases {
            let terms = entry.covariates.map { $0 == "load" ? "I(caseload / 10)" : $0 }
            let fit = try fit(entry.data, covariates: terms.isEmpty ? nil : terms.joined(separator: " + "))
            let expected = zip(entry.share, entry.effect).reduce(0) { $0 + $1.0 * $1.1 }
            #expect(close(fit.effects, entry.effect), "\(entry.data) \(terms)")
            #expect(agree(fit.effect, expected, relative: 1e-8), "\(entry.data) \(terms)")
            for (weights, omega) in zip(fit.weights, entry.omega) { #expect(close(weights.units, omega)) }
        }
    }
}

/// The answers of synthetic.R.
private struct ROracle: Decodable {
    let cases: [Entry]

    struct Entry: Decodable {
        let data: String
        let method: SyntheticMethod
        let covariate: Bool
        let cohorts: [Cohort]
        let jackknife: Double?
        let placebo: [Draw]?
        let bootstrap: [Draw]?
    }

    struct Cohort: Decodable {
        let start: Double
        let effect: Double
        let omega: [Double]
        let lambda: [Double]
        let beta: [Double]

        private enum CodingKeys: String, CodingKey { case start, effect, omega, lambda, beta }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            start = try values.decode(Double.self, forKey: .start)
            effect = try values.decode(Double.self, forKey: .effect)
            omega = try values.decode([Double].self, forKey: .omega)
            lambda = try values.decode([Double].self, forKey: .lambda)
            // R writes a list of one number as the number.
            beta =
                try (try? values.decode(Double.self, forKey: .beta)).map { [$0] }
                ?? values.decode([Double].self, forKey: .beta)
        }
    }

    struct Draw: Decodable {
        let order: [Int]
        let effect: Double
    }
}

/// The answers of synthetic-diff-diff.py.
private struct PeerOracle: Decodable {
    let effect: Double
    let jackknife: Double
    let omega: [Double]
    let periods: [Double]
}

/// The answers of synthetic-python.py.
private struct PythonOracle: Decodable {
    let cases: [Entry]

    struct Entry: Decodable {
        let data: String
        let covariates: [String]
        let effect: [Double]
        let share: [Double]
        let omega: [[Double]]
    }
}
