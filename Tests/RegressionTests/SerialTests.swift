import OracleSupport
import Regression
import Testing

/// Properties of covariances under serial dependence.
@Suite struct SerialTests {
    private func panel() throws -> DataTable { try AbsorptionTests.table() }

    private func code(_ fit: LeastSquaresFit, _ covariance: LinearCovariance) -> CausalError.Code? {
        do {
            _ = try fit.estimates(covariance)
            return nil
        } catch { return error.code }
    }

    /// Σ over pairs of one unit by their difference in time, on a panel with holes.
    @Test(arguments: [0, 1, 3, 8])
    func aLagIsADifferenceInTime(lag: Int) throws {
        let table = try panel()
        let fit = try LeastSquares("burnout ~ treated + caseload").fit(table)
        let result = try fit.estimates(.neweyWest(lag: lag, unit: "clinician", time: "month"))
        let (unit, time) = (try fit.sample.numbers("clinician"), try fit.sample.numbers("month"))
        let x = fit.residuals.indices.map { i in [1] + fit.designColumns.map { $0[i] } }
        let n = Double(fit.rowCount)
        var meat = Matrix(3, 3)
        for i in unit.indices {
            for j in unit.indices where unit[i] == unit[j] && abs(time[i] - time[j]) <= Double(lag) {
                let weight = 1 - abs(time[i] - time[j]) / Double(lag + 1)
                let product = weight * fit.residuals[i] * fit.residuals[j]
                meat = meat + product * Matrix.outer(x[i], x[j])
            }
        }
        let periods = Double(Set(time).count)
        let expected = (n - 1) / (n - 3) * periods / (periods - 1) * (fit.bread * meat * fit.bread)
        for i in 0..<3 {
            // Two orders of summation over some hundred rows.
            #expect(agree(result.covariance[i, i], expected[i, i], relative: 1e-11))
        }
    }

    @Test func lagZeroIsHc1OfASeries() throws {
        let series = try panel().filtered(where: "clinician == 3")
        let fit = try LeastSquares("burnout ~ caseload").fit(series)
        let serial = try fit.estimates(.neweyWest(lag: 0, time: "month"))
        let robust = try fit.estimates(.hc1)
        for (a, b) in zip(serial.rows, robust.rows) {
            #expect(agree(a.standardError, b.standardError, relative: 1e-13))
            #expect(a.degreesOfFreedom == b.degreesOfFreedom)
        }
    }

    /// Only order and distance in time matter, not where time begins, its unit, or the order of rows.
    @Test func timesMayBeCountedInAnyWay() throws {
        let table = try panel()
        let month = try table.numbers("month")
        let counted = try DataTable(
            table.columns + [
                Column("year", month.map { 2000 + 4 * $0 }),
                Column("quarter", month.map { 1990.25 + $0 / 4 }),
                Column("tenth", month.map { $0 / 10 }),
            ])
        var order = (0..<Int32(table.rowCount)).map { $0 }
        var generator = Generator(seed: 5)
        generator.shuffle(&order)
        let shuffled = counted.rows(order)
        let model = try LeastSquares("burnout ~ treated + caseload | clinician")
        let first = try model.fit(counted)
        let second = try model.fit(shuffled)
        for make in [
            { LinearCovariance.neweyWest(lag: 2, unit: "clinician", time: $0) },
            { LinearCovariance.driscollKraay(lag: 2, unit: "clinician", time: $0) },
        ] as [(String) -> LinearCovariance] {
            let expected = try first.estimates(make("month"))["treated"].standardError
            for time in ["year", "quarter", "tenth"] {
                let found = try second.estimates(make(time))["treated"].standardError
                #expect(agree(found, expected, relative: 1e-9), "\(time)")
            }
        }
        let step = try first.estimates(.driscollKraay(time: "year")).fact("dependence")?["step"]
        #expect(step == .number(4))
    }

    @Test func oneThreadAndManyGiveTheSameBits() throws {
        var simulation = SimulatedClinicsTable.large
        simulation.seed = 11
        let fit = try LeastSquares("burnout ~ treated + caseload").fit(simulation.table())
        #expect(fit.rowCount > 3 * 4096)
        for covariance in [
            LinearCovariance.neweyWest(lag: 3, unit: "clinician", time: "month"),
            .driscollKraay(lag: 3, time: "month"),
            .hac(
                kernel: .quadraticSpectral, bandwidth: .width(2.5), unit: "clinician", time: "month"),
        ] {
            Parallel.threads = 1
            let one = try fit.estimates(covariance)
            Parallel.threads = 0
            #expect(try fit.estimates(covariance) == one)
        }
    }

    /// The model's own panel is used when no time is named.
    @Test func timesOfTheModelAreTheDefault() throws {
        let table = try panel()
        let index = PanelIndex(unit: "clinician", period: "month")
        let fit = try LeastSquares("burnout ~ treated", panel: index).fit(table)
        let named = try fit.estimates(.neweyWest(lag: 2, unit: "clinician", time: "month"))
        #expect(try fit.estimates(.neweyWest(lag: 2)) == named)
        #expect(code(try LeastSquares("burnout ~ treated").fit(table), .neweyWest(lag: 2)) == .badArgument)
    }

    @Test func faultsAreSaid() throws {
        let table = try panel()
        let texts = (0..<table.rowCount).map { Optional("m\($0)") }
        let gaps = try table.numbers("month").enumerated().map { $0 == 6 ? .nan : $1 }
        let odd = try table.numbers("month").map { $0 == 3 ? 3.3 : $0 + 0.5 }
        let endless = try table.numbers("month").map { $0 == 3 ? Double.infinity : $0 }
        let more = try DataTable(
            table.columns + [
                Column("text", texts), Column("gaps", gaps), Column("odd", odd), Column("endless", endless),
                Column("one", gaps.map { _ in 1.0 }),
            ])
        let fit = try LeastSquares("burnout ~ treated").fit(more)
        func newey(_ lag: Int?, _ unit: String? = "clinician", _ time: String = "month") -> LinearCovariance {
            .neweyWest(lag: lag, unit: unit, time: time)
        }
        #expect(code(fit, newey(1)) == nil)
        #expect(code(fit, newey(-1)) == .badArgument)
        #expect(code(fit, newey(9)) == .badArgument)
        #expect(code(fit, newey(Int.max)) == .badArgument)
        #expect(code(fit, newey(1, nil)) == .badPanel)
        #expect(code(fit, newey(1, "clinic")) == .badPanel)
        #expect(code(fit, newey(1, "clinician", "text")) == .badPanel)
        #expect(code(fit, newey(1, "clinician", "gaps")) == .missingValue)
        #expect(code(fit, newey(1, "clinician", "odd")) == .badPanel)
        #expect(code(fit, newey(1, "clinician", "endless")) == .badValue)
        #expect(code(fit, newey(1, "clinician", "nobody")) == .unknownColumn)
        #expect(code(fit, .driscollKraay(lag: 1, time: "one")) == .badArgument)
        #expect(code(fit, .driscollKraay(lag: 0, time: "one")) == .tooFewRows)
        #expect(code(fit, .driscollKraay(lag: 1, unit: "clinic", time: "month")) == .badPanel)
        for width in [0, -1, .nan, .infinity] as [Double] {
            #expect(
                code(
                    fit,
                    .hac(kernel: .parzen, bandwidth: .width(width), unit: "clinician", time: "month"))
                    == .badArgument)
        }
        #expect(
            code(fit, .hac(kernel: .parzen, bandwidth: .andrews, unit: "clinician", time: "month"))
                == .badArgument)
    }

    /// A series whose scores have no variance, and one with huge gaps: numbers or an error, never a trap.
    @Test func degenerateSeries() throws {
        let table = try DataTable([
            Column("y", [1.0, 2, 3, 4, 5]), Column("x", [1.0, 2, 3, 4, 5]),
            Column("noise", [0.1, -0.2, 0.3, 0.1, -0.4]), Column("t", [0.0, 1, 2, 1e9, 1e15]),
        ])
        for covariance in [
            LinearCovariance.neweyWest(time: "t"),
            .hac(kernel: .quadraticSpectral, bandwidth: .width(1e300), time: "t"),
            .hac(kernel: .bartlett, bandwidth: .width(1e300), time: "t"),
            .hac(kernel: .parzen, bandwidth: .andrews, time: "t"), .driscollKraay(time: "t"),
        ] {
            for formula in ["y ~ x", "noise ~ x"] {
                let result = try LeastSquares(formula).fit(table).estimates(covariance)
                #expect(!result.json.description.contains("nan"))
            }
        }
    }

    /// At bandwidth infinity Bartlett's sum is (Σs)(Σs)′, which least squares makes zero.
    @Test func kernelsAreOneAtZero() {
        for kernel in SerialKernel.allCases {
            #expect(kernel.weight(0) == 1)
            #expect(kernel.weight(.infinity) == 0)
            #expect(kernel.weight(-0.3) == kernel.weight(0.3))
        }
        // The series and the formula meet: z = 0.1 at x = 1/(12π) · … = 0.0265…
        let x = 0.1 / (1.2 * Double.pi)
        let below = SerialKernel.quadraticSpectral.weight(x * (1 - 1e-9))
        let above = SerialKernel.quadraticSpectral.weight(x * (1 + 1e-9))
        // The formula cancels 3(sin z/z − cos z)/z² to about 1e-14 there; the slope adds 4e-12.
        #expect(abs(below - above) < 2e-11)
    }
}
