import Regression

extension SegmentedRegression {
    /// The same model at every admissible earlier date (200 evenly spread ones where they are more), on the periods before the
    /// interruption alone.
    ///
    /// A date is admissible with three periods before and from it on; dates at which the model cannot be fitted are counted as failures.
    /// The share of effects as large as the actual one says how often nothing looks like something; neighbouring dates share data,
    /// so that it is a description and no p-value.
    ///
    /// - Parameters:
    ///   - table: the table of the actual fit.
    ///   - actual: its estimates.
    ///   - estimates: how a design is fitted and judged, the same way as for `actual`.
    /// - Throws: `CausalError.Code.badArgument` for several interruptions; `CausalError.Code.tooFewRows` when no date is admissible.
    public func placeboDates(
        _ table: DataTable, _ actual: Estimates,
        _ estimates: (SegmentedDesign) throws(CausalError) -> Estimates
    ) throws(CausalError) -> [EffectReplications] {
        let whole = try design(table)
        guard interventions.count == 1, let placed = whole.segments.interventions.first else {
            throw CausalError(
                .badArgument, "placebo dates are for a model with one interruption",
                value: "\(interventions.count)", remedy: "Name one interruption, or leave --placebo out.")
        }
        let rows = try SeriesRows(self, table)
        let early = rows.times.indices.filter { rows.times[$0] < placed.start }
        let before = table.rows(early.map { Int32(rows.frame.sample.tableRow($0) - 1) })
        let dates = Set(early.map { rows.times[$0] }).sorted()
        var (found, failures): ([(String, Estimates)], Int) = ([], 0)
        for date in SegmentedRegression.spread(Array(dates.dropFirst(3).dropLast(2))) {
            var model = self
            model.interventions[0].time = TimePoint(whole.axis.label(date))
            do throws(CausalError) {
                found.append((whole.axis.label(date), try estimates(try model.design(before))))
            } catch {
                failures += 1
            }
        }
        guard !found.isEmpty else {
            throw CausalError(
                .tooFewRows, "no earlier date leaves enough periods before the interruption for this model",
                remedy: "Use a simpler season, or leave --placebo out.")
        }
        return try replications(.placeboDates, whole.effectTerms, actual, found, failures: failures)
    }

    /// All of up to 200 dates, otherwise 200 evenly spread over them.
    private static func spread(_ dates: [Double]) -> [Double] {
        let most = 200
        guard dates.count > most else { return dates }
        return (0..<most).map { dates[$0 * (dates.count - 1) / (most - 1)] }
    }

    /// The same model with every control unit in the treated one's place, the treated among the controls.
    ///
    /// With a treated unit that could have been any of them, (1 + as large)/(1 + controls) is an exact p-value of no effect at all.
    ///
    /// - Parameters:
    ///   - table: the table of the actual fit.
    ///   - actual: its estimates.
    ///   - estimates: how a design is fitted and judged, the same way as for `actual`.
    /// - Throws: `CausalError.Code.badArgument` without control units, or with several treated ones or interruptions.
    /// - Source: Abadie, Diamond & Hainmueller (2010), Journal of the American Statistical Association 105.
    public func permutedControls(
        _ table: DataTable, _ actual: Estimates,
        _ estimates: (SegmentedDesign) throws(CausalError) -> Estimates
    ) throws(CausalError) -> [EffectReplications] {
        let whole = try design(table)
        guard let groups, whole.segments.isControlled, groups.treated.count == 1 else {
            throw CausalError(
                .badArgument, "permutation over controls needs one treated unit and control units",
                remedy: "Name the column of units and the treated one: --unit COL --treated VALUE.")
        }
        let factor = try SeriesRows(self, table).frame.sample.factor(groups.unit)
        let controls = (0..<factor.levelCount).map(factor.label).filter { $0 != groups.treated[0] }
        var (found, failures): ([(String, Estimates)], Int) = ([], 0)
        for control in controls {
            var model = self
            model.groups?.treated = [control]
            do throws(CausalError) {
                found.append((control, try estimates(try model.design(table))))
            } catch {
                failures += 1
            }
        }
        guard !found.isEmpty else {
            throw CausalError(.notIdentified, "the model could not be fitted for any control unit")
        }
        return try replications(.permutedControls, whole.effectTerms, actual, found, failures: failures)
    }
}
