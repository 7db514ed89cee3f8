import Aggregates
import Testing

/// Whether two answers agree to 1e-9: estimates relative to their errors and sizes, errors and tests relatively.
func expectSame(_ answer: Estimates, _ rows: Estimates, _ comment: String, tolerance: Double = 1e-9) {
    #expect(answer.rows.map(\.term) == rows.rows.map(\.term), "\(comment)")
    for (a, b) in zip(answer.rows, rows.rows) {
        #expect(a.labels.map(\.name) == b.labels.map(\.name), "\(comment)")
        #expect(
            near(a.estimate, b.estimate, b.standardError, tolerance),
            "\(comment) \(b.term): \(a.estimate) \(b.estimate)")
        #expect(
            near(a.standardError, b.standardError, 0, tolerance),
            "\(comment) se \(b.term): \(a.standardError) \(b.standardError)")
        #expect(
            near(a.degreesOfFreedom ?? 0, b.degreesOfFreedom ?? 0, 0, 1e-7),
            "\(comment) df \(b.term): \(a.degreesOfFreedom ?? 0) \(b.degreesOfFreedom ?? 0)")
    }
    for name in ["nobs", "units", "periods", "cohorts", "clusters", "vcov", "parameters", "untreated"] {
        #expect(answer.fact(name) == rows.fact(name), "\(comment) \(name)")
    }
    for name in [
        "r.squared", "adj.r.squared", "within.r.squared", "sigma", "df.residual", "criterion",
        "log.likelihood",
    ] {
        guard case .number(let a)? = answer.fact(name), case .number(let b)? = rows.fact(name) else {
            continue
        }
        #expect(near(a, b, 1, tolerance), "\(comment) \(name): \(a) \(b)")
    }
    expectSameTests(answer, rows, comment)
}

private func expectSameTests(_ answer: Estimates, _ rows: Estimates, _ comment: String) {
    #expect(answer.diagnostics.map(\.name) == rows.diagnostics.map(\.name), "\(comment)")
    for (a, b) in zip(answer.diagnostics, rows.diagnostics) {
        guard let x = a["statistic"]?.double, let y = b["statistic"]?.double else { continue }
        #expect(near(x, y, 1, 1e-7), "\(comment) \(b.name): \(x) \(y)")
    }
}

private func near(_ a: Double, _ b: Double, _ scale: Double, _ tolerance: Double) -> Bool {
    if a.isNaN && b.isNaN { return true }
    let size = max(scale.isFinite ? scale.magnitude : 0, b.magnitude)
    return (a - b).magnitude <= tolerance * size || (a - b).magnitude <= 1e-13
}
