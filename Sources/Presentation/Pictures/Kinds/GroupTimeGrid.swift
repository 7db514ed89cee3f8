import Inference

extension Picture {
    /// Effects by period, a small panel for each cohort, all on the same axes; the period before the start and what
    /// lies before in grey.
    ///
    /// - Parameter estimates: rows with the labels `group` (first treated period) and `time`; mean slopes `ACRT` are left out.
    /// - Throws: `CausalError.Code.noPicture` without such rows.
    public static func groupTimes(_ estimates: Estimates) throws(CausalError) -> Picture {
        let rows = estimates.rows.filter {
            $0.number("group") != nil && $0.number("time") != nil && $0.isEstimated
                && !$0.term.hasPrefix("ACRT")
        }
        guard !rows.isEmpty else {
            throw CausalError(.noPicture, "a group-time picture needs estimated rows with a group and a time")
        }
        var cohorts: [Double: [Estimate]] = [:]
        for row in rows { cohorts[row.number("group") ?? 0, default: []].append(row) }
        let times = Axis("period", .whole)
        let columns = gridColumns(cohorts.count)
        let periods = Set(rows.compactMap { $0.number("time") })
        let isDense = Width.page.pixels / Double(columns) < 6.5 * Double(periods.count)
        let hasBand = rows.contains { $0.simultaneousBounds != nil }
        let panels = cohorts.keys.sorted().enumerated().map { index, cohort in
            Panel(
                "from \(cohort.shortestDecimal)", x: times, y: Axis(estimates.effectLabel),
                height: columns == 1 ? 220 : columns < 4 ? 110 : 78,
                layers: cohortLayers(
                    cohorts[cohort] ?? [], cohort, estimates.level, named: index == 0, hasBand: hasBand,
                    dense: isDense))
        }
        return Picture(
            "Effects by cohort and period", panels: panels, columns: columns, sharesAxes: true)
    }

    private static func cohortLayers(
        _ rows: [Estimate], _ cohort: Double, _ level: Double, named: Bool, hasBand: Bool, dense: Bool
    ) -> [Layer] {
        var before = EstimatePoints()
        var after = EstimatePoints()
        for row in rows.sorted(by: { $0.number("time") ?? 0 < $1.number("time") ?? 0 }) {
            let time = row.number("time") ?? 0
            if time < cohort { before.add(row, at: time) } else { after.add(row, at: time) }
        }
        var layers = [
            Layer(.levels(y: [0]), tone: .ink),
            Layer(.rules(x: [cohort - 0.5]), tone: .muted, stroke: .dashed),
        ]
        layers += before.layers(.muted, level: level, named: false, dense: dense)
        layers += after.layers(.series(0), level: level, named: false, dense: dense)
        guard named else { return layers }
        let share = AxisNumber.inWords(level * 100) + " %"
        let none: [Double] = []
        // Names without marks, so that the legend does not depend on what the first cohort has.
        let sign: Mark = dense ? .line(x: none, y: none) : .points(x: none, y: none)
        layers.append(Layer(sign, name: "before the start", tone: .muted))
        layers.append(Layer(sign, name: "after", tone: .series(0)))
        layers.append(
            Layer(
                dense
                    ? .band(x: none, low: none, high: none, .pointwise)
                    : .intervals(x: none, low: none, high: none, .pointwise),
                name: hasBand ? "\(share) pointwise" : "\(share) interval", tone: .series(0)))
        if hasBand {
            layers.append(
                Layer(
                    dense
                        ? .band(x: none, low: none, high: none, .simultaneous)
                        : .intervals(x: none, low: none, high: none, .simultaneous),
                    name: "\(share) simultaneous",
                    tone: .series(0)))
        }
        return layers
    }

    /// How many small panels stand side by side.
    static func gridColumns(_ count: Int) -> Int {
        switch count {
        case ...1: 1
        case ...4: 2
        case ...9: 3
        case ...16: 4
        case ...30: 5
        default: 6
        }
    }
}
