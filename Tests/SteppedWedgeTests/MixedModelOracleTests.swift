import Foundation
import OracleSupport
import SteppedWedge
import Testing

/// The folder of this module's oracles.
let oracles = Bundle.module.bundleURL.appendingPathComponent("Oracles")

/// The small trials of `designs.R`.
enum Trials {
    static func table(_ design: String) throws -> DataTable {
        let path = oracles.appendingPathComponent("mixed/designs.csv").path
        return try DataTable(csv: path).filtered(where: "design == '\(design)'")
    }
}

/// Linear mixed models against lme4, lmerTest, pbkrtest and clubSandwich.
@Suite struct MixedModelOracleTests {
    struct Sandwich: Decodable {
        let se: Double
        let df: Double?
    }
    struct Joint: Decodable {
        let f: Double
        let df: Double
        let p: Double
    }
    struct Mean: Decodable {
        let estimate: Double
        let se: Double
        let krSe: Double
        let krDf: Double
    }
    struct Case: Decodable {
        let design: String
        let correlation: String
        let method: String
        let covariates: Covariates?
        let time: String
        let effect: String
        let criterion: Double
        let variance: [String: Double]
        let coef: [String: Double]
        let se: [String: Double]
        let satterthwaite: [String: Double?]
        let krSe: [String: Double]?
        let krDf: [String: Double]?
        let krTest: Joint?
        let stTest: Joint?
        let mean: Mean?
        let cr0: Sandwich?
        let cr2: Sandwich?
        let cr3: Sandwich?

        var name: String { "\(design) \(correlation) \(method) \(covariates?.names ?? []) \(time) \(effect)" }
    }

    /// A name, a list of names, or nothing (R writes an empty list as an object).
    struct Covariates: Decodable {
        let names: [String]
        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let one = try? container.decode(String.self) {
                names = [one]
            } else {
                names = (try? container.decode([String].self)) ?? []
            }
        }
    }
    struct File: Decodable { let cases: [Case] }

    static func cases() throws -> [Case] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .custom { path in
            // Only the keys of a case are snake case; names of coefficients stay.
            let last = path[path.count - 1].stringValue
            let known = ["kr_se": "krSe", "kr_df": "krDf", "kr_test": "krTest", "st_test": "stTest"]
            return Name(known[last] ?? last)
        }
        let text = try Data(contentsOf: oracles.appendingPathComponent("mixed/lme4.json"))
        return try decoder.decode(File.self, from: text).cases
    }

    struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }

    static func model(_ entry: Case) -> SteppedWedge {
        let isCohort = entry.correlation.contains("cohort")
        let correlation: TrialCorrelation =
            switch entry.correlation {
            case "cohort": .exchangeable
            case "nested-cohort": .nestedExchangeable
            default: TrialCorrelation(rawValue: entry.correlation) ?? .independent
            }
        let covariates = entry.covariates?.names ?? []
        return SteppedWedge(
            outcome: "y", cluster: "cluster", period: "period", treatment: "treatment",
            correlation: correlation, individual: isCohort ? "person" : nil,
            time: entry.time == "linear" ? .linear : .categorical,
            effect: entry.effect == "immediate" ? .immediate : .exposureTime,
            covariates: covariates.isEmpty ? nil : covariates.joined(separator: " + "))
    }

    @Test func everyCaseAgrees() throws {
        let cases = try Self.cases()
        #expect(cases.count >= 50)
        for entry in cases {
            let fit = try Self.model(entry).fit(
                Trials.table(entry.design), entry.method == "reml" ? .reml : .ml)
            #expect(fit.isConverged, "\(entry.name)")
            #expect(agree(fit.criterion, entry.criterion, relative: 1e-9), "\(entry.name) \(fit.criterion)")
            try checkCoefficients(entry, fit)
            if let krSe = entry.krSe, let krDf = entry.krDf {
                let answer = try fit.estimates(.kenwardRoger)
                for row in answer.rows where krSe[row.term] != nil {
                    #expect(
                        agree(row.standardError, krSe[row.term] ?? 0, relative: 2e-7), "\(entry.name) \(row)")
                    #expect(
                        agree(row.degreesOfFreedom ?? 0, krDf[row.term] ?? 0, relative: 1e-6),
                        "\(entry.name) \(row)")
                }
            }
            try checkSandwiches(entry, fit)
            try checkOverTime(entry, fit)
        }
    }

    private func checkCoefficients(_ entry: Case, _ fit: MixedModelFit) throws {
        let answer = try fit.estimates(.satterthwaite)
        var met = 0
        for row in answer.rows {
            guard let expected = entry.coef[row.term], let se = entry.se[row.term] else { continue }
            met += 1
            #expect(agree(row.estimate, expected, relative: 1e-7, scale: 1e4), "\(entry.name) \(row)")
            #expect(agree(row.standardError, se, relative: 1e-7), "\(entry.name) \(row)")
            // lmerTest takes derivatives by differences.
            if let df = entry.satterthwaite[row.term] ?? nil {
                #expect(agree(row.degreesOfFreedom ?? 0, df, relative: 1e-4), "\(entry.name) \(row) \(df)")
            }
        }
        #expect(met == entry.coef.count, "\(entry.name)")
    }

    private func checkSandwiches(_ entry: Case, _ fit: MixedModelFit) throws {
        let kinds: [(MixedInference, Sandwich?)] = [
            (.robust, entry.cr0), (.cr2, entry.cr2), (.cr3, entry.cr3),
        ]
        for (inference, expected) in kinds {
            guard let expected else { continue }
            let row = try fit.estimates(inference)["treatment"]
            #expect(
                agree(row.standardError, expected.se, relative: 1e-6), "\(entry.name) \(inference) \(row)")
            if let df = row.degreesOfFreedom, let there = expected.df {
                #expect(agree(df, there, relative: 1e-5), "\(entry.name) \(inference) \(df) \(there)")
            }
        }
    }

    private func checkOverTime(_ entry: Case, _ fit: MixedModelFit) throws {
        guard let mean = entry.mean else { return }
        let plain = try fit.estimates(.normal)["treatment"]
        let small = try fit.estimates(.kenwardRoger)
        #expect(agree(plain.estimate, mean.estimate, relative: 1e-7))
        #expect(agree(plain.standardError, mean.se, relative: 1e-7))
        #expect(agree(small["treatment"].standardError, mean.krSe, relative: 2e-7))
        #expect(agree(small["treatment"].degreesOfFreedom ?? 0, mean.krDf, relative: 1e-6))
        let judged = [(small, entry.krTest, 1e-6), (try fit.estimates(.satterthwaite), entry.stTest, 1e-4)]
        for (answer, expected, tolerance) in judged {
            guard let expected, let test = answer.diagnostic("constant-effect") else { continue }
            #expect(agree(test["statistic"]?.double ?? 0, expected.f, relative: tolerance), "\(entry.name)")
            #expect(
                agree(test["df.denominator"]?.double ?? 0, expected.df, relative: tolerance), "\(entry.name)")
            #expect(agree(test["p.value"]?.double ?? 0, expected.p, relative: tolerance), "\(entry.name)")
        }
    }
}
