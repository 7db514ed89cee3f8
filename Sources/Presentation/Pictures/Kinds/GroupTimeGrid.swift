import Inference

extension Picture {
    /// Effects by period, a small panel for each cohort, all on the same axes; the period before the start and what
    /// lies before in grey.
    ///
    /// Periods that are texts stand in the order of time, which `event` tells: each lies so many periods after the start.
    ///
    /// - Parameter estimates: rows with the labels `group` (first treated period) and `time`, and `event` where these are
    ///   texts; mean slopes `ACRT` are left out.
    /// - Throws: `CausalError.Code.noPicture` without such rows.
    public static func groupTimes(_ estimates: Estimates) throws(CausalError) -> Picture {
        let calendar = GroupTimeCalendar(estimates.rows)
        let rows = estimates.rows.filter {
            calendar.place($0, "group") != nil && calendar.place($0, "time") != nil && $0.isEstimated
                && !$0.term.hasPrefix("ACRT")
        }
        guard !rows.isEmpty else {
            throw CausalError(.noPicture, "a group-time picture needs estimated rows with a group and a time")
        }
        var cohorts: [Double: [Estimate]] = [:]
        for row in rows { cohorts[calendar.place(row, "group") ?? 0, default: []].append(row) }
        let times = Axis("period", calendar.scale)
        let columns = gridColumns(cohorts.count)
        let periods = Set(rows.compactMap { calendar.place($0, "time") })
        let isDense = Width.page.pixels / Double(columns) < 6.5 * Double(periods.count)
        let hasBand = rows.contains { $0.simultaneousBounds != nil }
        let panels = cohorts.keys.sorted().enumerated().map { index, cohort in
            Panel(
                "from \(calendar.name(cohort))", x: times, y: Axis(estimates.effectLabel),
                height: columns == 1 ? 220 : columns < 4 ? 110 : 78,
                layers: cohortLayers(
                    cohorts[cohort] ?? [], cohort, calendar, estimates.level, named: index == 0,
                    hasBand: hasBand,
                    dense: isDense))
        }
        return Picture(
            "Effects by cohort and period", panels: panels, columns: columns, sharesAxes: true)
    }

    private static func cohortLayers(
        _ rows: [Estimate], _ cohort: Double, _ calendar: GroupTimeCalendar, _ level: Double, named: Bool,
        hasBand: Bool, dense: Bool
    ) -> [Layer] {
        var before = EstimatePoints()
        var after = EstimatePoints()
        let placed = rows.map { (time: calendar.place($0, "time") ?? 0, row: $0) }
        for (time, row) in placed.sorted(by: { $0.time < $1.time }) {
            if time < cohort { before.add(row, at: time) } else { after.add(row, at: time) }
        }
        var layers = [
            Layer(.levels(y: [0]), tone: .ink),
            Layer(.rules(x: [cohort - 0.5]), tone: .muted, stroke: .dashed),
        ]
        layers += before.layers(.muted, level: level, named: false, dense: dense)
        layers += after.layers(.series(0), level: level, named: false, dense: dense)
        guard named else { return layers }
        let share = NumberText.percent(level)
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
