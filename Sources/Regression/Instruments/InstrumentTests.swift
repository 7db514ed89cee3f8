import Inference

/// What can be said about the instruments of a two-stage model under a covariance.
///
/// Covariances with adjustments for leverage have no counterpart for these moments: `hc2` and `hc3` count as `hc1`, `cr2` and
/// `cr3` as `cr1`. A test that does not exist (no more instruments than endogenous columns, fewer clusters than
/// instruments, a first stage without error) is nil.
public struct InstrumentTests: Sendable, Hashable {
    /// The first stage of one endogenous column.
    public struct FirstStage: Sendable, Hashable {
        /// The endogenous column.
        public let term: String
        /// The joint test of the instruments; nil for a perfect first stage.
        public let test: WaldTest?
        /// The instruments' share of what the exogenous columns leave of the endogenous one.
        public let partialRSquared: Double
    }

    /// The first stages, one for each endogenous column.
    public let firstStages: [FirstStage]
    /// Whether the instruments move all endogenous columns apart.
    public let rank: RankTest?
    /// The effective F, with one endogenous column.
    public let effectiveF: EffectiveF?
    /// The test that every endogenous coefficient is zero, valid with weak instruments.
    public let andersonRubin: WaldTest?
    /// The values of the endogenous coefficient that ``andersonRubin`` does not reject, with one of them.
    public let confidenceSet: ConfidenceSet?
    /// Sargan's test (iid) or Hansen's J, χ² with as many degrees of freedom as there are more instruments than
    /// endogenous columns.
    public let overidentification: WaldTest?
    /// The test that the endogenous columns are exogenous (Durbin 1954; Wu 1973; Hausman 1978).
    public let endogeneity: WaldTest?
    /// Whether errors count as independent with one variance.
    public let isIndependent: Bool
    /// Remarks in plain words.
    public let notes: [String]
}

extension TwoStageFit {
    /// Tests the instruments under a covariance.
    ///
    /// - Parameters:
    ///   - covariance: how uncertainty is measured; nil is iid, or hc1 with sampling weights.
    ///   - level: the level of the Anderson–Rubin set.
    /// - Throws: as `estimates(_:level:)`, with the instruments counted among the parameters.
    public func instrumentTests(
        _ covariance: LinearCovariance? = nil, level: Double = 0.95
    ) throws(CausalError) -> InstrumentTests {
        try Estimates.check(level: level)
        let chosen = (covariance ?? (weightKind == .sampling ? .hc1 : .iid)).withoutLeverage
        try check(chosen)
        guard let columns = PartialledColumns(self) else {
            throw CausalError(.notIdentified, "rounding leaves the instruments no rank of their own")
        }
        let stages = try firstStageTests(columns, chosen)
        let effective = try effectiveF(columns, chosen)
        let rubin = try AndersonRubin(self, columns, chosen)
        let set = rubin.set(level: level)
        return InstrumentTests(
            firstStages: stages, rank: try rankTest(columns, chosen), effectiveF: effective,
            andersonRubin: rubin.test(Array(repeating: 0, count: endogenous.count)), confidenceSet: set,
            overidentification: try overidentification(columns, chosen),
            endogeneity: try endogeneity(chosen), isIndependent: chosen.isIndependent,
            notes: perfectStageNote + weakNote(effective, set))
    }

    private func firstStageTests(
        _ columns: PartialledColumns, _ covariance: LinearCovariance
    ) throws(CausalError) -> [InstrumentTests.FirstStage] {
        var result: [InstrumentTests.FirstStage] = []
        for (j, stage) in firstStages.enumerated() {
            let positions = Array((stage.terms.count - instruments.count)..<stage.terms.count)
            let share = columns.slopes.column(j).map { $0 * $0 }.reduce(0, +)
            var test: WaldTest?
            if !stage.isPerfect {
                test = try InstrumentTests.ifIdentified { () throws(CausalError) in
                    try stage.wald(termsAreZero: positions, covariance)
                }
            }
            result.append(.init(term: endogenous[j], test: test, partialRSquared: min(share, 1)))
        }
        return result
    }

    /// Wald's test that the residuals of the first stages are not wanted beside the endogenous columns.
    private func endogeneity(_ covariance: LinearCovariance) throws(CausalError) -> WaldTest? {
        guard !firstStages.contains(where: \.isPerfect) else { return nil }
        let errors = zip(used.endogenous, firstStages).map {
            SweptColumn(name: "residual of " + $0.name, values: $1.residuals, scale: $0.scale)
        }
        let augmented = try AuxiliaryRegression(
            design.outcome, on: used.exogenous + used.endogenous + errors, design)
        guard augmented.droppedTerms.isEmpty, !augmented.isPerfect else { return nil }
        let count = augmented.terms.count
        return try InstrumentTests.ifIdentified { () throws(CausalError) in
            try augmented.wald(termsAreZero: Array((count - errors.count)..<count), covariance)
        }
    }

    private var perfectStageNote: [String] {
        let names = firstStages.filter(\.isPerfect).map(\.responseName)
        guard !names.isEmpty else { return [] }
        return [
            "The instruments determine \(names.joined(separator: ", ")) without error: nothing is left to be "
                + "endogenous, and two-stage least squares is least squares."
        ]
    }

    private func weakNote(_ effective: EffectiveF?, _ set: ConfidenceSet?) -> [String] {
        guard let effective, effective.isWeak else { return [] }
        let better = set.map { "the Anderson–Rubin set \($0.roundedText)" } ?? "the Anderson–Rubin test"
        return [
            "Weak instruments: the effective F of \(effective.statistic.shortText) is below its critical value "
                + "\(effective.criticalValue.shortText) (a bias of more than 10 % is not ruled out; Montiel Olea & "
                + "Pflueger 2013). The t test and interval may mislead. Better: \(better), which holds however weak "
                + "the instruments are."
        ]
    }
}

extension InstrumentTests {
    /// A test, or nil where the covariance's rank does not allow it.
    static func ifIdentified(_ body: () throws(CausalError) -> WaldTest) throws(CausalError) -> WaldTest? {
        do { return try body() } catch {
            guard error.code == .notIdentified else { throw error }
            return nil
        }
    }
}

extension Double {
    /// Four significant digits.
    fileprivate var shortText: String {
        guard isFinite, self != 0, magnitude < 1e12 else { return shortestDecimal }
        var scale = 1.0
        while magnitude * scale < 1000, scale < 1e15 { scale *= 10 }
        return ((self * scale).rounded() / scale).shortestDecimal
    }
}

extension ConfidenceSet {
    /// The set with four significant digits.
    fileprivate var roundedText: String {
        if isEmpty { return "(empty)" }
        return intervals.map { interval in
            let low = interval.low.isFinite ? "[" + interval.low.shortText : "(−∞"
            return low + ", " + (interval.high.isFinite ? interval.high.shortText + "]" : "∞)")
        }.joined(separator: " ∪ ")
    }
}
