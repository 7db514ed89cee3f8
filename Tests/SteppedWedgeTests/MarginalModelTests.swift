import OracleSupport
import SteppedWedge
import Testing

/// Generalised estimating equations against dense matrices, other programs and published numbers.
@Suite("Stepped wedge: marginal models")
struct MarginalModelTests {
    private static func fit(_ oracle: MarginalOracles.Equation) throws -> MarginalFit {
        let correlation = try #require(WorkingCorrelation(rawValue: oracle.correlation))
        let names = ["block": "nested", "proportional-decay": "decay"]
        let trial = MarginalOracles.trial(
            try #require(TrialCorrelation(rawValue: names[oracle.correlation] ?? oracle.correlation)),
            oracle.covariates,
            individual: correlation.needsIndividuals ? "id" : nil)
        let model = MarginalModel(
            trial, family: try #require(OutcomeFamily(rawValue: oracle.family)),
            link: Link(rawValue: oracle.link),
            offset: oracle.offset.map { "log(\($0))" }, isMatrixAdjusted: oracle.adjusted, tolerance: 1e-12)
        #expect(model.correlation == correlation)
        return try model.fit(try MarginalOracles.table(oracle.design))
    }

    /// Whole matrices, a row a person, in numpy: rounding of their inverses leaves about 1e-10.
    @Test(arguments: MarginalOracles.equations)
    func agreesWithDenseMatrices(_ oracle: MarginalOracles.Equation) throws {
        let fit = try Self.fit(oracle)
        #expect(agree(fit.dispersion, oracle.phi, relative: 1e-8))
        #expect(fit.correlationParameters.count == oracle.alpha.count)
        for (value, expected) in zip(fit.correlationParameters, oracle.alpha) {
            #expect(abs(value - expected) < 1e-8, "\(value) \(expected)")
        }
        for (name, errors) in oracle.se {
            let inference: MarginalInference = try #require(MarginalInference(rawValue: name))
            let rows = MarginalOracles.ordered(
                try fit.estimates(inference), oracle.covariates)
            #expect(rows.count == errors.count)
            for (row, (estimate, error)) in zip(rows, zip(oracle.coef, errors)) {
                #expect(
                    abs(row.estimate - estimate) < 1e-8 * error, "\(row.term) \(row.estimate) \(estimate)")
                #expect(
                    agree(row.standardError, error, relative: 1e-8),
                    "\(name) \(row.term) \(row.standardError) \(error)")
                #expect(row.degreesOfFreedom == fit.degreesOfFreedom)
            }
        }
    }

    /// statsmodels at the same α; its `bias_reduced` covariance is Mancl and DeRouen's.
    @Test(arguments: MarginalOracles.equations.filter { $0.statsmodels != nil })
    func agreesWithStatsmodels(_ oracle: MarginalOracles.Equation) throws {
        let fit = try Self.fit(oracle)
        let peer = try #require(oracle.statsmodels)
        for (name, errors) in peer.se {
            let inference: MarginalInference = try #require(MarginalInference(rawValue: name))
            let rows = MarginalOracles.ordered(
                try fit.estimates(inference), oracle.covariates)
            for (row, (estimate, error)) in zip(rows, zip(peer.coef, errors)) {
                #expect(
                    abs(row.estimate - estimate) < 1e-7 * error, "\(row.term) \(row.estimate) \(estimate)")
                #expect(
                    agree(row.standardError, error, relative: 1e-7),
                    "\(name) \(row.term) \(row.standardError) \(error)")
            }
        }
    }

    /// R's geepack at the same α.
    @Test(arguments: MarginalOracles.models?.equations ?? [])
    func agreesWithGeepack(_ peer: MarginalOracles.Peer) throws {
        let oracle = try #require(
            MarginalOracles.equations.first {
                $0.design == peer.design && $0.correlation == peer.correlation && $0.family == peer.family
                    && $0.link == peer.link && $0.adjusted == peer.adjusted
            })
        let rows = MarginalOracles.ordered(try Self.fit(oracle).estimates(.robust), oracle.covariates)
        for (row, (estimate, error)) in zip(rows, zip(peer.coef, peer.se)) {
            #expect(abs(row.estimate - estimate) < 1e-6 * error, "\(row.term) \(row.estimate) \(estimate)")
            #expect(
                agree(row.standardError, error, relative: 1e-6), "\(row.term) \(row.standardError) \(error)")
        }
    }

    /// geeCRT's vignette, which stops at a change of 1e-3: seven digits as printed.
    @Test(.enabled(if: ReferenceData.isAvailable))
    func publishedNumbers() throws {
        let table = try ReferenceData.table("geeCRT_sampleSWCRTSmall.csv")
        let trial = SteppedWedge(outcome: "y_con", cluster: "id", period: "period", treatment: "treatment")
        let fit = try MarginalModel(trial).fit(table)
        #expect(abs(fit.coefficients[0] + 0.1857484) < 5.1e-8)
        #expect(abs(fit.correlationParameters[0] - 0.0530452) < 5.1e-8)
        let published: [MarginalInference: Double] = [
            .model: 0.1828737, .robust: 0.1472606, .kauermannCarroll: 0.1602631, .manclDeRouen: 0.1744810,
            .fayGraubard: 0.1599123,
        ]
        for (inference, error) in published {
            let row = try fit.estimates(inference)["treatment"]
            #expect(abs(row.standardError - error) < 5.1e-8, "\(inference) \(row.standardError)")
            #expect(row.degreesOfFreedom == 7)
        }
        let settled = try MarginalModel(trial, tolerance: 1e-12).fit(table)
        #expect(abs(settled.coefficients[0] - fit.coefficients[0]) < 2e-4)
    }

    @Test func orderUnitAndNamesDoNotMatter() throws {
        let table = try MarginalOracles.table("scores")
        let trial = MarginalOracles.trial(.nestedExchangeable, ["x"])
        let plain = try MarginalModel(trial).fit(table).estimates(.manclDeRouen)
        let order = Array((0..<table.rowCount).reversed())
        let turned = try DataTable(
            table.columns.map { column in
                let values = try #require(column.numbers)
                return Column(
                    column.name,
                    order.map {
                        column.name == "y"
                            ? 1000 * values[$0] : column.name == "cluster" ? 100 - values[$0] : values[$0]
                    })
            })
        let other = try MarginalModel(trial).fit(turned).estimates(.manclDeRouen)
        for (first, second) in zip(plain.rows, other.rows) {
            #expect(agree(second.estimate, 1000 * first.estimate, relative: 1e-9, scale: 1000))
            #expect(agree(second.standardError, 1000 * first.standardError, relative: 1e-9))
        }
    }

    /// A covariate's origin moves the intercept alone, even far away.
    @Test func originsDoNotMatter() throws {
        let table = try MarginalOracles.table("rates")
        let far = try DataTable(
            table.columns
                + [Column("z", (table["x"]?.numbers ?? []).map { $0 + 1e7 })])
        for inference in [MarginalInference.manclDeRouen, .robust, .kauermannCarroll] {
            let near = MarginalModel(MarginalOracles.trial(.nestedExchangeable, ["x"]), family: .poisson)
            let other = MarginalModel(MarginalOracles.trial(.nestedExchangeable, ["z"]), family: .poisson)
            for (first, second) in zip(
                try near.fit(far).estimates(inference).rows, try other.fit(far).estimates(inference).rows)
            where first.term != "(Intercept)" {
                #expect(agree(first.estimate, second.estimate, relative: 1e-7, scale: 1))
                #expect(agree(first.standardError, second.standardError, relative: 1e-7))
            }
        }
    }

    @Test func aCellOfItsOwnPeriodIsSaid() throws {
        let table = try MarginalOracles.table("counts")
        let keep = (0..<table.rowCount).filter { row in
            table["period"]?.numbers?[row] != 5 || table["cluster"]?.numbers?[row] == 1
        }
        let alone = try DataTable(
            table.columns.map { column in
                Column(column.name, keep.map { (column.numbers ?? [])[$0] })
            })
        let fit = try MarginalModel(MarginalOracles.trial(), family: .quasipoisson).fit(alone)
        let answer = try fit.estimates()
        #expect(answer.fact("vcov") == "mbn" && answer.notes.contains { $0.contains("one cluster alone") })
        #expect(throws: CausalError.self) { try fit.estimates(.manclDeRouen) }
        #expect(try fit.estimates(.robust)["treatment"].standardError > 0)
    }

    @Test func oneThreadGivesTheSameBits() throws {
        let model = MarginalModel(MarginalOracles.trial(), family: .binomial)
        let table = try MarginalOracles.table("unequal")
        let several = try model.fit(table).estimates()
        Parallel.threads = 1
        defer { Parallel.threads = 0 }
        #expect(try model.fit(table).estimates() == several)
    }

    @Test func effectsByExposureHaveTheirMeanFirst() throws {
        let trial = MarginalOracles.trial(effect: .exposureTime)
        let answer = try MarginalModel(trial, family: .poisson).fit(try MarginalOracles.table("counts"))
            .estimates()
        let effects = answer.rows.filter { $0.term.hasPrefix("exposure.") }
        #expect(answer.rows[0].term == "treatment" && effects.count == 4)
        #expect(agree(answer.rows[0].estimate, effects.reduce(0) { $0 + $1.estimate } / 4, relative: 1e-12))
        #expect(answer.rows[0].standardError > 0)
    }
}
