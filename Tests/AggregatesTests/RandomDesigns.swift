import Aggregates

/// A panel with staggered starts, units that are treated from the first period on, gaps, missing outcomes and unequal
/// clusters.
func randomPanel(_ seed: UInt64, units: Int = 120, isBalanced: Bool = false) throws -> DataTable {
    var generator = Generator(seed: seed)
    var unit: [Int] = []
    var period: [Int] = []
    var cohort: [Int] = []
    var clinic: [String?] = []
    var status: [Int] = []
    var y: [Double] = []
    var more = Generator(seed: seed &+ 77)
    for i in 0..<units {
        let home = Int(generator.uniform() * generator.uniform() * 25)
        let start = [0, 2003, 2005, 2006, 0][Int(generator.uniform() * 5)]
        let level = 50 + 5 * generator.normal()
        for t in 2001...2007 {
            let isSeen = isBalanced || generator.uniform() > 0.05
            let noise = generator.normal()
            guard isSeen else { continue }
            let isTreated = start > 0 && t >= start
            unit.append(1000 + i)
            period.append(t)
            cohort.append(start)
            clinic.append("clinic \"\(home)\"")
            status.append(isTreated ? 1 : 0)
            let effect = isTreated ? Double(t - start + 1) * Double(start - 2000) / 4 : 0
            let isMissing = !isBalanced && generator.uniform() < 0.03
            y.append(
                isMissing
                    ? .nan : level + 0.3 * Double(t - 2001) + effect + noise * (1 + 0.1 * Double(t - 2001)))
        }
    }
    return try DataTable([
        Column("id", unit), Column("year", period), Column("first treated", cohort), Column("clinic", clinic),
        Column("d", status), Column("y", y), Column("female", unit.map { $0 % 2 }),
        Column("region", clinic.map { $0.map { "r'\($0.count % 2);\($0)" } }),
        Column("w", unit.map { _ in (8 * more.uniform()).rounded() / 4 }),
        Column("copies", unit.map { _ in Int(4 * more.uniform()) }),
    ])
}

/// A stepped wedge of unequal cells with numbers, events, counts, a covariate and a category.
func randomWedge(_ seed: UInt64, clusters: Int = 9) throws -> DataTable {
    var generator = Generator(seed: seed)
    var columns: [String: [Double]] = [:]
    var kind: [String?] = []
    for cluster in 0..<clusters {
        let level = generator.normal() / 2
        for step in 1...4 {
            let exposed = step > cluster % 3 + 1 ? 1.0 : 0
            let shock = generator.normal() / 4
            for _ in 0..<(8 + Int(generator.uniform() * 9)) {
                let z = generator.normal()
                let eta = level + shock + 0.1 * Double(step) + 0.5 * exposed + 0.3 * z
                kind.append(generator.uniform() < 0.5 ? "a" : "b")
                let values = [
                    "site": Double(cluster), "step": Double(step), "exposed": exposed, "z": z,
                    "y": 120 + eta + generator.normal(),
                    "event": generator.uniform() < 1 / (1 + Double.exponential(-eta)) ? 1 : 0,
                    "visits": (3 * generator.uniform() + 2 * exposed).rounded(),
                ]
                for (name, value) in values { columns[name, default: []].append(value) }
            }
        }
    }
    columns["y"]?[3] = .nan
    return try DataTable(
        columns.sorted { $0.key < $1.key }.map { Column($0.key, $0.value) } + [Column("kind", kind)])
}

extension Double {
    /// eˣ by its series of halves, good enough to draw events with.
    static func exponential(_ x: Double) -> Double {
        var (sum, term) = (1.0, 1.0)
        for n in 1..<20 {
            term *= x / 16 / Double(n)
            sum += term
        }
        for _ in 0..<4 { sum *= sum }
        return sum
    }
}

/// Monthly counts with an exposure, a row an event site, so that months have several rows.
func randomEvents(_ seed: UInt64, sites: Int) throws -> DataTable {
    var generator = Generator(seed: seed)
    var month: [Int] = []
    var group: [String?] = []
    var deaths: [Double] = []
    var people: [Double] = []
    for t in 1...36 {
        for site in 0..<(2 * sites) {
            month.append(t)
            group.append(site < sites ? "treated" : "other")
            people.append((1000 + 50 * generator.normal()).rounded())
            let mean = 40 + 0.2 * Double(t) - (t >= 20 && site < sites ? 8 : 0)
            deaths.append(max(0, (mean + 6 * generator.normal()).rounded()))
        }
    }
    return try DataTable([
        Column("month", month), Column("group", group), Column("deaths", deaths), Column("people", people),
    ])
}

/// A panel some of whose rows lack a unit, a period or a category.
func panelWithoutKeys(_ seed: UInt64) throws -> DataTable {
    let panel = try randomPanel(seed, units: 70)
    var generator = Generator(seed: seed &+ 5)
    func lacking(_ column: Column, every step: Int) -> Column {
        guard let numbers = column.numbers else { return column }
        let gaps = numbers.map { _ in generator.uniform() < 1 / Double(step) }
        return Column(column.name, zip(numbers, gaps).map { $1 ? .nan : $0 })
    }
    return try DataTable(
        panel.columns.map { column in
            switch column.name {
            case "id", "female", "year": return lacking(column, every: 25)
            default: return column
            }
        })
}
