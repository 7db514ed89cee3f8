import Causal
import Groundwork
import Tables

// PeerRunner read FILE RUNS
// PeerRunner fit  FILE FORMULA CLUSTER RUNS
// PeerRunner file FILE FORMULA CLUSTER RUNS
// PeerRunner infer FILE FORMULA CLUSTER METHOD RUNS
//
// CLUSTER - is none: the covariance under independence. METHOD is cr1, cr1-known (the fit is told of the clusters; what that adds),
// cr2, driscoll-kraay (CLUSTER is the time) or wild (of x1, 9,999 draws, with its interval).
//
// Does the job RUNS times in this process and prints one JSON object: the seconds of each run, and the numbers
// for comparison. `fit` reads the file once before; `file` reads it in each run.

/// The seconds that some work takes, and what it gives.
func timed<Value>(_ body: () throws -> Value) rethrows -> (Double, Value) {
    let clock = ContinuousClock()
    let start = clock.now
    let value = try body()
    let (seconds, attoseconds) = (clock.now - start).components
    return (Double(seconds) + Double(attoseconds) * 1e-18, value)
}

/// Each column's numbers as bits, combined by exclusive or and by wrapping addition: equal exactly when every
/// number was read alike, in whatever order.
func fingerprint(_ table: DataTable) -> JSONValue {
    .object(
        table.columns.map { column in
            var (mixed, sum) = (UInt64(0), UInt64(0))
            for number in column.numbers ?? [] {
                mixed ^= number.bitPattern
                sum &+= number.bitPattern
            }
            return JSONValue.Member(column.name, ["xor": .string("\(mixed)"), "sum": .string("\(sum)")])
        })
}

func read(_ path: String, runs: Int) throws -> JSONValue {
    var seconds: [JSONValue] = []
    var table: DataTable?
    for _ in 0..<runs {
        table = nil
        let (time, loaded) = try timed { try DataTable(csv: path) }
        seconds.append(.number(time))
        table = loaded
    }
    let peak = Host.peakMemory
    return [
        "seconds": .array(seconds), "memory": .number(peak), "fingerprint": table.map(fingerprint) ?? .null,
    ]
}

func estimate(_ path: String, _ formula: String, _ cluster: String, runs: Int, rereads: Bool) throws
    -> JSONValue
{
    var (reading, fitting, inferring): ([JSONValue], [JSONValue], [JSONValue]) = ([], [], [])
    var processors: [JSONValue] = []
    var table: DataTable?
    var numbers: Estimates?
    var absorption: AbsorptionReport?
    for _ in 0..<runs {
        if rereads { table = nil }
        if table == nil {
            let (seconds, loaded) = try timed { try DataTable(csv: path) }
            reading.append(.number(seconds))
            table = loaded
        }
        guard let table else { continue }
        let before = Host.processorSeconds
        let (fitSeconds, fit) = try timed { try LeastSquares(formula).fit(table) }
        let covariance: LinearCovariance = cluster == "-" ? .iid : .clustered(by: cluster)
        let (seconds, estimates) = try timed { try fit.estimates(covariance) }
        processors.append(.number(Host.processorSeconds - before))
        fitting.append(.number(fitSeconds))
        inferring.append(.number(seconds))
        numbers = estimates
        absorption = fit.absorption
    }
    let rows = numbers?.rows ?? []
    return [
        "read": .array(reading), "fit": .array(fitting), "inference": .array(inferring),
        "cpu": .array(processors), "memory": .number(Host.peakMemory),
        "iterations": absorption.map { .integer($0.iterations) } ?? .null,
        "method": absorption.map { .string($0.method.rawValue) } ?? .null,
        "residual": absorption.map { .number($0.relativeResidual) } ?? .null,
        "coef": .object(rows.map { JSONValue.Member($0.term, .number($0.estimate)) }),
        "se": .object(rows.map { JSONValue.Member($0.term, .number($0.standardError)) }),
    ]
}

/// The seconds of inference after a fit, and of the fit.
func infer(_ path: String, _ formula: String, _ cluster: String, _ method: String, runs: Int) throws
    -> JSONValue
{
    let table = try DataTable(csv: path)
    var (fitting, inferring): ([JSONValue], [JSONValue]) = ([], [])
    var answer: [JSONValue.Member] = []
    for _ in 0..<runs {
        var model = try LeastSquares(formula)
        let (fitSeconds, fit) = try timed { try model.fit(table) }
        var (seconds, found) = try timed { try numbers(fit, cluster, method) }
        if method == "cr1-known" {
            // What clusters known before the fit add to it: the fit that scores them and the covariance, less the fit.
            model.cluster = cluster
            (seconds, found) = try timed { try numbers(model.fit(table), cluster, method) }
            seconds -= fitSeconds
        }
        fitting.append(.number(fitSeconds))
        inferring.append(.number(seconds))
        answer = found
    }
    return [
        "fit": .array(fitting), "inference": .array(inferring), "memory": .number(Host.peakMemory),
        "numbers": .object(answer),
    ]
}

/// What a method says of x1.
func numbers(_ fit: LeastSquaresFit, _ cluster: String, _ method: String) throws -> [JSONValue.Member] {
    guard method != "wild" else {
        let test = try fit.wildBootstrap("x1", clusters: [cluster], using: WildBootstrap(draws: 9_999))
        return [.init("t", .number(test.statistic)), .init("p", .number(test.pValue))]
    }
    let covariances: [String: LinearCovariance] = [
        "cr1": .clustered(by: cluster), "cr1-known": .clustered(by: cluster),
        "cr2": .clustered(by: cluster, correction: .cr2),
        "driscoll-kraay": .driscollKraay(lag: 4, time: cluster),
    ]
    guard let covariance = covariances[method] else {
        throw CausalError(.badArgument, "no such method", value: method)
    }
    let row = try fit.estimates(covariance)["x1"]
    return [.init("se", .number(row.standardError))]
        + (method == "cr2" ? [.init("df", .number(row.degreesOfFreedom ?? .nan))] : [])
}

let arguments = CommandLine.arguments
do {
    switch (arguments.dropFirst().first, arguments.count) {
    case ("read", 4):
        print(try read(arguments[2], runs: Int(arguments[3]) ?? 2))
    case ("fit", 6), ("file", 6):
        print(
            try estimate(
                arguments[2], arguments[3], arguments[4], runs: Int(arguments[5]) ?? 2,
                rereads: arguments[1] == "file"))
    case ("infer", 7):
        print(try infer(arguments[2], arguments[3], arguments[4], arguments[5], runs: Int(arguments[6]) ?? 2))
    default:
        throw CausalError(
            .badArgument, "usage: PeerRunner read FILE RUNS | fit|file FILE FORMULA CLUSTER RUNS")
    }
} catch {
    Host.fail("\(error)")
}
