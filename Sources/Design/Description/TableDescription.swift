import Groundwork
import Tables

/// What a table holds, column by column, and what design lies in it.
public struct TableDescription: Sendable, Hashable {
    /// Where the table came from.
    public let source: String?
    /// The number of rows.
    public let rows: Int
    /// The columns, in the table's order.
    public let columns: [ColumnSummary]
    /// The panel, when periods are named.
    public let panel: PanelSummary?
    /// Who starts the treatment when, when a column of it is named.
    public let adoption: AdoptionSummary?
    /// The clusters, for each column that is named.
    public let clusters: [ClusterSummary]
    /// What a reader should know.
    public let notes: [String]

    /// The columns that make a design.
    public struct Roles: Sendable, Hashable {
        /// Units.
        public var unit: String?
        /// Periods.
        public var time: String?
        /// Each unit's first treated period; 0, missing or infinity for never.
        public var cohort: String?
        /// 1 in treated rows and 0 elsewhere, in place of ``cohort``.
        public var treatment: String?
        /// Clusters.
        public var clusters: [String]

        /// Names the columns that there are.
        public init(
            unit: String? = nil, time: String? = nil, cohort: String? = nil, treatment: String? = nil,
            clusters: [String] = []
        ) {
            self.unit = unit
            self.time = time
            self.cohort = cohort
            self.treatment = treatment
            self.clusters = clusters
        }
    }

    /// Describes a table.
    ///
    /// - Throws: `CausalError.Code.unknownColumn`; `CausalError.Code.badArgument` for a treatment without units and
    ///   periods, a cohort without periods, or both of them; `CausalError.Code.badPanel` for periods in text whose order
    ///   is not sure; `CausalError.Code.badValue`, `CausalError.Code.notNumeric`.
    public init(_ table: DataTable, _ roles: Roles = Roles()) throws(CausalError) {
        let design = try DesignRows(table, roles)
        source = table.source
        rows = table.rowCount
        columns = table.columns.map(ColumnSummary.init)
        panel = design.panel
        let found = try design.adoption(roles)
        adoption = found?.summary
        var clusters: [ClusterSummary] = []
        for name in roles.clusters {
            let factor = try design.sample.factor(name)
            if let summary = ClusterSummary(factor, unit: design.unit, starts: found?.starts) {
                clusters.append(summary)
            }
        }
        self.clusters = clusters
        notes =
            columns.flatMap(\.notes) + table.columns.compactMap(TableDescription.strayText) + design.notes
            + (found?.notes ?? [])
    }

    /// A column that one text among numbers made text.
    private static func strayText(_ column: Column) -> String? {
        StrayText(column).map {
            "'\(column.name)' is text because of values such as '\($0.value)' in row \($0.row); most others are numbers."
        }
    }
}
