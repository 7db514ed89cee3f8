import Causal

/// Work systems: queues, capacity, early warning, charts, feedback, scales, mediation.
func workSystems(_ panel: DataTable) throws {
    section("work systems")
    let queue = Queue(arrivalRate: 6, serviceRate: 10)
    print(try queue.performance().estimates())
    print(try FatiguedQueue(queue, fatigue: Fatigue(floor: 0.5, halfway: 5)).analyse().estimates())
    print(try QueueSimulation(queue, duration: 200).run().beside(queue.performance().estimates().rows))
    print(try TimeVaryingQueue(queue, arrivalRates: [4, 8, 6]).estimates())
    let plan = CapacityPlan(panel: .init(12_000), visits: .init(3), minutes: .init(20), hours: .init(1600))
    print(try plan.answer().estimates)
    let months = try sixtyMonths()
    print(try EarlyWarning(time: "month", value: "rate").signals(months).estimates())
    print(try ControlChart(.individuals, value: "rate", time: "month").fit(months).estimates)
    print(
        try FunnelPlot(unit: "clinic", input: .proportions(events: "events", size: "size")).fit(months)
            .estimates)
    print(try FeedbackLoop(gain: 0.4, delay: 1).estimates(periods: 12))
    print(try FeedbackGain(value: "rate", time: "month", benchmark: 40, delay: 1).fit(months).estimates())
    print(try Reservoir(demands: [1, 2, 1.5], recovery: 0.4).estimates(days: 14))
    try surveys(panel)
}

private func sixtyMonths() throws -> DataTable {
    let months = Array(1...60)
    let rates = months.map { (month: Int) -> Double in 40 + Double(month * 37 % 11) / 3 + Double(month) / 20 }
    return try DataTable([
        Column("month", months), Column("rate", rates),
        Column("size", months.map { (month: Int) -> Int in 80 + month * 13 % 40 }),
        Column("events", months.map { (month: Int) -> Int in 5 + month * 7 % 9 }),
        Column("clinic", months.map { "c\($0)" as String? }),
    ])
}

private func surveys(_ panel: DataTable) throws {
    func answers(_ shift: Int) -> [Double] {
        (0..<120).map { (row: Int) -> Double in Double((row * 5 + shift * row / 7) % 5 + (row + shift) % 2) }
    }
    let names = ["e1", "e2", "e3", "c1", "c2", "c3", "f1", "f2", "f3"]
    let survey = try DataTable(names.enumerated().map { Column($1, answers($0)) })
    let measure = try BurnoutMeasure(
        exhaustion: ["e1", "e2", "e3"], cynicism: ["c1", "c2", "c3"], efficacy: ["f1", "f2", "f3"],
        range: 0...6)
    let scores = try measure.fit(survey)
    print(try scores.estimates(), try scores.table().rowCount)
    let effort = try EffortReward(effort: ["e1", "e2", "e3"], reward: ["f1", "f2", "f3"], range: 0...6)
    print(try effort.fit(survey).estimates())
    let demands = try DemandsResources(
        demands: ["c1"], resources: ["f1"], exhaustion: ["e1"], engagement: ["f2"])
    print(try demands.fit(survey).estimates())
    let mediation = Mediation(exposures: ["treated"], mediators: ["caseload"], outcome: "burnout")
    print(try mediation.fit(panel).estimates(cluster: ["clinic"]))
}
