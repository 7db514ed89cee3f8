import Distributions
import Groundwork
import Tables

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension SimulatedClinics {
    /// Draws the table: a row for every clinician and month, clinician by clinician.
    ///
    /// | column | holds |
    /// |---|---|
    /// | `clinician` | 1, 2, … |
    /// | `clinic` | 1, 2, …; a clinician stays in one clinic |
    /// | `region` | `north`, `east`, `south`, `west`, `region 5`, …; a clinic lies in one region |
    /// | `month` | 1 … ``months`` |
    /// | `adopted` | the clinic's first month with the redesign; missing when it never adopts |
    /// | `treated` | 1 from that month on, otherwise 0 |
    /// | `caseload` | patients on a working day, a Poisson count |
    /// | `experience` | whole years in the profession, one more each year at the clinician's own month |
    /// | `hours` | clinical hours a week, 8 to 60 to one decimal, fit for weights |
    /// | `burnout` | the score, two decimals; missing in a share ``missingShare`` of the rows |
    ///
    /// - Throws: `CausalError.Code.badArgument` when a setting lies outside its range.
    public func table() throws(CausalError) -> DataTable {
        try validate()
        var columns = Columns()
        columns.reserve(clinics * cliniciansPerClinic * months)
        let root = Generator(seed: seed)
        let starts = adoptionMonths(root)
        let sizes = clinicSizes(root)
        var clinician = 0
        for clinic in 0..<clinics {
            let shared = clinicMonths(clinic, root)
            for _ in 0..<sizes[clinic] {
                append(&columns, clinician, clinic, starts[clinic], shared, root)
                clinician += 1
            }
        }
        return try columns.table(regions: regions)
    }

    /// The truth: the mean effect over the months that clinicians spent under the redesign, missing scores
    /// included; nil when there are none.
    ///
    /// - Throws: `CausalError.Code.badArgument` when a setting lies outside its range.
    public func averageEffect() throws(CausalError) -> Double? {
        try validate()
        if case .constant(let value) = effect {
            return adoptionMonths(Generator(seed: seed)).contains { $0 != nil } ? value : nil
        }
        let root = Generator(seed: seed)
        var sum = 0.0
        var count = 0
        for (start, size) in zip(adoptionMonths(root), clinicSizes(root)) {
            guard let start else { continue }
            for month in start...months { sum += effect.value(exposure: month - start) * Double(size) }
            count += (months - start + 1) * size
        }
        return count == 0 ? nil : sum / Double(count)
    }

    /// Each clinic's first month with the redesign; nil is never.
    func adoptionMonths(_ root: Generator) -> [Int?] {
        var order = Array(0..<clinics)
        var random = root.stream(Part.adoption.rawValue)
        random.shuffle(&order)
        var starts = [Int?](repeating: nil, count: clinics)
        switch adoption {
        case .simultaneous(let month, let share):
            let count = Int((Double(clinics) * share).rounded())
            for clinic in order.prefix(count) { starts[clinic] = month }
        case .staggered(let months, let never):
            let count = clinics - Int((Double(clinics) * never).rounded())
            for (turn, clinic) in order.prefix(count).enumerated() {
                starts[clinic] = months[turn % months.count]
            }
        }
        return starts
    }

    /// Each clinic's number of clinicians.
    func clinicSizes(_ root: Generator) -> [Int] {
        var random = root.stream(Part.sizes.rawValue)
        return (0..<clinics).map { _ in
            unequalSizes ? 1 + random.integer(below: 2 * cliniciansPerClinic - 1) : cliniciansPerClinic
        }
    }

    /// What all clinicians of a clinic share, month by month: the clinic's level, its shocks, trend and season.
    private func clinicMonths(_ clinic: Int, _ root: Generator) -> [Double] {
        var random = root.stream(Part.clinics.rawValue).stream(clinic)
        let level = 50 + 4 * random.normal()
        var shock = 2 * random.normal()
        let innovation = 2 * (1 - autocorrelation * autocorrelation).squareRoot()
        return (1...months).map { month in
            if month > 1 { shock = autocorrelation * shock + innovation * random.normal() }
            return level + shock + 0.1 * Double(month) + 1.5 * sin(2 * .pi * Double(month) / 12)
        }
    }

    /// Appends a clinician's months.
    private func append(
        _ columns: inout Columns, _ clinician: Int, _ clinic: Int, _ start: Int?, _ shared: [Double],
        _ root: Generator
    ) {
        var random = root.stream(Part.clinicians.rawValue).stream(clinician)
        var missing = root.stream(Part.missing.rawValue).stream(clinician)
        let level = 6 * random.normal()
        let years = random.integer(below: 30)
        let anniversary = random.integer(below: 12)
        let load = 20 + 3 * random.normal()
        let contract = 36 + 8 * random.normal()
        for month in 1...months {
            let caseload = random.poisson(mean: max(5, load))
            let hours = SimulatedClinics.rounded(min(60, max(8, contract + 3 * random.normal())), 10)
            let experience = years + (month + anniversary) / 12
            let exposure = start.map { month - $0 } ?? -1
            let change = exposure >= 0 ? effect.value(exposure: exposure) : 0
            let score =
                shared[month - 1] + level + 0.4 * Double(caseload - 20) - 0.2 * Double(experience) + change
                + 4 * random.normal()
            let isMissing = missing.bernoulli(missingShare)
            columns.append(
                [
                    Double(clinician + 1), Double(clinic + 1), Double(month), start.map(Double.init) ?? .nan,
                    exposure >= 0 ? 1 : 0, Double(caseload), Double(experience), hours,
                    isMissing ? .nan : SimulatedClinics.rounded(score, 100),
                ], region: Int32(clinic % regions))
        }
    }

    private static func rounded(_ value: Double, _ scale: Double) -> Double {
        (value * scale).rounded() / scale
    }

    /// The parts of the simulation that have a stream each.
    private enum Part: Int { case adoption, sizes, clinics, clinicians, missing }
}

/// The columns of the table while it grows.
private struct Columns {
    static let names = [
        "clinician", "clinic", "month", "adopted", "treated", "caseload", "experience", "hours", "burnout",
    ]
    var numbers = [[Double]](repeating: [], count: names.count)
    var region: [Int32] = []

    mutating func reserve(_ rows: Int) {
        for column in numbers.indices { numbers[column].reserveCapacity(rows) }
        region.reserveCapacity(rows)
    }

    mutating func append(_ row: [Double], region code: Int32) {
        for column in numbers.indices { numbers[column].append(row[column]) }
        region.append(code)
    }

    func table(regions: Int) throws(CausalError) -> DataTable {
        let compass = ["north", "east", "south", "west"]
        let levels = (0..<regions).map { $0 < 4 ? compass[$0] : "region \($0 + 1)" }
        var columns = zip(Columns.names, numbers).map { Column($0, $1) }
        columns.insert(Column("region", .categories(Categories(codes: region, levels: levels))), at: 2)
        return try DataTable(columns, source: "simulated clinics")
    }
}
