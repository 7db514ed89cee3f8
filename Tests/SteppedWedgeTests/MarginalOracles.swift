import Foundation
import OracleSupport
import SteppedWedge
import Testing

/// The simulated trials and the answers of other programs on them.
struct MarginalOracles {
    /// Answers of dense matrices and statsmodels.
    struct Equations: Decodable { let cases: [Equation] }

    struct Equation: Decodable, Sendable, CustomTestStringConvertible {
        let design: String
        let correlation: String
        let family: String
        let link: String
        let covariates: [String]
        let offset: String?
        let adjusted: Bool
        let coef: [Double]
        let alpha: [Double]
        let phi: Double
        let se: [String: [Double]]
        let statsmodels: Answer?
        var testDescription: String {
            "\(design) \(correlation) \(family) \(link)\(adjusted ? " adjusted" : "")"
        }
    }

    struct Answer: Decodable, Sendable {
        let coef: [Double]
        let se: [String: [Double]]
    }

    /// Answers of glmmTMB, lme4 and geepack.
    struct Models: Decodable {
        let cases: [Mixed]
        let equations: [Peer]
    }

    struct Mixed: Decodable, Sendable, CustomTestStringConvertible {
        let tool: String
        let design: String
        let effects: String
        let family: String
        let covariates: [String]
        let points: Int
        let coef: [Double]
        let se: [Double]
        let theta: [Double]
        let loglik: Double
        var testDescription: String { "\(tool) \(design) \(effects) \(family) \(points)" }
    }

    struct Peer: Decodable, Sendable, CustomTestStringConvertible {
        let design: String
        let correlation: String
        let family: String
        let link: String
        let adjusted: Bool
        let coef: [Double]
        let se: [Double]
        var testDescription: String {
            "\(design) \(correlation) \(family) \(link)\(adjusted ? " adjusted" : "")"
        }
    }

    static let equations: [Equation] = (try? read("equations", as: Equations.self).cases) ?? []
    static let models: Models? = try? read("mixed", as: Models.self)

    private static let designs = (try? read("designs", as: [String: [String: [Double]]].self)) ?? [:]

    static func table(_ name: String) throws -> DataTable {
        let columns = try #require(designs[name])
        return try DataTable(columns.sorted { $0.key < $1.key }.map { Column($0.key, $0.value) })
    }

    static func read<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
        let folder = try #require(Bundle.module.url(forResource: "Oracles", withExtension: nil))
        let text = try Data(contentsOf: folder.appendingPathComponent("marginal/\(name).json"))
        return try JSONDecoder().decode(type, from: text)
    }

    /// The trial of a design.
    static func trial(
        _ correlation: TrialCorrelation = .nestedExchangeable, _ covariates: [String] = [],
        individual: String? = nil,
        effect: TreatmentEffect = .immediate
    ) -> SteppedWedge {
        SteppedWedge(
            outcome: "y", cluster: "cluster", period: "period", treatment: "treatment",
            correlation: correlation,
            individual: individual, effect: effect,
            covariates: covariates.isEmpty ? nil : covariates.joined(separator: " + "))
    }

    /// Our rows in the oracles' order: effect, intercept, periods, covariates.
    static func ordered(_ answer: Estimates, _ covariates: [String]) -> [Estimate] {
        answer.rows.filter { !covariates.contains($0.term) }
            + answer.rows.filter { covariates.contains($0.term) }
    }
}
