import Groundwork
import Inference
import LinearAlgebra

/// The rows of a decision's answer, with the covariances that are known.
struct DecisionRows {
    private(set) var rows: [Estimate] = []
    private var variances: [(Int, Int, Double)] = []
    let level: Double

    init(level: Double) { self.level = level }

    /// Adds a row; its position.
    @discardableResult mutating func add(_ row: Estimate, variance: Double? = nil) -> Int {
        rows.append(row)
        if let variance { set(rows.count - 1, rows.count - 1, variance) }
        return rows.count - 1
    }

    /// Adds a number without uncertainty of its own.
    mutating func add(
        _ term: String, _ labels: [JSONValue.Member], _ value: Double?, bounds: Interval? = nil
    ) {
        rows.append(
            Estimate(
                term: term, labels: labels, estimate: value ?? .nan, standardError: .nan,
                degreesOfFreedom: nil,
                level: level, bounds: bounds))
    }

    /// Adds a number with its variance; nil where that is not known.
    @discardableResult mutating func add(
        _ term: String, _ labels: [JSONValue.Member], _ value: Double, variance: Double?
    ) -> Int {
        add(
            Estimate(
                term: term, labels: labels, estimate: value,
                standardError: variance.map { max(0, $0).squareRoot() } ?? .nan, degreesOfFreedom: nil,
                level: level), variance: variance)
    }

    mutating func set(_ i: Int, _ j: Int, _ value: Double) { variances.append((i, j, value)) }

    /// The result; covariances that nobody set are NaN.
    func estimates(
        command: String, model: [JSONValue.Member], diagnostics: [Diagnostic] = [], notes: [String] = []
    ) -> Estimates {
        var covariance = Matrix(rows.count, rows.count, repeating: .nan)
        for (i, j, value) in variances {
            covariance[i, j] = value
            covariance[j, i] = value
        }
        return Estimates(
            command: command, rows: rows, covariance: covariance, model: model, diagnostics: diagnostics,
            notes: notes)
    }
}
