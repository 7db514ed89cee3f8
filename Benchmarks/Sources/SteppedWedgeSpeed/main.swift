import Causal
import Foundation

// SteppedWedgeSpeed draw FILE SEQUENCES CLUSTERS SIZE     a trial as CSV: CLUSTERS in all, SEQUENCES + 1 periods
// SteppedWedgeSpeed fit  FILE RUNS                        restricted likelihood, nested exchangeable, Kenward and Roger's inference
// SteppedWedgeSpeed power DRAWS                           simulated power of 24 clusters, 13 periods, 50 people in each cell
//
// Prints one JSON object: the processor's seconds of each run in this process (all threads added up), the data being in memory, and the
// numbers.

/// The processor's seconds that some work takes, and what it gives.
func timed<Value>(_ body: () throws -> Value) rethrows -> (Double, Value) {
    let start = clock()
    let value = try body()
    return (Double(clock() - start) / Double(CLOCKS_PER_SEC), value)
}

let nested = PlannedCovariance(cluster: 0.05, clusterPeriod: 0.02, residual: 1)

func draw(_ path: String, _ sequences: Int, _ clusters: Int, _ size: Int) throws {
    let counts = (0..<sequences).map { clusters / sequences + ($0 < clusters % sequences ? 1 : 0) }
    var trial = SimulatedTrial(schedule: try .steppedWedge(clusters: counts))
    trial.sizes = .equal(Double(size))
    trial.covariance = nested
    try trial.table().write(csv: path)
}

func fit(_ path: String, _ runs: Int) throws -> JSONValue {
    let table = try DataTable(csv: path)
    let model = SteppedWedge(outcome: "y", cluster: "cluster", period: "period", treatment: "treatment")
    var (fitting, inferring): ([JSONValue], [JSONValue]) = ([], [])
    var numbers = JSONValue.null
    for _ in 0..<runs {
        let (time, fitted) = try timed { try model.fit(table) }
        let (rest, estimates) = try timed { try fitted.estimates(.kenwardRoger) }
        fitting.append(.number(time))
        inferring.append(.number(rest))
        let row = estimates["treatment"]
        numbers = [
            "estimate": .number(row.estimate), "criterion": .number(fitted.criterion),
            "kr.se": .number(row.standardError), "kr.df": row.degreesOfFreedom.map(JSONValue.number) ?? .null,
        ]
    }
    return [
        "fit": .array(fitting), "inference": .array(inferring), "rows": .integer(table.rowCount),
        "numbers": numbers,
    ]
}

func power(_ draws: Int) throws -> JSONValue {
    let plan = PlannedTrial(
        schedule: try .steppedWedge(sequences: 12, clustersPerSequence: 2), size: 50,
        outcome: .continuous(effect: 0.1, deviation: 1),
        dependence: PlannedDependence(.correlations(icc: 0.05, cac: 0.8)))
    let (time, answer) = try timed { try plan.simulatedPower(draws: draws) }
    return ["seconds": .number(time), "draws": .integer(draws), "numbers": answer.json]
}

let arguments = Array(CommandLine.arguments.dropFirst())
func number(_ place: Int) -> Int { arguments.count > place ? Int(arguments[place]) ?? 1 : 1 }
do {
    switch arguments.first {
    case "draw" where arguments.count == 5: try draw(arguments[1], number(2), number(3), number(4))
    case "fit" where arguments.count == 3: print(try fit(arguments[1], number(2)))
    case "power" where arguments.count == 2: print(try power(number(1)))
    default:
        FileHandle.standardError.write(Data("usage: see the first lines of main.swift\n".utf8))
        exit(64)
    }
} catch {
    FileHandle.standardError.write(Data("SteppedWedgeSpeed: \(error)\n".utf8))
    exit(1)
}
