import Regression

/// Sorts the persons of a closed cohort into classes that share their patterns.
enum CohortSort {
    /// Nil when persons are not named.
    ///
    /// - Throws: `CausalError.Code.badPanel` for a person who is seen twice in a period.
    static func classes(
        _ rows: TrialRows, _ keys: PatternKeys
    ) throws(CausalError) -> CohortClasses? {
        guard let person = rows.individual else { return nil }
        let (order, starts) = sorted(person)
        var positions: [[Int32]: Int] = [:]
        var members: [[Int]] = []
        for p in 0..<person.levelCount {
            let own = order[starts[p]..<starts[p + 1]].sorted {
                rows.period.codes[$0] < rows.period.codes[$1]
            }
            try check(own, person, p, rows)
            let key = own.map { keys.pattern.codes[$0] }
            if let known = positions[key] {
                members[known] += own
            } else {
                positions[key] = members.count
                members.append(own)
            }
        }
        let histories = positions.sorted { $0.value < $1.value }.map(\.key)
        return assembled(histories, members, rows, person.levelCount)
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
        _ own: [Int], _ person: Factor, _ p: Int, _ rows: TrialRows
    ) throws(CausalError) {
        for (first, second) in zip(own, own.dropFirst())
        where rows.period.codes[first] == rows.period.codes[second] {
            let sample = rows.frame.sample
            throw CausalError(
                .badPanel, "a person has two rows in one period", file: sample.table.source,
                column: person.name,
                row: sample.tableRow(max(first, second)), value: person.label(p),
                remedy:
                    "A closed cohort has one row a person and period; leave --individual out for a cross-section."
            )
        }
    }

    /// Sums of each class; classes sorted by cluster, persons in the order of their codes.
    private static func assembled(
        _ keys: [[Int32]], _ members: [[Int]], _ rows: TrialRows, _ persons: Int
    ) -> CohortClasses {
        let owner = members.map { Int(rows.cluster.codes[$0[0]]) }
        let order = keys.indices.sorted { (owner[$0], $0) < (owner[$1], $1) }
        var starts = [Int](repeating: 0, count: rows.cluster.levelCount + 1)
        for cluster in owner { starts[cluster + 1] += 1 }
        for cluster in 0..<rows.cluster.levelCount { starts[cluster + 1] += starts[cluster] }
        return CohortClasses(
            classes: order.map { sums(keys[$0].map(Int.init), members[$0], rows.frame.response) },
            starts: starts,
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
