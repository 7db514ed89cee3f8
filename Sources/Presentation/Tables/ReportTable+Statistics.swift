import Inference

extension ReportTable {
    /// A line of the lower part: a name and, for each column, a number or words.
    struct Statistic {
        let name: String
        let values: [JSONValue?]
        /// The words in place of the values' names.
        var words: [String: String] = [:]

        /// The values as people read them.
        var shown: [JSONValue?] {
            values.map { value in
                guard let text = value?.text, !words.isEmpty else { return value }
                return .string(words[text] ?? text.split(separator: "-").joined(separator: " "))
            }
        }
    }

    /// The lines that are shown.
    var shownStatistics: [Statistic] {
        guard let statisticNames else { return statistics }
        let all = statistics
        return statisticNames.compactMap { name in all.first { $0.name == name } }
    }

    /// The same table with some lines of its lower part, in this order; without any for none.
    ///
    /// - Throws: `CausalError.Code.unknownTerm` for a line that no result has, naming the nearest.
    public func showing(statistics names: [String]) throws(CausalError) -> ReportTable {
        let all = statistics.map(\.name)
        if let unknown = names.first(where: { !all.contains($0) }) {
            throw CausalError(
                .unknownTerm, "no result has the line '\(unknown)'",
                remedy: Spelling.nearest(to: unknown, among: all).map { "Did you mean '\($0)'?" }
                    ?? "The lines are: \(all.joined(separator: ", ")).")
        }
        var table = self
        table.statisticNames = names
        return table
    }

    /// What the results say of their models; a line appears when some result has it.
    var statistics: [Statistic] {
        let lines = [
            line("Outcome") { $0.fact("outcome") },
            line("Estimator", ReportTable.estimators) { $0.fact("estimator") },
            line("Observations") { $0.fact("nobs") }, line("Units") { $0.fact("units") },
            line("Periods") { $0.fact("periods") },
        ]
        let uncertainty = [
            line("Covariance", ReportTable.covariances) { $0.fact("vcov") },
            line("Clusters") { $0.clusterText.map(JSONValue.string) },
        ]
        return (lines + absorbed + uncertainty + fits + tests).filter { $0.values.contains { $0 != nil } }
    }

    private func line(
        _ name: String, _ words: [String: String] = [:], _ value: (Estimates) -> JSONValue?
    ) -> Statistic {
        Statistic(
            name: name,
            values: columns.map { column in
                let found = value(column.result)
                return found?.text != nil || found?.double != nil ? found : nil
            }, words: words)
    }

    /// `Fixed effects of clinic: yes`, for every factor that some result absorbs.
    private var absorbed: [Statistic] {
        var names: [String] = []
        for name in columns.flatMap(\.result.absorbedNames) where !names.contains(name) { names.append(name) }
        return names.map { name in
            line("Fixed effects of \(name)") { $0.absorbedNames.contains(name) ? "yes" : nil }
        }
    }

    private var fits: [Statistic] {
        let known = [
            ("r.squared", "R²"), ("adj.r.squared", "Adjusted R²"), ("within.r.squared", "Within R²"),
            ("log.likelihood", "Log-likelihood"), ("dispersion", "Dispersion"),
            ("criterion", "−2 log-likelihood"),
        ]
        var parts: [String] = []
        for column in columns {
            for part in column.result.fact("variance")?.entries ?? [] where !parts.contains(part.name) {
                parts.append(part.name)
            }
        }
        return known.map { name, label in line(label) { $0.fact(name) } }
            + parts.map { part in line("Variance of \(part)") { $0.fact("variance")?[part] } }
    }

    private var tests: [Statistic] {
        [line("Pre-trend test, p") { $0.diagnostic("pretrend-wald")?["p.value"] }]
    }
}

extension Estimates {
    /// The absorbed factors; some estimators tell their levels too.
    fileprivate var absorbedNames: [String] {
        guard let absorbed = fact("absorbed") else { return [] }
        return absorbed.entries.map(\.name) + (absorbed.elements ?? []).compactMap(\.text)
    }

    /// `clinic (60), region (8)`; nil without clusters.
    var clusterText: String? {
        guard let clusters = fact("clusters")?.entries, !clusters.isEmpty else { return nil }
        return clusters.map { "\($0.name) (\(NumberText.count($0.value.integer ?? 0)))" }
            .joined(separator: ", ")
    }
}

extension JSONValue {
    /// The members of an object; nothing for anything else.
    var entries: [Member] {
        if case .object(let members) = self { members } else { [] }
    }
}
