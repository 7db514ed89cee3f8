import Foundation
import Groundwork
import Tables

/// The answers of one oracle script: `{"tool", "versions", "cases": […]}`.
public struct OracleFile: Decodable, Sendable {
    /// The program that gave the numbers.
    public let tool: String
    /// The versions of the program and of what it used.
    public let versions: [String: String]
    /// The answers.
    public let cases: [OracleCase]

    /// Reads NAME.json of a folder.
    public static func read(_ name: String, folder: URL) throws -> OracleFile {
        let text = try Data(contentsOf: folder.appendingPathComponent("\(name).json"))
        return try JSONDecoder().decode(OracleFile.self, from: text)
    }
}

/// One model on one table with one covariance; values by the term's name as fixest writes it
/// (`month::14:adopter`). What a tool does not give is nil.
public struct OracleCase: Decodable, Sendable {
    /// A unique name.
    public let name: String
    /// The table's name in `data.json`.
    public let data: String
    /// The model in the package's own formula language.
    public let formula: String
    /// `iid`, `hc0` … `hc3`, `cr0` or `cr1`.
    public let vcov: String
    /// The cluster variables.
    public let clusters: [String]
    /// The variable of analytic weights.
    public let weights: String?
    /// Rows used.
    public let nobs: Int
    /// Rows dropped because a level of an absorbed factor had no other.
    public let singletons: Int?
    /// K of the small-sample factor: slopes, intercept and the absorbed levels that count.
    public let k: Int?
    /// The number of clusters in each cluster variable.
    public let groups: [Int]?
    /// Degrees of freedom of t.
    public let df: Double?
    /// Estimates.
    public let coef: [String: Double]
    /// Standard errors; of a covariance that was not positive semidefinite, after its negative eigenvalues
    /// were set to zero.
    public let se: [String: Double]
    /// The same before; nil when the covariance was positive semidefinite.
    public let unclipped: [String: Double?]?
    /// t statistics.
    public let statistic: [String: Double]?
    /// Two-sided p values from t.
    public let p: [String: Double]?
    /// Lower 95 % limits.
    public let low: [String: Double]?
    /// Upper 95 % limits.
    public let high: [String: Double]?
    /// R², weighted where the model is.
    public let r2: Double?
    /// R² adjusted for K, absorbed levels all counted.
    public let adjusted: Double?
    /// R² of what the absorbed factors leave.
    public let within: Double?
    /// The residuals' standard deviation, √(Σwu²/(n−K)).
    public let sigma: Double?
    /// Joint tests.
    public let wald: [Wald]?
    /// The four means of a 2 × 2 design, by `treated.after`.
    public let means: [String: Double]?

    /// A joint test that the named terms are zero.
    public struct Wald: Decodable, Sendable {
        /// The terms.
        public let terms: [String]
        /// W/q, q the number of terms.
        public let f: Double
        /// q.
        public let df1: Double
        /// n − K, or min(G) − 1 with clusters.
        public let df2: Double
        /// P(F > f).
        public let p: Double
        /// W.
        public let chi2: Double
        /// P(χ²(q) > W).
        public let chi2p: Double

        private enum CodingKeys: String, CodingKey {
            case terms, f, df1, df2, p, chi2
            case chi2p = "chi2_p"
        }
    }

}
