import Groundwork
import Regression

/// How much of an effect goes through what lies between: product-of-coefficients mediation with clustered errors.
///
///     m = α + a·x + γ′c + u,     y = β + b·m + c′·x + δ′c + v
///
/// The indirect effect of x through m is a·b, the direct one c′, the total c′ + Σab. Several exposures and several mediators
/// side by side are one system; the mediators enter the outcome's equation together.
///
/// The arithmetic is always right; the words need more: no unmeasured common cause of exposure and mediator, exposure and
/// outcome, or mediator and outcome, and no product of exposure and mediator in the outcome's equation.
///
/// ```swift
/// let paths = try Mediation(exposures: ["workload"], mediators: ["exhaustion"], outcome: "errors").fit(table)
/// print(try paths.estimates(cluster: ["clinic"], interval: .monteCarlo()))
/// ```
///
/// - Source: MacKinnon (2008), *Introduction to Statistical Mediation Analysis*, chapters 3 and 5; VanderWeele (2015),
///   *Explanation in Causal Inference*, chapter 2, for what identifies it.
public struct Mediation: Sendable, Hashable {
    /// The columns of causes.
    public var exposures: [String]
    /// The columns between.
    public var mediators: [String]
    /// The column of the outcome.
    public var outcome: String
    /// Further regressors of all equations, e.g. `"age + factor(site)"`.
    public var covariates: String?
    /// Factors to absorb from all equations.
    public var absorbed: [String]

    /// Describes a system of paths.
    public init(
        exposures: [String], mediators: [String], outcome: String, covariates: String? = nil,
        absorbed: [String] = []
    ) {
        self.exposures = exposures
        self.mediators = mediators
        self.outcome = outcome
        self.covariates = covariates
        self.absorbed = absorbed
    }

    /// Fits all equations to the rows in which nothing is missing.
    ///
    /// - Throws: what `LeastSquares` throws; `CausalError.Code.badArgument` without exposures or mediators, or for a column
    ///   in two parts; `CausalError.Code.notNumeric` for a column of text.
    public func fit(_ table: DataTable) throws(CausalError) -> MediationFit {
        let named = exposures + mediators + [outcome]
        guard !exposures.isEmpty, !mediators.isEmpty, Set(named).count == named.count else {
            throw CausalError(
                .badArgument,
                "mediation needs an exposure, a mediator and an outcome, each a column of its own",
                value: named.joined(separator: ","))
        }
        for name in named { _ = try table.numbers(name) }
        let equations = Equations(covariates: covariates, absorbed: absorbed)
        let used = try equations.complete(outcome, on: mediators + exposures, table)
        var fits: [(name: String, fit: LeastSquaresFit)] = []
        for mediator in mediators {
            fits.append((mediator, try equations.fit(mediator, on: exposures, used.table)))
        }
        fits.append((outcome, try equations.fit(outcome, on: mediators + exposures, used.table)))
        return MediationFit(model: self, equations: fits, notes: used.notes)
    }
}

/// Least-squares equations that share covariates and absorbed factors.
struct Equations {
    let covariates: String?
    let absorbed: [String]

    func formula(_ response: String, on regressors: [String]) -> String {
        let right = regressors + [covariates].compactMap { $0 }
        let bar = absorbed.isEmpty ? "" : " | " + absorbed.joined(separator: " + ")
        return "`\(response)` ~ " + right.map { $0 }.joined(separator: " + ") + bar
    }

    func fit(_ response: String, on names: [String], _ table: DataTable) throws(CausalError)
        -> LeastSquaresFit
    {
        try LeastSquares(formula(response, on: names.map { "`\($0)`" })).fit(table)
    }

    /// The rows in which the largest equation misses nothing.
    func complete(
        _ response: String, on names: [String], _ table: DataTable
    ) throws(CausalError) -> (table: DataTable, notes: [String]) {
        let model = try LeastSquares(formula(response, on: names.map { "`\($0)`" }))
        let sample = try model.design(table).sample
        guard let rows = sample.rows else { return (table, []) }
        let note =
            "\(table.rowCount - rows.count) of \(table.rowCount) rows were left out because a value is missing."
        return (table.rows(rows), [note])
    }
}
