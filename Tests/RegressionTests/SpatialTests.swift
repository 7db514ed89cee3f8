import DifferenceInDifferences
import Foundation
import OracleSupport
import Regression
import Testing

enum SimulatedClinicsTable {
    /// 20,000 rows.
    static var large: SimulatedClinics {
        var simulation = SimulatedClinics()
        simulation.clinics = 100
        simulation.cliniciansPerClinic = 10
        simulation.months = 20
        return simulation
    }
}

/// Conley's covariance against all pairs, wherever on the earth.
@Suite struct SpatialTests {
    struct Region: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let latitude: ClosedRange<Double>
        let longitude: ClosedRange<Double>
        let kilometres: [Double]
    }

    static let regions = [
        Region(
            testDescription: "a city", latitude: 48...48.2, longitude: 16.2...16.5,
            kilometres: [0.001, 1, 5, 60]),
        Region(
            testDescription: "a country", latitude: 46...49, longitude: 9...17, kilometres: [20, 150, 2000]),
        Region(
            testDescription: "the antimeridian", latitude: -20...(-15), longitude: 175...185,
            kilometres: [50, 300]),
        Region(
            testDescription: "the north pole", latitude: 88...90, longitude: -180...180,
            kilometres: [20, 100, 400]),
        Region(
            testDescription: "the south pole", latitude: -90...(-89), longitude: 0...360,
            kilometres: [20, 100]),
        Region(
            testDescription: "the earth", latitude: -90...90, longitude: -180...180,
            kilometres: [1000, 5000, 12000, 20000]),
    ]

    private func table(_ region: Region, rows: Int = 300, seed: UInt64 = 17) throws -> DataTable {
        var generator = Generator(seed: seed)
        func between(_ range: ClosedRange<Double>) -> Double {
            range.lowerBound + generator.uniform() * (range.upperBound - range.lowerBound)
        }
        // Some rows share a place, and a pole has many longitudes.
        var places = (0..<(rows * 3 / 4)).map { _ in (between(region.latitude), between(region.longitude)) }
        if region.latitude.upperBound == 90 { places[0].0 = 90 }
        if region.latitude.upperBound == 90 { places[1].0 = 90 }
        let picked = (0..<rows).map { _ in places[generator.integer(below: places.count)] }
        return try DataTable([
            Column("y", (0..<rows).map { _ in generator.normal() }),
            Column("x", (0..<rows).map { _ in generator.normal() }),
            Column("lat", picked.map(\.0)), Column("lon", picked.map(\.1)),
            Column("t", (0..<rows).map { _ in generator.integer(below: 3) }),
        ])
    }

    /// The angle's haversine, and near the antipode its complement's, which keeps its digits there.
    private func kilometres(_ a: (Double, Double), _ b: (Double, Double)) -> Double {
        let (φ, ψ) = (a.0 * .pi / 180, b.0 * .pi / 180)
        let λ = (a.1 - b.1) * .pi / 180
        let near = pow(sin((φ - ψ) / 2), 2) + cos(φ) * cos(ψ) * pow(sin(λ / 2), 2)
        let far = pow(sin((φ + ψ) / 2), 2) + cos(φ) * cos(ψ) * pow(cos(λ / 2), 2)
        return near < 0.5 ? 2 * 6371 * asin(near.squareRoot()) : 6371 * (.pi - 2 * asin(far.squareRoot()))
    }

    @Test(arguments: regions, SpatialKernel.allCases)
    func nearbyRowsAreFound(region: Region, kernel: SpatialKernel) throws {
        let table = try table(region)
        let fit = try LeastSquares("y ~ x").fit(table)
        let places = zip(try table.numbers("lat"), try table.numbers("lon")).map { ($0, $1) }
        let (x, time) = (fit.designColumns[0], try table.numbers("t"))
        let n = Double(fit.rowCount)
        for cutoff in region.kilometres {
            for within in [false, true] {
                var meat = Matrix(2, 2)
                var scale = Matrix(2, 2)
                for i in x.indices {
                    for j in x.indices where !within || time[i] == time[j] {
                        let distance = kilometres(places[i], places[j])
                        guard distance <= cutoff else { continue }
                        let weight = kernel == .uniform ? 1 : 1 - distance / cutoff
                        let product = weight * fit.residuals[i] * fit.residuals[j]
                        meat = meat + product * Matrix.outer([1, x[i]], [1, x[j]])
                        scale =
                            scale + product.magnitude
                            * Matrix.outer([1, abs(x[i])], [1, abs(x[j])])
                    }
                }
                let result = try fit.estimates(
                    .conley(
                        latitude: "lat", longitude: "lon", kilometres: cutoff, kernel: kernel,
                        time: within ? "t" : nil))
                guard !result.notes.contains(where: { $0.contains("eigenvalues") }) else { continue }
                let expected = (n - 1) / (n - 2) * (fit.bread * meat * fit.bread)
                let size = (n - 1) / (n - 2) * (fit.bread * scale * fit.bread)
                for i in 0..<2 {
                    // Terms of both signs: what rounding can do is relative to their magnitudes. A distance
                    // itself is good to 1e-16 · 6371 km, so weights to 1e-12/cutoff.
                    #expect(
                        abs(result.covariance[i, i] - expected[i, i])
                            <= (1e-13 + 3e-12 / cutoff) * abs(size[i, i]),
                        "\(cutoff) km \(within)")
                }
            }
        }
    }

    @Test func oneThreadAndManyGiveTheSameBitsInAnyOrder() throws {
        let region = Self.regions[1]
        let table = try table(region, rows: 5000)
        let model = try LeastSquares("y ~ x")
        let covariance = LinearCovariance.conley(
            latitude: "lat", longitude: "lon", kilometres: 40, kernel: .triangular)
        let fit = try model.fit(table)
        Parallel.threads = 1
        let one = try fit.estimates(covariance)
        Parallel.threads = 0
        #expect(try fit.estimates(covariance) == one)
        var order = (0..<Int32(table.rowCount)).map { $0 }
        var generator = Generator(seed: 9)
        generator.shuffle(&order)
        let shuffled = try model.fit(table.rows(order)).estimates(covariance)
        #expect(agree(shuffled["x"].standardError, one["x"].standardError, relative: 1e-11))
    }

    /// Within a metre only rows of one place meet: clusters without their factor.
    @Test func aTinyDistanceClustersByPlace() throws {
        let table = try DependenceOracles.placed(AbsorptionTests.table())
        let fit = try LeastSquares("burnout ~ treated + caseload").fit(table)
        let conley = try fit.estimates(
            .conley(latitude: "latitude", longitude: "longitude", kilometres: 0.001))
        let clustered = try fit.estimates(.clustered(by: "clinician", correction: .cr0))
        let n = Double(fit.rowCount)
        for (a, b) in zip(conley.rows, clustered.rows) {
            let expected = b.standardError * ((n - 1) / (n - 3)).squareRoot()
            #expect(agree(a.standardError, expected, relative: 1e-12))
        }
    }

    @Test func faultsAreSaid() throws {
        let bad = [("tall", 90.5), ("low", -91), ("none", Double.nan), ("endless", .infinity), ("wide", 361)]
        let clean = try DependenceOracles.placed(AbsorptionTests.table())
        let table = try DataTable(
            clean.columns
                + bad.map { name, value in
                    Column(name, (0..<clean.rowCount).map { $0 == 6 ? value : 12 })
                } + [Column("text", (0..<clean.rowCount).map { Optional("\($0)") })])
        let fit = try LeastSquares("burnout ~ treated").fit(table)
        func fault(
            _ latitude: String, _ longitude: String, _ kilometres: Double = 10, unit: String? = nil,
            time: String? = nil, lag: Int? = nil
        ) -> CausalError? {
            do {
                _ = try fit.estimates(
                    .conley(
                        latitude: latitude, longitude: longitude, kilometres: kilometres, unit: unit,
                        time: time, lag: lag))
                return nil
            } catch { return error }
        }
        let row = fit.sample.rows.flatMap { rows in rows.firstIndex(of: 6).map { _ in 7 } } ?? 7
        for (name, code) in [
            ("tall", CausalError.Code.badValue), ("low", .badValue), ("none", .missingValue),
            ("endless", .badValue),
        ] {
            let error = fault(name, "longitude")
            #expect(error?.code == code && error?.row == row && error?.column == name, "\(name)")
        }
        #expect(fault("latitude", "wide")?.row == row)
        #expect(fault("text", "longitude")?.code == .notNumeric)
        #expect(fault("nobody", "longitude")?.code == .unknownColumn)
        for distance in [0, -3, .nan, .infinity, 20016] as [Double] {
            #expect(fault("latitude", "longitude", distance)?.code == .badArgument)
        }
        #expect(fault("latitude", "longitude", unit: "clinician")?.code == .badArgument)
        #expect(fault("latitude", "longitude", time: "month", lag: 2)?.code == .badArgument)
        #expect(
            fault("latitude", "longitude", unit: "clinician", time: "month", lag: 99)?.code == .badArgument)
        #expect(fault("latitude", "longitude", unit: "clinic", time: "month")?.code == .badPanel)
        #expect(fault("latitude", "longitude", unit: "clinician", time: "month") == nil)
    }
}
