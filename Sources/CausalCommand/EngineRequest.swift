import ArgumentParser
import Causal

/// What a command asks of an engine in place of rows: a query, and how few rows are made of its answer.
struct EngineRequest {
    let query: (String, SQLDialect) throws(CausalError) -> String
    let rows: (DataTable) throws(CausalError) -> SummedRows
    /// What a stream is summed to, where it can be.
    var stream: ((InputOptions) throws(CausalError) -> SummedRows)?

    init(_ totals: SeriesTotals) {
        query = { (table, dialect) throws(CausalError) in try totals.query(table: table, dialect: dialect) }
        rows = { (answer) throws(CausalError) in try totals.table(answer: answer) }
        stream = { (input) throws(CausalError) in try totals.table(input.streamed(totals.sums)) }
    }

    init(_ trial: TrialSums) {
        query = { (table, dialect) throws(CausalError) in
            try trial.sums.query(table: table, dialect: dialect)
        }
        rows = { (answer) throws(CausalError) in
            try trial.table(trial.sums.statistics(answer: answer))
        }
        stream = { (input) throws(CausalError) in try trial.table(input.streamed(trial.sums)) }
    }

    init(_ moments: PanelMoments) {
        query = { (table, dialect) throws(CausalError) in try moments.query(table: table, dialect: dialect) }
        rows = { (answer) throws(CausalError) in try moments.table(moments.sums(answer: answer)) }
    }
}

extension InputOptions {
    /// The rows of DATA, or the few that an engine makes of them.
    func rows(
        _ stopwatch: inout Stopwatch, _ request: () throws(CausalError) -> EngineRequest
    ) throws(CausalError) -> SummedRows {
        try checkSums()
        if stream, let summed = try request().stream {
            return try stopwatch.time("read") { () throws(CausalError) in try summed(self) }
        }
        guard let engine else {
            let table = try stopwatch.time("read", read)
            return SummedRows(table: table, rowCount: table.rowCount, missing: [])
        }
        let client = try DatabaseClient(engine)
        let request = try request()
        let query = try request.query(tableOfEngine(), client.dialect)
        let answer = try stopwatch.time("engine") { () throws(CausalError) in try client.answer(query) }
        return try stopwatch.time("read") { () throws(CausalError) in try request.rows(answer) }
    }
}

extension InputOptions {
    /// Whether few rows stand for those of DATA.
    var isSummed: Bool { engine != nil || stream }
}

extension Estimates {
    /// The answer in terms of the engine's rows, where there was an engine.
    func restated(for rows: SummedRows, _ input: InputOptions, unit: String? = nil) -> Estimates {
        input.isSummed ? restated(for: rows, unit: unit) : self
    }
}

/// Prints a query of a command whose arguments it takes, but for DATA.
enum PassedQuery {
    /// Takes `--dialect` out of the arguments.
    static func dialect(_ arguments: [String]) throws -> (SQLDialect, [String]) {
        var (rest, name): ([String], String?) = ([], nil)
        var place = 0
        while place < arguments.count {
            let argument = arguments[place]
            if argument == "--dialect", place + 1 < arguments.count {
                name = arguments[place + 1]
                place += 1
            } else if argument.hasPrefix("--dialect=") {
                name = String(argument.dropFirst("--dialect=".count))
            } else {
                rest.append(argument)
            }
            place += 1
        }
        guard let name else {
            throw ValidationError("Missing expected argument '--dialect <dialect>'")
        }
        guard let dialect = SQLDialect(argument: name) else {
            throw ValidationError("The dialect is duckdb, postgres or spark, not '\(name)'")
        }
        return (dialect, rest)
    }

    /// Refuses what runs a query, or sums a file.
    static func refuseEngine(_ input: InputOptions) throws(CausalError) {
        guard input.engine == nil, !input.stream else {
            throw CausalError(
                .badArgument,
                input.stream
                    ? "--stream sums a file, and 'causal sql' prints a query"
                    : "--engine runs a query, and 'causal sql' prints it",
                remedy: "Leave it out.")
        }
    }

    /// Prints a request's query.
    static func write(_ request: EngineRequest, _ input: InputOptions, _ dialect: SQLDialect) throws {
        try refuseEngine(input)
        try Console.standardOutput(request.query(input.tableOfEngine(), dialect))
    }
}
