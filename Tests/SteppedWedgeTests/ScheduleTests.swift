import SteppedWedge
import Testing

/// Shapes of schedules, and reading and writing them.
@Suite("Schedules") struct ScheduleTests {
    private func rows(_ schedule: Schedule) -> [[Double?]] { schedule.sequences.map(\.exposures) }

    /// The standard shapes, cell by cell.
    @Test func shapes() throws {
        let wedge = try Schedule.steppedWedge(sequences: 3, clustersPerSequence: 2)
        #expect(rows(wedge) == [[0, 1, 1, 1], [0, 0, 1, 1], [0, 0, 0, 1]])
        #expect(wedge.clusterCount == 6 && wedge.clusters == ["1", "2", "3", "4", "5", "6"])
        #expect(wedge.sequenceOfCluster == [0, 0, 1, 1, 2, 2] && wedge.observedCellCount == 24)
        let slow = try Schedule.steppedWedge(
            clusters: [1, 2], baseline: 2, step: 2, after: 1, transition: 1, onset: [0.5])
        #expect(rows(slow) == [[0, 0, nil, 0.5, 1], [0, 0, 0, 0, nil]])
        #expect(rows(try .parallel(clustersPerArm: 2, periods: 2, baseline: 1)) == [[0, 1, 1], [0, 0, 0]])
        #expect(rows(try .crossover(phases: 2, periodsPerPhase: 2)) == [[1, 1, 0, 0], [0, 0, 1, 1]])
        #expect(rows(try .staircase(sequences: 2)) == [[0, 1, nil], [nil, 0, 1]])
    }

    /// What is written is read back, wide; long data and bare matrices are read as well.
    @Test func reading() throws {
        let schedule = try Schedule.steppedWedge(
            sequences: 3, clustersPerSequence: 2, baseline: 1, transition: 1, onset: [0.5])
        #expect(try Schedule(DataTable(csvText: schedule.table().csv())) == schedule)
        let wide = try Schedule(DataTable(csvText: "clusters,2020,2021,2022\n3,0,1,1\n2,0,0,1\n"))
        #expect(wide.periods == ["2020", "2021", "2022"] && wide.sequences.map(\.clusterCount) == [3, 2])
        let long = try Schedule(
            DataTable(
                csvText: "cluster,period,treatment,y\nb,1,0,3\nb,2,1,4\na,2,0,5\na,1,0,6\na,1,0,7\na,3,1,1\n")
        )
        #expect(long.periods == ["1", "2", "3"] && rows(long) == [[0, 1, nil], [0, 0, 1]])
    }

    /// Faults are named with their place.
    @Test(arguments: [
        ("cluster,1,2\na,0,2\n", "row"), ("cluster,1,2\na,0,x\n", "row"),
        ("clusters,1,2\n0,0,1\n", "clusters"),
        ("cluster,sequence\na,b\n", "period"), ("cluster,period,treatment\na,1,0\na,1,1\n", "two exposures"),
        ("cluster,period,treatment\na,,0\n", "period"), ("cluster,1,2\na,0,1\na,0,1\n", "same name"),
    ])
    func faults(text: String, word: String) throws {
        do {
            _ = try Schedule(DataTable(csvText: text))
            Issue.record("no error for \(text)")
        } catch {
            #expect("\(error)".contains(word), "\(error)")
        }
    }

    /// Shapes that cannot be.
    @Test func impossibleShapes() {
        #expect(throws: CausalError.self) { try Schedule.steppedWedge(sequences: 0) }
        #expect(throws: CausalError.self) { try Schedule.steppedWedge(sequences: 4, clustersPerSequence: 0) }
        #expect(throws: CausalError.self) { try Schedule.steppedWedge(sequences: 4, step: 1_000) }
        #expect(throws: CausalError.self) { try Schedule.steppedWedge(clusters: []) }
        #expect(throws: CausalError.self) { try Schedule.steppedWedge(clusters: [.max, .max]) }
        #expect(throws: CausalError.self) { try Schedule.steppedWedge(clusters: [.min, .min]) }
        #expect(throws: CausalError.self) { try Schedule.steppedWedge(sequences: 2, onset: [.nan]) }
    }

    /// Remarks on what planners overlook.
    @Test func remarks() throws {
        let schedule = try Schedule(
            periods: ["1", "2", "3"],
            sequences: [
                TreatmentSequence("a", exposures: [0, 1, 0], clusters: ["a"]),
                TreatmentSequence("b", exposures: [0, 0, nil], clusters: ["b"]),
            ])
        let remarks = schedule.remarks.joined(separator: "\n")
        #expect(
            remarks.contains("never crosses") && remarks.contains("returns")
                && remarks.contains("one cluster"))
        #expect(
            try Schedule.steppedWedge(sequences: 2, clustersPerSequence: 2).remarks[0].hasPrefix(
                "Period 3 has no"))
    }
}

/// Random and constrained allocation.
@Suite("Allocation") struct AllocationTests {
    private let beds = Allocation.Covariate("beds", [10, 12, 30, 33, 50, 55])

    /// A draw fills each sequence, depends on the seed alone, and all allocations occur.
    @Test func freeDraws() throws {
        let allocation = try Allocation(
            schedule: .steppedWedge(sequences: 3, clustersPerSequence: 2), seed: 1)
        let draws = try (0..<600).map { try allocation.draw($0) }
        #expect(draws.allSatisfy { $0.sorted() == [0, 0, 1, 1, 2, 2] })
        #expect(Set(draws).count == 90)
        #expect(try allocation.draw(5) == draws[5])
    }

    /// Few allocations are enumerated; what is drawn is among the best of them.
    @Test func constrainedDraws() throws {
        let allocation = try Allocation(
            schedule: .steppedWedge(sequences: 3, clustersPerSequence: 2), covariates: [beds], share: 0.1)
        #expect(allocation.isEnumerated && allocation.candidates == 90 && allocation.acceptable >= 9)
        for index in 0..<50 {
            let drawn = try allocation.draw(index)
            #expect(allocation.accepts(drawn) && allocation.imbalance(drawn) <= allocation.threshold)
        }
        #expect(!allocation.accepts([0, 0, 1, 1, 2, 2]))
        let free = try Allocation(schedule: allocation.schedule)
        #expect(free.accepts([0, 0, 1, 1, 2, 2]) && !free.accepts([0, 0, 0, 1, 2, 2]))
    }

    /// Imbalance does not depend on a covariate's units.
    @Test func imbalanceHasNoUnits() throws {
        let schedule = try Schedule.steppedWedge(sequences: 3, clustersPerSequence: 2)
        let other = Allocation.Covariate("beds", beds.values.map { 1_000 * $0 + 7 })
        let (a, b) = (
            try Allocation(schedule: schedule, covariates: [beds]),
            try Allocation(schedule: schedule, covariates: [other])
        )
        #expect(abs(a.imbalance([0, 1, 2, 0, 1, 2]) - b.imbalance([0, 1, 2, 0, 1, 2])) < 1e-10)
    }

    /// Names stand where they were drawn; faults are told.
    @Test func schedulesAndFaults() throws {
        let schedule = try Schedule.steppedWedge(sequences: 2, clustersPerSequence: 1)
        let named = try Allocation(schedule: schedule, clusters: ["north", "south"]).scheduled()
        #expect(Set(named.clusters) == ["north", "south"])
        #expect(throws: CausalError.self) { try Allocation(schedule: schedule, clusters: ["north"]) }
        #expect(throws: CausalError.self) { try Allocation(schedule: schedule, covariates: [beds]) }
        #expect(throws: CausalError.self) {
            try Allocation(schedule: schedule, covariates: [.init("x", [1, .nan])])
        }
        #expect(throws: CausalError.self) { try Allocation(schedule: schedule, share: 0) }
    }
}
