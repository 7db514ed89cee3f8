import Groundwork
import Inference
import Tables

/// The columns of a table that hold traces: a row for each state at each time.
public struct StateTraceColumns: Sendable, Hashable {
    /// The names of states.
    public var state: String
    /// Utilities.
    public var utility: String
    /// The share of people in the state; nil when everybody is.
    public var share: String?
    /// The utilities' standard errors; nil when they are not known.
    public var error: String?
    /// The names of strategies; nil for one.
    public var strategy: String?
    /// How time is told.
    public var timing: Timing
    /// The annual rate of discount.
    public var discountRate: Double

    /// How time is told.
    public enum Timing: Sendable, Hashable {
        /// A column of years spent in each row's state, one row after the other.
        case durations(String)
        /// A column of years; rows of one time belong together.
        case times(String)
        /// The length of a cycle: the k-th row of a state is that of cycle k.
        case cycle(Double)
    }

    /// Names columns.
    public init(
        state: String, utility: String, share: String? = nil, error: String? = nil, strategy: String? = nil,
        timing: Timing, discountRate: Double = 0
    ) {
        self.state = state
        self.utility = utility
        self.share = share
        self.error = error
        self.strategy = strategy
        self.timing = timing
        self.discountRate = discountRate
    }

    /// The trace of each strategy, in the order of the table.
    ///
    /// - Throws: `CausalError.Code.unknownColumn`, `CausalError.Code.notNumeric`, `CausalError.Code.missingValue`; as
    ///   `StateTrace.init(_:_:discountRate:)`, with the table's row.
    public func traces(_ table: DataTable) throws(CausalError) -> [(name: String, trace: StateTrace)] {
        let sample = Sample(table)
        _ = try sample.factor(state)
        let groups = try strategy.map { name throws(CausalError) in try sample.factor(name) }
        var order: [Int32] = []
        var rows: [Int32: [Int]] = [:]
        for row in 0..<table.rowCount {
            let code = groups?.codes[row] ?? 0
            if rows[code] == nil { order.append(code) }
            rows[code, default: []].append(row)
        }
        var traces: [(name: String, trace: StateTrace)] = []
        for code in order {
            traces.append((groups?.label(Int(code)) ?? "all", try trace(table, rows[code] ?? [])))
        }
        guard !traces.isEmpty else {
            throw CausalError(.noRows, "there is no state", file: table.source)
        }
        return traces
    }

    private func trace(_ table: DataTable, _ rows: [Int]) throws(CausalError) -> StateTrace {
        let (entries, rule) = try entries(table, rows)
        do throws(CausalError) {
            return try StateTrace(entries, rule, discountRate: discountRate)
        } catch {
            var placed = error
            placed.row = error.row.map { rows.indices.contains($0 - 1) ? rows[$0 - 1] + 1 : $0 }
            placed.file = table.source
            throw placed
        }
    }

    private func entries(
        _ table: DataTable, _ rows: [Int]
    ) throws(CausalError) -> ([StateTrace.Entry], QualityAdjustedLife.Rule) {
        let (names, utilities) = (try table.column(state), try table.known(utility))
        let shares = try share.map { name throws(CausalError) in try table.known(name) }
        let errors = try error.map { name throws(CausalError) in try table.nonNegative(name) }
        let (times, rule) = try times(table, rows)
        let entries = zip(rows, times).map { row, time in
            StateTrace.Entry(
                state: names.label(row) ?? "", time: time, share: shares?[row] ?? 1, utility: utilities[row],
                error: errors?[row])
        }
        return (entries, rule)
    }

    private func times(
        _ table: DataTable, _ rows: [Int]
    ) throws(CausalError) -> ([Int], QualityAdjustedLife.Rule) {
        switch timing {
        case .durations(let column):
            let durations = try table.known(column)
            return (Array(rows.indices), .durations(rows.map { durations[$0] }))
        case .times(let column):
            let own = try table.known(column)
            let known = Set(rows.map { own[$0] }).sorted()
            return (rows.map { row in known.firstIndex(of: own[row]) ?? 0 }, .area(times: known))
        case .cycle(let length):
            let names = try table.column(state)
            var counts: [String: Int] = [:]
            let times = rows.map { row in
                counts[names.label(row) ?? "", default: -1] += 1
                return counts[names.label(row) ?? ""] ?? 0
            }
            return (times, .halfCycle(length: length))
        }
    }
}

extension DataTable {
    /// The standard errors of a column.
    ///
    /// - Throws: as `known(_:)`; `CausalError.Code.badValue` for a negative one.
    public func nonNegative(_ name: String) throws(CausalError) -> [Double] {
        let errors = try known(name)
        guard let row = errors.firstIndex(where: { $0 < 0 }) else { return errors }
        throw CausalError(
            .badValue, "a standard error is not negative", file: source, column: name, row: row + 1,
            value: "\(errors[row])")
    }
}
