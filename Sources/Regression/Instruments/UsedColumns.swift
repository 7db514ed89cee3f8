import Inference

/// The columns of a two-stage model that others do not determine.
struct UsedColumns: Sendable {
    let exogenous: [SweptColumn]
    let endogenous: [SweptColumn]
    let instruments: [SweptColumn]
    let droppedInstruments: [String]
    /// Positions among all exogenous and all endogenous columns.
    let exogenousPositions: [Int]
    let endogenousPositions: [Int]

    /// Judges the columns in order: exogenous, then endogenous ones; exogenous ones, then instruments.
    ///
    /// - Throws: `CausalError.Code.notIdentified` when no endogenous column is left, or fewer instruments than
    ///   endogenous columns.
    init(_ design: InstrumentDesign) throws(CausalError) {
        let offset = design.hasIntercept ? 1 : 0
        let count = design.exogenous.count
        let structural = try design.regress(design.outcome, on: design.exogenous + design.endogenous).kept
            .filter { $0 >= offset }.map { $0 - offset }
        exogenousPositions = structural.filter { $0 < count }
        endogenousPositions = structural.filter { $0 >= count }.map { $0 - count }
        exogenous = exogenousPositions.map { design.exogenous[$0] }
        endogenous = endogenousPositions.map { design.endogenous[$0] }
        let first = offset + exogenous.count
        let outside = try design.regress(design.outcome, on: exogenous + design.instruments).kept
            .filter { $0 >= first }.map { $0 - first }
        instruments = outside.map { design.instruments[$0] }
        let kept = Set(outside)
        droppedInstruments = design.instruments.indices.filter { !kept.contains($0) }
            .map { design.instruments[$0].name }
        try refuseTooFew(design)
    }

    private func refuseTooFew(_ design: InstrumentDesign) throws(CausalError) {
        let factors = design.frame.absorbed.isEmpty ? "" : " or the absorbed factors"
        guard !endogenous.isEmpty else {
            throw CausalError(
                .notIdentified,
                "no endogenous column is left: the exogenous columns\(factors) determine "
                    + design.endogenous.map { "'\($0.name)'" }.joined(separator: ", "))
        }
        guard instruments.count < endogenous.count else { return }
        let lost = droppedInstruments.map { "'\($0)'" }.joined(separator: ", ")
        throw CausalError(
            .notIdentified,
            (endogenous.count == 1
                ? "an endogenous column needs an instrument"
                : "\(endogenous.count) endogenous columns need as many instruments") + ", and there "
                + (instruments.count == 1 ? "is 1" : "are \(instruments.count)")
                + (lost.isEmpty ? "" : "; the exogenous columns\(factors) determine \(lost)"),
            remedy:
                "Name at least one instrument for each endogenous column, none of them among the other terms."
        )
    }

    /// Each endogenous column on the exogenous ones and the instruments.
    func firstStages(_ design: InstrumentDesign) throws(CausalError) -> [AuxiliaryRegression] {
        var stages: [AuxiliaryRegression] = []
        for column in endogenous {
            stages.append(
                try AuxiliaryRegression(column, on: exogenous + instruments, design))
        }
        return stages
    }
}
