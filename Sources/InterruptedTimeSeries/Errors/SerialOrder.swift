import Regression

/// The orders (p, d, q)(P, D, Q)ₛ of a process.
public struct SerialOrder: Sendable, Hashable {
    /// AR, differences and MA.
    public var ar: Int, differences: Int, ma: Int
    /// The seasonal AR, differences and MA.
    public var seasonalAR: Int, seasonalDifferences: Int, seasonalMA: Int
    /// The season's length in periods; 1 without a season.
    public var period: Int

    /// Names the orders.
    public init(
        ar: Int = 1, differences: Int = 0, ma: Int = 0, seasonalAR: Int = 0, seasonalDifferences: Int = 0,
        seasonalMA: Int = 0, period: Int = 1
    ) {
        (self.ar, self.differences, self.ma) = (ar, differences, ma)
        (self.seasonalAR, self.seasonalDifferences, self.seasonalMA) = (
            seasonalAR, seasonalDifferences, seasonalMA
        )
        self.period = period
    }

    /// The number of the process's parameters, without σ².
    var parameterCount: Int { ar + ma + seasonalAR + seasonalMA }
    var isDifferenced: Bool { differences + seasonalDifferences > 0 }
    /// Whether the process is an autoregression and nothing else; differences are no part of it.
    var isAutoregressive: Bool { ar > 0 && ma + seasonalAR + seasonalMA == 0 }
    var isSeasonal: Bool { seasonalAR + seasonalDifferences + seasonalMA > 0 }

    func check() throws(CausalError) {
        let orders = [ar, differences, ma, seasonalAR, seasonalDifferences, seasonalMA]
        guard orders.allSatisfy({ $0 >= 0 }), ar <= 12, ma <= 12, differences <= 2, seasonalAR <= 2,
            seasonalMA <= 2, seasonalDifferences <= 1
        else {
            throw CausalError(
                .badArgument, "orders are p, q ≤ 12, d ≤ 2, P, Q ≤ 2 and D ≤ 1, none negative",
                value: description)
        }
        guard !isSeasonal || (2...60).contains(period) else {
            throw CausalError(
                .badArgument, "a seasonal process needs a period of 2 to 60", value: "\(period)",
                remedy: "Add --period 12.")
        }
    }

    /// Partial autocorrelations of the four factors → the process; the inverse of what ``parameters(_:)`` reads.
    func process(_ partial: [Double]) -> ArmaProcess {
        let natural = coefficients(partial)
        return process(natural: natural)
    }

    /// φ, θ, Φ, Θ from the partial autocorrelations of each factor.
    func coefficients(_ partial: [Double]) -> [Double] {
        let (a, b, c) = (ar, ar + ma, ar + ma + seasonalAR)
        return ArmaProcess.coefficients(partial: Array(partial[..<a]))
            + ArmaProcess.coefficients(partial: Array(partial[a..<b])).map { -$0 }
            + ArmaProcess.coefficients(partial: Array(partial[b..<c]))
            + ArmaProcess.coefficients(partial: Array(partial[c...])).map { -$0 }
    }

    /// The process with the polynomials multiplied out.
    func process(natural: [Double]) -> ArmaProcess {
        let (a, b, c) = (ar, ar + ma, ar + ma + seasonalAR)
        let phi = multiply(natural[..<a].map { -$0 }, natural[b..<c].map { -$0 }).map { -$0 }
        return ArmaProcess(phi: phi, theta: multiply(Array(natural[a..<b]), Array(natural[c...])))
    }

    /// (1 + Σ aᵢBⁱ)(1 + Σ bⱼBʲˢ) − 1
    private func multiply(_ a: [Double], _ b: [Double]) -> [Double] {
        var product = [Double](repeating: 0, count: a.count + b.count * period + 1)
        for (i, x) in ([1] + a).enumerated() {
            for (j, y) in ([1] + b).enumerated() { product[i + j * period] += x * y }
        }
        return Array(product.dropFirst())
    }

    /// The parameters' names: ar1, ma1, sar1, sma1, …
    var names: [String] {
        (0..<ar).map { "ar\($0 + 1)" } + (0..<ma).map { "ma\($0 + 1)" }
            + (0..<seasonalAR).map { "sar\($0 + 1)" } + (0..<seasonalMA).map { "sma\($0 + 1)" }
    }

    /// As it is usually written.
    var description: String {
        let plain = "(\(ar),\(differences),\(ma))"
        return isSeasonal
            ? plain + "(\(seasonalAR),\(seasonalDifferences),\(seasonalMA))[\(period)]" : plain
    }
}
