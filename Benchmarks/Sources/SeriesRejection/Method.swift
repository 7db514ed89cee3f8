import Causal
import Foundation

/// A way to judge the change of a series.
struct Method: Sendable {
    let name: String
    /// The estimates of a design, or of the fits that methods share.
    let judge: @Sendable (Fits) throws -> [Estimate]

    /// Those of a numeric outcome.
    static let numbers: [Method] = [
        Method(name: "least squares") { try $0.independent.get().rows(effectsAt: [$0.end]) },
        Method(name: "Newey–West, automatic lag") {
            try $0.independent.get().rows(.neweyWest(), effectsAt: [$0.end])
        },
        Method(name: "Newey–West, lag ⌊4(n/100)^(2/9)⌋") {
            let lag = Int(4 * pow(Double($0.length) / 100, 2.0 / 9))
            return try $0.independent.get().rows(.neweyWest(lag: lag), effectsAt: [$0.end])
        },
        Method(name: "Cochrane–Orcutt") {
            try $0.design.fit(.cochraneOrcutt()).rows(effectsAt: [$0.end])
        },
        Method(name: "Prais–Winsten") { try $0.design.fit(.praisWinsten()).rows(effectsAt: [$0.end]) },
        Method(name: "ARIMA(1,0,0), normal") {
            try $0.design.fit(.arima(SerialOrder())).rows(effectsAt: [$0.end])
        },
        Method(name: "ML, t(n − k)") {
            try $0.design.fit(.generalisedLeastSquares(isRestricted: false)).rows(effectsAt: [$0.end])
        },
        Method(name: "REML, t(n − k)") { try $0.restricted.get().rows(effectsAt: [$0.end]) },
        Method(name: "REML, Satterthwaite") {
            try $0.restricted.get().rows(.satterthwaite, effectsAt: [$0.end])
        },
        Method(name: "REML, Kenward–Roger") {
            try $0.restricted.get().rows(.kenwardRoger, effectsAt: [$0.end])
        },
    ]

    /// Those of counts.
    static let counts: [Method] = [
        Method(name: "quasi-Poisson") { try $0.independent.get().rows(effectsAt: [$0.end]) },
        Method(name: "quasi-Poisson, Newey–West") {
            try $0.independent.get().rows(.neweyWest(), effectsAt: [$0.end])
        },
        Method(name: "quasi-Poisson, working AR(1)") {
            try $0.design.fit(.praisWinsten()).rows(effectsAt: [$0.end])
        },
    ]
}

/// The fits of one series that several methods judge.
struct Fits {
    let design: SegmentedDesign
    let length: Int
    let end: TimePoint
    let independent: Result<SegmentedFit, any Error>
    let restricted: Result<SerialFit, any Error>

    init(_ design: SegmentedDesign, end: Int) {
        self.design = design
        length = end
        self.end = TimePoint("\(end)")
        independent = Result { try design.fit() }
        restricted = Result { try design.fit(.generalisedLeastSquares()) }
    }
}

/// What a method says of one series: whether it finds a change of level that is none, and whether the interval of the last period's
/// effect, which is zero too, holds the truth.
struct Verdict: Sendable {
    let rejects: Bool
    let covers: Bool

    /// Nil where the method has no answer.
    init?(_ method: Method, _ fits: Fits) {
        guard let rows = try? method.judge(fits), let level = rows.first(where: { $0.term == "level" }),
            let effect = rows.first(where: { $0.term == "effect" }), level.isTestable, effect.isTestable
        else { return nil }
        rejects = level.pValue <= 0.05
        covers = effect.pValue > 0.05
    }
}
