import Regression

/// A level for each unit of a controlled series.
///
/// Within the treated and within the controls the levels add up to zero, so that the intercepts are the groups' mean levels (every
/// unit counting once); the last unit of a group is minus the sum of the others.
struct UnitLevels {
    let columns: [DesignColumn]

    /// More units would be a table of their own.
    private static let most = 500

    /// - Throws: `CausalError.Code.badArgument` for more than 500 units, or where no group has two.
    init(
        _ groups: SegmentedRegression.Groups, _ sample: Sample, codes: [Int32], treated: [Bool]
    ) throws(CausalError) {
        let unit = try sample.factor(groups.unit)
        var isTreated = [Bool](repeating: false, count: unit.levelCount)
        for (code, value) in zip(codes, treated) { isTreated[Int(code)] = value }
        let present = Set(codes).sorted().map(Int.init)
        guard present.count <= UnitLevels.most else {
            throw CausalError(
                .badArgument, "levels for each unit are for up to \(UnitLevels.most) units",
                column: groups.unit, value: "\(present.count)",
                remedy: "Leave --unit-levels out, or fit each unit by itself (--by).")
        }
        let parts = [false, true].map { side in present.filter { isTreated[$0] == side } }
        columns = parts.flatMap { members -> [DesignColumn] in
            guard let last = members.last else { return [] }
            return members.dropLast().map { member in
                DesignColumn(
                    "unit.\(unit.label(member))",
                    codes.map { Int($0) == member ? 1 : Int($0) == last ? -1 : 0 })
            }
        }
        guard !columns.isEmpty else {
            throw CausalError(
                .badArgument, "there is one unit in a group, and its level is the intercept",
                column: groups.unit, remedy: "Leave --unit-levels out.")
        }
    }
}

extension SegmentedFit {
    /// A remark on units of one group that differ in level where they share an intercept.
    var unitLevelNotes: [String] {
        guard let groups = design.model.groups, !groups.unitLevels, design.syntheticControl == nil,
            !regression.isPerfect
        else { return [] }
        var sums: [Int32: (sum: Double, weight: Double)] = [:]
        var whole = 0.0
        for (row, residual) in regression.residuals.enumerated() {
            let weight = regression.weights?[row] ?? 1
            let before = sums[design.unitCodes[row]] ?? (0, 0)
            sums[design.unitCodes[row]] = (before.sum + weight * residual, before.weight + weight)
            whole += weight * residual * residual
        }
        let between = sums.values.map { $0.weight > 0 ? $0.sum * $0.sum / $0.weight : 0 }.sorted().reduce(
            0, +)
        guard sums.count > 2, whole > 0, between > 0.5 * whole else { return [] }
        return [
            "Units of a group share an intercept but differ in level: \(Int((100 * between / whole).rounded())) % of the residuals' variation "
                + "lies between units, and the tests of autocorrelation see it. Add --unit-levels."
        ]
    }
}
