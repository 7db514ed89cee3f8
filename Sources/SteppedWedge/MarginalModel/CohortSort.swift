import Regression

/// Sorts the persons of a closed cohort into classes that share their patterns.
enum CohortSort {
    /// Nil when persons are not named.
    ///
    /// - Throws: `CausalError.Code.badPanel` for a person who is seen twice in a period or in two clusters.
    static func classes(
        _ mean: TrialMean, _ frame: ModelFrame, _ cells: PatternKeys
    ) throws(CausalError) -> CohortClasses? {
        guard let name = mean.individual else { return nil }
        let person = try frame.sample.factor(name)
        let (order, starts) = sorted(person)
        var positions: [[Int32]: Int] = [:]
        var members: [[Int]] = []
        for p in 0..<person.levelCount {
            let rows = order[starts[p]..<starts[p + 1]].sorted { cells.period.codes[$0] < cells.period.codes[$1] }
            try check(rows, person, p, cells, frame.sample)
            let key = rows.map { cells.pattern.codes[$0] }
            if let known = positions[key] {
                members[known] += rows
            } else {
                positions[key] = members.count
                members.append(rows)
            }
        }
        let keys = positions.sorted { $0.value < $1.value }.map(\.key)
        return assembled(keys, members, frame.response, cells, person.levelCount)
    }

    /// Rows by person.
    private static func sorted(_ person: Factor) -> (order: [Int], starts: [Int]) {
        var starts = [0]
        for count in person.levelCounts { starts.append(starts[starts.count - 1] + count) }
        var next = starts
        var order = [Int](repeating: 0, count: person.count)
        for (row, code) in person.codes.enumerated() {
            order[next[Int(code)]] = row
            next[Int(code)] += 1
        }
        return (order, starts)
    }

    private static func check(
        _ rows: [Int], _ person: Factor, _ p: Int, _ cells: PatternKeys, _ sample: Sample
    ) throws(CausalError) {
        for (first, second) in zip(rows, rows.dropFirst()) {
            let moved = cells.cluster.codes[first] != cells.cluster.codes[second]
            guard moved || cells.period.codes[first] == cells.period.codes[second] else { continue }
            throw CausalError(
                .badPanel,
                moved ? "a person is in two clusters" : "a person has two rows in one period",
                file: sample.table.source, column: person.name, row: sample.tableRow(max(first, second)),
                value: person.label(p),
                remedy: moved
                    ? "Number persons across all clusters, and leave out those who moved."
                    : "A closed cohort has one row a person and period; leave --individual out for a cross-section.")
        }
    }

    /// Sums of each class; classes sorted by cluster, persons in the order of their codes.
    private static func assembled(
        _ keys: [[Int32]], _ members: [[Int]], _ outcome: [Double], _ cells: PatternKeys, _ persons: Int
    ) -> CohortClasses {
        let owner = members.map { Int(cells.cluster.codes[$0[0]]) }
        let order = keys.indices.sorted { (owner[$0], $0) < (owner[$1], $1) }
        var starts = [Int](repeating: 0, count: cells.cluster.levelCount + 1)
        for cluster in owner { starts[cluster + 1] += 1 }
        for cluster in 0..<cells.cluster.levelCount { starts[cluster + 1] += starts[cluster] }
        return CohortClasses(
            classes: order.map { sums(keys[$0].map(Int.init), members[$0], outcome) }, starts: starts,
            individualCount: persons)
    }

    private static func sums(_ key: [Int], _ rows: [Int], _ outcome: [Double]) -> CohortClasses.Class {
        let width = key.count
        let persons = rows.count / width
        var means = [Double](repeating: 0, count: width)
        for (k, row) in rows.enumerated() { means[k % width] += outcome[row] / Double(persons) }
        var products = Matrix(width, width)
        for p in 0..<persons {
            let r = (0..<width).map { outcome[rows[p * width + $0]] - means[$0] }
            for i in 0..<width { for j in 0..<width { products[i, j] += r[i] * r[j] } }
        }
        return CohortClasses.Class(members: key, count: Double(persons), means: means, products: products)
    }
}
